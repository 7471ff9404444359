package dialtone.bridge.link.forward;

/** How many small messages may go at once before each waits for what follows it, as TCP does (RFC 896). Not for two threads at once. */
final class SmallMessages {

    /** In bytes: more costs the receiver no more than its bytes. */
    static final int SMALL = 1024;

    /** Makes 100 messages a second of them, half of what {@code docs/protocol.md} (8.7) grants. */
    static final long PAUSE_NANOS = 10_000_000;

    private static final int AT_ONCE = 1_000;
    private static final int A_SECOND = 100;

    private double left = AT_ONCE;
    private long lastNanos;

    SmallMessages(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** False when there were too many lately. */
    boolean take(long nowNanos) {
        left = Math.min(AT_ONCE, left + A_SECOND * ((nowNanos - lastNanos) / 1e9));
        lastNanos = nowNanos;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
