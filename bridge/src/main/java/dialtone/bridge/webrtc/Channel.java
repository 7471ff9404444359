package dialtone.bridge.webrtc;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/** A data channel, reliable and ordered. May be used on any thread; returns at once. */
public interface Channel {

    /** What a message may have at most, in bytes. */
    int LARGEST_MESSAGE = 64 * 1024;

    /** More bytes than this should not wait to be sent: see {@link #waiting}. */
    int HIGH_WATER = 4 * 1024 * 1024;

    String label();

    boolean isOpen();

    /** Who hears what comes, on {@code executor}, in order. What came before is not lost: it is kept until somebody listens. */
    void listen(Listener listener, Executor executor);

    /** False when the channel is closed, or {@link #HIGH_WATER} is passed by far, which closes it. {@code data} is taken as it is; do not change it afterwards. */
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

        /** Nothing follows. */
        default void closed() {}
    }
}
