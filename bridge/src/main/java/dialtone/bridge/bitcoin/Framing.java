package dialtone.bridge.bitcoin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bitcoinj.core.ProtocolException;

/**
 * Counts along with the bytes of a node, so that a message that is too long is refused at its header: bitcoinj allocates up to 32 MiB for what a header only claims.
 *
 * <pre>
 * header(24) = magic(4) | command(12) | size(4, little-endian) | checksum(4), then size bytes
 * </pre>
 */
final class Framing {

    /** Core, net.h, MAX_PROTOCOL_MESSAGE_LENGTH. */
    static final int MAX_MESSAGE_BYTES = 4_000_000;

    private static final int HEADER_BYTES = 24;
    private static final int SIZE_OFFSET = 16;

    private final int magic;
    private final byte[] header = new byte[HEADER_BYTES];
    private int headerBytes;
    private int payloadBytesLeft;

    /** @param magic of the network, as bitcoinj keeps it: the first byte on the wire is the highest */
    Framing(long magic) {
        this.magic = (int) magic;
    }

    /** @throws ProtocolException when a message of another network begins in these bytes, or one that is too long */
    void next(byte[] bytes, int length) {
        for (int at = 0; at < length; ) {
            if (payloadBytesLeft > 0) {
                int skipped = Math.min(payloadBytesLeft, length - at);
                payloadBytesLeft -= skipped;
                at += skipped;
                continue;
            }
            header[headerBytes++] = bytes[at++];
            if (headerBytes == HEADER_BYTES) {
                headerBytes = 0;
                payloadBytesLeft = payloadBytes();
            }
        }
    }

    private int payloadBytes() {
        ByteBuffer fields = ByteBuffer.wrap(header);
        int theirs = fields.getInt();
        if (theirs != magic) {
            throw new ProtocolException("expected messages that begin with %08x, got %08x: a node of another network"
                    .formatted(magic, theirs));
        }
        int size = fields.order(ByteOrder.LITTLE_ENDIAN).getInt(SIZE_OFFSET);
        if (size < 0 || size > MAX_MESSAGE_BYTES) {
            throw new ProtocolException("a message of " + Integer.toUnsignedString(size) + " bytes; at most "
                    + MAX_MESSAGE_BYTES + " are read");
        }
        return size;
    }
}
