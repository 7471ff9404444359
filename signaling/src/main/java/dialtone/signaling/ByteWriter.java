package dialtone.signaling;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes fields one after the other; numbers are unsigned and big-endian. */
public final class ByteWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ByteWriter u8(int value) {
        return unsigned(value, 1);
    }

    public ByteWriter u16(int value) {
        return unsigned(value, 2);
    }

    public ByteWriter u24(int value) {
        return unsigned(value, 3);
    }

    public ByteWriter u32(long value) {
        return unsigned(value, 4);
    }

    public ByteWriter u64(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    public ByteWriter bytes(Bytes bytes) {
        out.writeBytes(bytes.toArray());
        return this;
    }

    public ByteWriter ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    public Bytes toBytes() {
        return Bytes.of(out.toByteArray());
    }

    private ByteWriter unsigned(long value, int size) {
        if (value < 0 || value >>> 8 * size != 0) {
            throw new IllegalArgumentException(value + " does not fit in " + size + " bytes");
        }
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }
}
