package dialtone.bridge.webrtc.child;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dialtone.bridge.webrtc.Channel;
import dialtone.bridge.webrtc.FromPeer;
import dialtone.bridge.webrtc.ToPeer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/** One RTCDataChannel. */
final class NativeChannel implements RTCDataChannelObserver {

    /** As many sent bytes are told to the bridge at once, unless nothing more waits. */
    private static final int SENT_AT_ONCE = 32 * 1024;

    private final int connection;
    private final int number;
    private final RTCDataChannel channel;
    private final PeerThread thread;
    private final Pump pump;
    private final Limits limits;
    private final Runnable gone;
    private final AtomicLong unheard = new AtomicLong();
    private final Allowance allowance = new Allowance(System.nanoTime());
    private volatile boolean deaf;
    private final ArrayDeque<Integer> sizes = new ArrayDeque<>();
    private long outstanding;
    private int sent;
    private boolean opened;
    private boolean closed;

    /** {@code gone}: run once, when nothing follows. */
    NativeChannel(
            int connection,
            int number,
            RTCDataChannel channel,
            PeerThread thread,
            Pump pump,
            Limits limits,
            Runnable gone) {
        this.connection = connection;
        this.number = number;
        this.channel = channel;
        this.thread = thread;
        this.pump = pump;
        this.limits = limits;
        this.gone = gone;
    }

    /** What came before is kept by the library until now. */
    void begin() {
        channel.registerObserver(this);
        stateChanged();
    }

    void send(ToPeer.Send message) {
        if (closed) {
            return;
        }
        // The library ignores position and limit and would send what lies around: the array is exactly the message
        // (Frame.Fields.data).
        ByteBuffer exact = ByteBuffer.wrap(message.data().array());
        try {
            channel.send(new RTCDataChannelBuffer(exact, !message.text()));
        } catch (Exception refused) {
            thread.trouble("a message was not taken: " + refused);
        }
        sizes.add(exact.capacity());
        outstanding += exact.capacity();
        pump.watch(this);
    }

    /** Tells the bridge what has left. False when nothing waits any more. */
    boolean stillSending() {
        if (closed) {
            return false;
        }
        long buffered = channel.getBufferedAmount();
        while (!sizes.isEmpty() && outstanding - sizes.peek() >= buffered) {
            outstanding -= sizes.peek();
            sent += sizes.poll() + Channel.IN_FLIGHT_OVERHEAD;
        }
        if (sent >= SENT_AT_ONCE || sizes.isEmpty() && sent > 0) {
            thread.tell(new FromPeer.Sent(connection, number, sent));
            sent = 0;
        }
        return !sizes.isEmpty();
    }

    void heard(int bytes) {
        limits.give(bytes);
        unheard.addAndGet(-bytes);
    }

    /** What follows comes as a callback. */
    void close() {
        if (!closed) {
            channel.close();
        }
    }

    /** After the connection was closed, or the channel itself. */
    void dispose() {
        if (!closed) {
            closed = true;
            deaf = true;
            pump.forget(this);
            limits.give(unheard.getAndSet(0));
            channel.unregisterObserver();
            channel.dispose();
            gone.run();
        }
    }

    @Override
    public void onBufferedAmountChange(long previous) {
        // Never called by this version of the library: Pump.
    }

    @Override
    public void onStateChange() {
        thread.handOff(this::stateChanged);
    }

    /** On the library's thread: it may neither wait nor throw, and the buffer is freed when it returns. */
    @Override
    public void onMessage(RTCDataChannelBuffer message) {
        try {
            if (deaf) {
                return;
            }
            int size = message.data.remaining();
            String wrong = tooMuch(size);
            if (!wrong.isEmpty()) {
                deaf = true;
                thread.handOff(() -> refuse(wrong));
                return;
            }
            byte[] copy = new byte[size];
            message.data.get(copy);
            boolean text = !message.binary;
            thread.handOff(() -> received(text, copy));
        } catch (Throwable failed) {
            deaf = true;
            thread.handOff(() -> refuse("a message could not be taken: " + failed));
        }
    }

    private String tooMuch(int size) {
        if (size > Channel.LARGEST_MESSAGE) {
            return "a message of " + size + " bytes, at most " + Channel.LARGEST_MESSAGE + " are taken";
        }
        if (!allowance.take(size, System.nanoTime())) {
            return "more than " + Allowance.AT_ONCE + " small messages, and " + Allowance.A_SECOND + " a second";
        }
        int cost = size + Limits.OVERHEAD;
        if (unheard.get() + cost > Channel.MOST_UNHEARD) {
            return "more than " + Channel.MOST_UNHEARD + " bytes wait for the bridge";
        }
        if (!limits.take(cost)) {
            return "more than " + Limits.MOST_IN_ALL + " bytes of all friends wait for the bridge";
        }
        unheard.addAndGet(cost);
        return "";
    }

    private void received(boolean text, byte[] copy) {
        if (!closed) {
            thread.tell(new FromPeer.Received(connection, number, text, ByteBuffer.wrap(copy)));
        }
    }

    private void refuse(String why) {
        thread.trouble("channel " + number + " of connection " + connection + " is closed: " + why);
        close();
    }

    private void stateChanged() {
        if (closed) {
            return;
        }
        RTCDataChannelState state = channel.getState();
        if (state == RTCDataChannelState.OPEN && !opened) {
            opened = true;
            thread.tell(new FromPeer.Opened(connection, number, channel.getLabel()));
        }
        if (state == RTCDataChannelState.CLOSED) {
            thread.tell(new FromPeer.ChannelClosed(connection, number));
            dispose();
        }
    }
}
