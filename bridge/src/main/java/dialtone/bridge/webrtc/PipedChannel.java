package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A channel of the native peer, seen from the bridge. What does not fit into {@link #WINDOW} waits here, not in the child. */
final class PipedChannel implements Channel {

    /** Given to the child and not yet sent to the friend. The library closes a channel, without a word, when it holds 16 MiB; the child has little memory. */
    static final int WINDOW = 1024 * 1024;

    static final int MOST_WAITING = 2 * HIGH_WATER;

    /** As many consumed bytes are told to the child at once. */
    private static final int HEARD_AT_ONCE = 64 * 1024;

    private final int connection;
    private final int number;
    private final String label;
    private final Consumer<ToPeer> child;
    private final Unheard inAll;
    private final Mailbox mailbox = new Mailbox();
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private final ArrayDeque<Boolean> queueIsText = new ArrayDeque<>();
    private long queued;
    private long inFlight;
    private boolean open;
    private boolean closed;
    private long unheard;
    private int heard;
    private volatile Listener listener;

    PipedChannel(int connection, int number, String label, Consumer<ToPeer> child, Unheard inAll) {
        this.connection = connection;
        this.number = number;
        this.label = label;
        this.child = child;
        this.inAll = inAll;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public synchronized boolean isOpen() {
        return open && !closed;
    }

    @Override
    public void listen(Listener to, Executor executor) {
        listener = to;
        mailbox.open(executor);
    }

    @Override
    public synchronized boolean send(boolean text, byte[] data) {
        if (data.length > LARGEST_MESSAGE) {
            throw new IllegalArgumentException(
                    "a message has at most " + LARGEST_MESSAGE + " bytes, this one has " + data.length);
        }
        if (closed) {
            return false;
        }
        if (queued + inFlight + data.length + OVERHEAD > MOST_WAITING) {
            child.accept(new ToPeer.CloseChannel(connection, number));
            gone();
            return false;
        }
        queue.add(data);
        queueIsText.add(text);
        queued += data.length + OVERHEAD;
        pump();
        return true;
    }

    @Override
    public synchronized long waiting() {
        return queued + inFlight;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            child.accept(new ToPeer.CloseChannel(connection, number));
            forget();
        }
    }

    synchronized void opened() {
        open = true;
        pump();
    }

    /** @throws MalformedException when the child breaks the limit that it is there to hold */
    void received(boolean text, byte[] data) {
        int cost = data.length + OVERHEAD;
        synchronized (this) {
            if (closed) {
                return;
            }
            unheard += cost;
            if (unheard > MOST_UNHEARD) {
                throw new MalformedException(
                        "unheard bytes of channel " + number, "at most " + MOST_UNHEARD, String.valueOf(unheard));
            }
            inAll.add(cost);
        }
        mailbox.post(() -> {
            try {
                listener.message(text, data);
            } finally {
                consumed(cost);
            }
        });
    }

    /** @throws MalformedException when the child claims more than it was given */
    void sent(int bytes) {
        boolean drained;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (bytes > inFlight) {
                throw new MalformedException("sent bytes", "at most " + inFlight, String.valueOf(bytes));
            }
            long before = queued + inFlight;
            inFlight -= bytes;
            pump();
            drained = before >= HIGH_WATER / 4 && queued + inFlight < HIGH_WATER / 4;
        }
        if (drained) {
            mailbox.post(() -> listener.drained());
        }
    }

    /** Ended by the friend, by a limit, or with its connection. */
    synchronized void gone() {
        if (!closed) {
            end();
            mailbox.post(() -> listener.closed());
        }
    }

    /** Closed by us: nobody is told. */
    synchronized void forget() {
        end();
        mailbox.close();
        settle();
    }

    /** What waits here counts no longer. */
    synchronized void settle() {
        inAll.add(-unheard);
        unheard = 0;
    }

    private void end() {
        closed = true;
        queue.clear();
        queueIsText.clear();
        queued = 0;
        inFlight = 0;
    }

    private synchronized void consumed(int cost) {
        long counted = Math.min(cost, unheard);
        unheard -= counted;
        inAll.add(-counted);
        heard += cost;
        if (heard >= HEARD_AT_ONCE && !closed) {
            child.accept(new ToPeer.Heard(connection, number, heard));
            heard = 0;
        }
    }

    private void pump() {
        while (open && !queue.isEmpty() && inFlight + queue.peek().length + IN_FLIGHT_OVERHEAD <= WINDOW) {
            byte[] data = queue.poll();
            queued -= data.length + OVERHEAD;
            inFlight += data.length + IN_FLIGHT_OVERHEAD;
            child.accept(new ToPeer.Send(connection, number, queueIsText.poll(), ByteBuffer.wrap(data)));
        }
    }
}
