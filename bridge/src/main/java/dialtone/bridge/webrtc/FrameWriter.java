package dialtone.bridge.webrtc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Queues frames and writes them on a thread of its own: who sends never waits. Not bounded here: what friends and pages cause is counted before it comes here ({@link PipedChannel#WINDOW},
 * {@link Channel#MOST_UNHEARD}).
 */
public final class FrameWriter {

    private final WritableByteChannel to;
    private final LinkedBlockingQueue<Frame> waiting = new LinkedBlockingQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4 * (4 + Frame.LARGEST));

    public FrameWriter(WritableByteChannel to) {
        this.to = to;
    }

    /** Its thread ends with the socket, or with the process. */
    public void start(String name) {
        Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    public void add(Frame frame) {
        waiting.add(frame);
    }

    /** Once the socket is closed what waits is dropped; who reads from it learns of the end and acts. */
    private void run() {
        try {
            while (true) {
                Frame next = waiting.take();
                while (next != null) {
                    append(next);
                    next = buffer.remaining() < 4 + Frame.LARGEST ? null : waiting.poll();
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (ClosedChannelException ended) {
            waiting.clear();
        } catch (IOException | RuntimeException broken) {
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(Frame frame) {
        int start = buffer.position();
        buffer.putInt(0);
        frame.write(buffer);
        buffer.putInt(start, buffer.position() - start - 4);
    }

    private void close() {
        waiting.clear();
        try {
            to.close();
        } catch (IOException already) {
            // It is of no use any more, closed or not.
        }
    }
}
