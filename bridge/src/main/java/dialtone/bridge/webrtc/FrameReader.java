package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** For one thread. Its buffer never grows, whatever length the other side announces. */
public final class FrameReader {

    private final ReadableByteChannel from;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(2 * (4 + Frame.LARGEST)).flip();

    public FrameReader(ReadableByteChannel from) {
        this.from = from;
    }

    /** Waits for a frame; its fields are valid until the next call. Empty when the other side ended, also amid a frame: it died. */
    public Optional<Frame.Fields> next() throws IOException {
        if (!await(4)) {
            return Optional.empty();
        }
        int length = buffer.getInt();
        if (length < 1 || length > Frame.LARGEST) {
            throw new MalformedException("frame", "1 to " + Frame.LARGEST + " bytes", String.valueOf(length));
        }
        if (!await(length)) {
            return Optional.empty();
        }
        ByteBuffer fields = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return Optional.of(new Frame.Fields(fields));
    }

    private boolean await(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            buffer.compact();
            int read = from.read(buffer);
            buffer.flip();
            if (read < 0) {
                return false;
            }
        }
        return true;
    }
}
