package dialtone.bridge.link.file;

import dialtone.bridge.webrtc.Channel;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Hands what comes on a channel to the disk's thread, and closes the channel when more waits there than a friend who keeps to the protocol could have sent. */
final class Inlet implements Channel.Listener {

    /** What a message takes beside its bytes, so that many small ones do not fill the memory. */
    private static final int OVERHEAD = 200;

    private static final long MOST = FileSender.WINDOW + 3L * Channel.LARGEST_MESSAGE;

    private final Channel channel;
    private final Executor disk;
    private final Channel.Listener listener;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean flooded = new AtomicBoolean();

    Inlet(Channel channel, Executor disk, Channel.Listener listener) {
        this.channel = channel;
        this.disk = disk;
        this.listener = listener;
    }

    @Override
    public void message(boolean text, byte[] data) {
        long cost = (long) data.length + OVERHEAD;
        if (waiting.addAndGet(cost) > MOST) {
            // Counted and never taken off: nothing more gets through.
            if (flooded.compareAndSet(false, true)) {
                channel.close();
                disk.execute(listener::closed);
            }
            return;
        }
        disk.execute(() -> {
            listener.message(text, data);
            waiting.addAndGet(-cost);
        });
    }

    @Override
    public void drained() {
        disk.execute(listener::drained);
    }

    @Override
    public void closed() {
        disk.execute(listener::closed);
    }
}
