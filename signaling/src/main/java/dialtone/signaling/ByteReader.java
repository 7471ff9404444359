package dialtone.signaling;

/** Reads fields from the front of some bytes; whoever asks for more than is left gets a {@link MalformedException} that names the field. */
public final class ByteReader {

    private final Bytes source;
    private int position;

    public ByteReader(Bytes source) {
        this.source = source;
    }

    public int left() {
        return source.size() - position;
    }

    public int u8(String field) {
        return take(1, field).at(0);
    }

    public int u16(String field) {
        return (int) unsigned(2, field);
    }

    public int u24(String field) {
        return (int) unsigned(3, field);
    }

    public long u32(String field) {
        return unsigned(4, field);
    }

    public Bytes take(int size, String field) {
        if (size > left()) {
            throw new MalformedException(field, size + " bytes", "the end after " + left());
        }
        position += size;
        return source.slice(position - size, position);
    }

    /** Everything up to the last {@code kept} bytes. */
    public Bytes takeAllBut(int kept, String field) {
        if (left() < kept) {
            throw new MalformedException(field, kept + " bytes after it", "the end after " + left());
        }
        return take(left() - kept, field);
    }

    public void end(String what) {
        if (left() != 0) {
            throw new MalformedException(what, "its end", left() + " bytes more");
        }
    }

    private long unsigned(int size, String field) {
        Bytes bytes = take(size, field);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | bytes.at(i);
        }
        return value;
    }
}
