package dialtone.bridge.webrtc;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/** A data channel, reliable and ordered. May be used on any thread; returns at once. */
public interface Channel {

    /** What a message may have at most, in bytes. */
    int LARGEST_MESSAGE = 64 * 1024;

    /** More bytes than this should not wait to be sent: see {@link #waiting}. */
    int HIGH_WATER = 4 * 1024 * 1024;

    /**
     * What may have come and not been consumed, in bytes, with {@link #OVERHEAD} a message: WebRTC cannot make a friend wait. More closes the channel; who sends more at once waits for answers of
     * its own protocol.
     */
    int MOST_UNHEARD = 16 * 1024 * 1024;

    /** Counted for each message that waits, beside its bytes, whichever way it goes. */
    int OVERHEAD = 128;

    /** Counted in its place for a message that the child was given to send: each keeps it busy, and what is said about other links waits behind. */
    int IN_FLIGHT_OVERHEAD = 1024;

    String label();

    boolean isOpen();

    /** Who hears what comes, on {@code executor}, in order. What came before is not lost: it is kept until somebody listens. */
    void listen(Listener listener, Executor executor);

    /**
     * False when the channel is closed, or twice {@link #HIGH_WATER} would wait, which closes it. Before the channel is open it waits. {@code data} is taken as it is; do not change it afterwards.
     *
     * @throws IllegalArgumentException more than {@link #LARGEST_MESSAGE}
     */
    boolean send(boolean text, byte[] data);

    default boolean send(String text) {
        return send(true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes that were sent by us and have not left yet. Above {@link #HIGH_WATER} wait for {@link Listener#drained}. */
    long waiting();

    void close();

    interface Listener {

        /** {@code data}: ours to keep. */
        void message(boolean text, byte[] data);

        /** Less than a quarter of {@link #HIGH_WATER} waits, after it had been more. */
        default void drained() {}

        /** Nothing follows. Not told of what we close ourselves. */
        default void closed() {}
    }
}
