package dialtone.bridge.bitcoin.node;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;

/**
 * The bytes of one peer: frames in, frames out.
 *
 * <pre>
 * frame = magic(4) | command(12, padded with zeros) | length(4, little endian) | checksum(4) | payload(length)
 * </pre>
 *
 * <p>The buffer grows only as bytes arrive, never to a length that was merely announced.
 */
final class Connection {
    static final int MAX_PAYLOAD_BYTES = 4_000_000;
    static final int MAX_QUEUED_BYTES = 32_000_000;

    private static final int MAGIC = Regtest.PARAMS.getPacketMagic();
    private static final int COMMAND_BYTES = 12;
    private static final int CHECKSUM_BYTES = 4;
    private static final int HEADER_BYTES = 4 + COMMAND_BYTES + 4 + CHECKSUM_BYTES;
    private static final int INITIAL_BUFFER_BYTES = 16_384;

    private final SocketChannel channel;
    private final Optional<SocketOption<Boolean>> quickAck;
    private byte[] in = new byte[INITIAL_BUFFER_BYTES];
    private int inStart;
    private int inEnd;
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private long queuedBytes;

    record Frame(String command, ByteBuffer payload) {}

    Connection(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.quickAck = quickAck(channel);
    }

    /** bitcoinj leaves Nagle's algorithm on, so its second small message waits for our acknowledgement: 40 ms when that is delayed. */
    @SuppressWarnings("unchecked")
    private static Optional<SocketOption<Boolean>> quickAck(SocketChannel channel) {
        // By name: the constant lives in the optional module jdk.net.
        return channel.supportedOptions().stream()
                .filter(option -> option.name().equals("TCP_QUICKACK") && option.type() == Boolean.class)
                .map(option -> (SocketOption<Boolean>) option)
                .findFirst();
    }

    /** Reads what has arrived; false when the peer has closed. */
    boolean fill() throws IOException {
        if (inEnd == in.length) {
            makeRoom();
        }
        int read = channel.read(ByteBuffer.wrap(in, inEnd, in.length - inEnd));
        if (read > 0) {
            inEnd += read;
            if (quickAck.isPresent()) {
                channel.setOption(quickAck.get(), true); // Linux forgets it again by itself
            }
        }
        return read >= 0;
    }

    private void makeRoom() {
        if (inStart > 0) {
            System.arraycopy(in, inStart, in, 0, inEnd - inStart);
            inEnd -= inStart;
            inStart = 0;
        } else {
            in = Arrays.copyOf(in, Math.min(2 * in.length, HEADER_BYTES + MAX_PAYLOAD_BYTES));
        }
    }

    /** The next whole frame, or empty until more has arrived. */
    Optional<Frame> next() throws ProtocolViolation {
        int available = inEnd - inStart;
        for (int i = 0; i < Math.min(4, available); i++) {
            if (in[inStart + i] != (byte) (MAGIC >>> (24 - 8 * i))) {
                throw new ProtocolViolation("expected the magic of regtest, got other bytes");
            }
        }
        if (available < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(in, inStart, HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int length = header.getInt(inStart + 4 + COMMAND_BYTES);
        if (length < 0 || length > MAX_PAYLOAD_BYTES) {
            throw new ProtocolViolation("expected at most " + MAX_PAYLOAD_BYTES + " bytes, got a length of "
                    + Integer.toUnsignedString(length));
        }
        if (available < HEADER_BYTES + length) {
            return Optional.empty();
        }
        int from = inStart + HEADER_BYTES;
        byte[] payload = Arrays.copyOfRange(in, from, from + length);
        byte[] checksum = Sha256Hash.hashTwice(payload);
        if (!Arrays.equals(checksum, 0, CHECKSUM_BYTES, in, from - CHECKSUM_BYTES, from)) {
            throw new ProtocolViolation("checksum does not match");
        }
        String command = command(inStart + 4);
        consume(HEADER_BYTES + length);
        return Optional.of(new Frame(command, ByteBuffer.wrap(payload)));
    }

    private String command(int offset) {
        int length = 0;
        while (length < COMMAND_BYTES && in[offset + length] != 0) {
            length++;
        }
        return new String(in, offset, length, StandardCharsets.US_ASCII);
    }

    private void consume(int bytes) {
        inStart += bytes;
        if (inStart == inEnd) {
            inStart = 0;
            inEnd = 0;
            if (in.length > INITIAL_BUFFER_BYTES) {
                in = new byte[INITIAL_BUFFER_BYTES];
            }
        }
    }

    /** Sends at once what the socket takes and queues the rest. */
    void send(String command, byte[] payload) throws IOException, ProtocolViolation {
        if (queuedBytes + payload.length > MAX_QUEUED_BYTES) {
            throw new ProtocolViolation("does not read what it is sent");
        }
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + payload.length);
        frame.putInt(MAGIC)
                .put(Arrays.copyOf(command.getBytes(StandardCharsets.US_ASCII), COMMAND_BYTES))
                .putInt(Integer.reverseBytes(payload.length))
                .put(Sha256Hash.hashTwice(payload), 0, CHECKSUM_BYTES)
                .put(payload)
                .flip();
        out.add(frame);
        queuedBytes += frame.remaining();
        flush();
    }

    void flush() throws IOException {
        while (!out.isEmpty()) {
            queuedBytes -= channel.write(out.peek());
            if (out.peek().hasRemaining()) {
                return;
            }
            out.remove();
        }
    }

    long queuedBytes() {
        return queuedBytes;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // It is gone either way.
        }
    }
}
