package dialtone.bridge.webrtc.child;

/**
 * How many messages a friend may send on a channel. Each costs 88 bytes of heap until the process ends, because the binding never frees two references: millions of tiny ones would end it. Messages of 1 KiB
 * and more are free.
 */
final class Allowance {

    static final int AT_ONCE = 20_000;
    static final int A_SECOND = 200;
    private static final int FREE_FROM_BYTES = 1024;

    private double left = AT_ONCE;
    private long lastNanos;

    Allowance(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** False when there were too many. */
    boolean take(int bytes, long nowNanos) {
        left = Math.min(AT_ONCE, left + A_SECOND * ((nowNanos - lastNanos) / 1e9));
        lastNanos = nowNanos;
        left -= Math.max(0, 1 - bytes / (double) FREE_FROM_BYTES);
        return left >= 0;
    }
}
