package dialtone.bridge.link;

import dialtone.bridge.webrtc.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Both ends of a data channel in memory, with the habits of the native peer's: what is sent waits until the network's one thread takes it; a channel that closes loses what waits;
 * one on which too much waits closes; and who closes a channel is not told of it.
 */
public final class ChannelPair {

    private static final long TOO_MUCH = 2L * Channel.HIGH_WATER;

    private static final Channel.Listener NOBODY = (text, data) -> {};

    private final String label;
    private final Executor network;
    private final End ours = new End();
    private final End theirs = new End();
    private long left = Long.MAX_VALUE;

    public ChannelPair(String label, Executor network) {
        this.label = label;
        this.network = network;
    }

    public static ExecutorService network() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "network");
            thread.setDaemon(true);
            return thread;
        });
    }

    public Channel ours() {
        return ours;
    }

    public Channel theirs() {
        return theirs;
    }

    /** The link is lost when so many more bytes have come through, in both directions. */
    public synchronized void cutAfter(long bytes) {
        left = bytes;
    }

    public void cut() {
        ours.gone();
        theirs.gone();
    }

    private synchronized boolean passes(int bytes) {
        left -= bytes;
        return left >= 0;
    }

    private End peer(End end) {
        return end == ours ? theirs : ours;
    }

    private final class End implements Channel {

        private final Deque<Runnable> beforeAnybodyListened = new ArrayDeque<>();
        private Listener listener;
        private Executor executor;
        private boolean closed;
        private boolean wasHigh;
        private long waiting;

        @Override
        public String label() {
            return label;
        }

        @Override
        public synchronized boolean isOpen() {
            return !closed;
        }

        @Override
        public synchronized void listen(Listener who, Executor on) {
            listener = who;
            executor = on;
            beforeAnybodyListened.forEach(executor::execute);
            beforeAnybodyListened.clear();
        }

        @Override
        public boolean send(boolean text, byte[] data) {
            if (data.length > LARGEST_MESSAGE) {
                throw new IllegalArgumentException("a message of " + data.length + " bytes");
            }
            synchronized (this) {
                if (closed) {
                    return false;
                }
                waiting += data.length;
                wasHigh |= waiting >= HIGH_WATER / 4;
                if (waiting <= TOO_MUCH) {
                    network.execute(() -> carry(text, data));
                    return true;
                }
            }
            network.execute(() -> peer(this).gone());
            gone();
            return false;
        }

        private void carry(boolean text, byte[] data) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                waiting -= data.length;
                if (wasHigh && waiting < HIGH_WATER / 4) {
                    wasHigh = false;
                    tell(() -> listener.drained());
                }
            }
            if (passes(data.length)) {
                End peer = peer(this);
                peer.tell(() -> peer.listener.message(text, data));
            } else {
                cut();
            }
        }

        private synchronized void tell(Runnable what) {
            if (!closed) {
                tellAlways(what);
            }
        }

        private void tellAlways(Runnable what) {
            if (listener == null) {
                beforeAnybodyListened.add(what);
            } else {
                executor.execute(what);
            }
        }

        @Override
        public synchronized long waiting() {
            return waiting;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                waiting = 0;
                beforeAnybodyListened.clear();
                listener = NOBODY;
            }
            network.execute(() -> peer(this).gone());
        }

        private synchronized void gone() {
            if (!closed) {
                closed = true;
                waiting = 0;
                tellAlways(() -> listener.closed());
            }
        }
    }
}
