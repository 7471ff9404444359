package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What crosses the socket between the bridge and the native peer.
 *
 * <pre>
 * length of what follows(4) | type(1) | fields
 * text, data: length(4) | bytes      list: count(1) | elements
 * </pre>
 */
public interface Frame {

    /** An SDP; no message is longer. */
    int LONGEST_TEXT = 64 * 1024;

    /** A text or data of that length, and what stands around it. */
    int LARGEST = LONGEST_TEXT + 4 * 1024;

    int LONGEST_LINE = 1024;

    /** The type and the fields. */
    void write(ByteBuffer out);

    /** Checked where a message is made, so that nothing is found too long when it is written. */
    static void fits(String text, int most) {
        if (text.length() > most / 3 && text.getBytes(StandardCharsets.UTF_8).length > most) {
            throw new MalformedException("text", "at most " + most + " bytes", "more");
        }
    }

    static void writeText(ByteBuffer out, String text) {
        writeData(out, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    static void writeData(ByteBuffer out, ByteBuffer data) {
        if (data.remaining() > LONGEST_TEXT) {
            throw new MalformedException(
                    "frame", "a field of at most " + LONGEST_TEXT + " bytes", String.valueOf(data.remaining()));
        }
        out.putInt(data.remaining()).put(data.duplicate());
    }

    static void writeList(ByteBuffer out, List<String> texts) {
        out.put((byte) texts.size());
        texts.forEach(text -> writeText(out, text));
    }

    /** Reads the fields in order; whatever does not fit is a {@link MalformedException}. */
    record Fields(ByteBuffer in) {

        public int u8() {
            need(1);
            return in.get() & 0xff;
        }

        public boolean flag() {
            int value = upTo(1, "flag");
            return value == 1;
        }

        public int upTo(int most, String what) {
            int value = u8();
            if (value > most) {
                throw new MalformedException(what, "0 to " + most, String.valueOf(value));
            }
            return value;
        }

        public int int32() {
            need(4);
            return in.getInt();
        }

        /** Not negative. */
        public int number() {
            int value = int32();
            if (value < 0) {
                throw new MalformedException("frame", "a number from 0 on", String.valueOf(value));
            }
            return value;
        }

        public String text(int most) {
            return StandardCharsets.UTF_8.decode(data(most)).toString();
        }

        /** A copy, with an array of exactly its size. */
        public ByteBuffer data(int most) {
            int length = int32();
            if (length < 0 || length > most) {
                throw new MalformedException("frame", "a field of at most " + most + " bytes", String.valueOf(length));
            }
            need(length);
            byte[] copy = new byte[length];
            in.get(copy);
            return ByteBuffer.wrap(copy);
        }

        public List<String> list(int most) {
            List<String> texts = new ArrayList<>();
            for (int left = upTo(most, "count"); left > 0; left--) {
                texts.add(text(LONGEST_LINE));
            }
            return texts;
        }

        public void end() {
            if (in.hasRemaining()) {
                throw new MalformedException("frame", "its end", in.remaining() + " bytes more");
            }
        }

        private void need(int bytes) {
            if (in.remaining() < bytes) {
                throw new MalformedException("frame", bytes + " bytes more", String.valueOf(in.remaining()));
            }
        }
    }
}
