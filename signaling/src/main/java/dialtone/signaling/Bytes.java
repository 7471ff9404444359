package dialtone.signaling;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes with value equality.
 *
 * <p>{@link #toString} tells only the size, because what the bytes mean, and whether that is secret, is not known here; who wants the content asks for {@link #hex}.
 */
public final class Bytes {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes of(byte... content) {
        return new Bytes(content.clone());
    }

    public static Bytes fromHex(String hex) {
        try {
            return new Bytes(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException notHex) {
            throw new MalformedException("hex", "pairs of hex digits", hex.length() + " characters that are not");
        }
    }

    public String hex() {
        return HexFormat.of().formatHex(content);
    }

    public int size() {
        return content.length;
    }

    /** The byte at {@code index}, 0 to 255. */
    public int at(int index) {
        return content[index] & 0xff;
    }

    public byte[] toArray() {
        return content.clone();
    }

    /** The bytes from {@code from}, inclusive, to {@code to}, exclusive. */
    public Bytes slice(int from, int to) {
        if (from < 0 || to < from || to > content.length) {
            throw new IndexOutOfBoundsException("slice " + from + ".." + to + " of " + content.length + " bytes");
        }
        return new Bytes(Arrays.copyOfRange(content, from, to));
    }

    public Bytes concat(Bytes tail) {
        byte[] both = Arrays.copyOf(content, content.length + tail.content.length);
        System.arraycopy(tail.content, 0, both, content.length, tail.content.length);
        return new Bytes(both);
    }

    /** These bytes, refused unless there are exactly {@code size}. */
    public Bytes sized(int size, String what) {
        if (content.length != size) {
            throw new MalformedException(what, size + " bytes", content.length + " bytes");
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return content.length + " bytes";
    }
}
