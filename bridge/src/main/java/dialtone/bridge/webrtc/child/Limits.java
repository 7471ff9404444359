package dialtone.bridge.webrtc.child;

import dialtone.bridge.webrtc.Channel;
import java.util.concurrent.atomic.AtomicLong;

/** What came from all friends and was not yet consumed in the bridge. Counted on the library's thread, which may not wait. */
final class Limits {

    /** Half of the heap, and below what the bridge would kill us for. */
    static final long MOST_IN_ALL = 47L * 1024 * 1024;

    static final int OVERHEAD = Channel.OVERHEAD;

    private final AtomicLong unheard = new AtomicLong();

    /** False when it is too much; then nothing was counted. */
    boolean take(long bytes) {
        if (unheard.addAndGet(bytes) > MOST_IN_ALL) {
            unheard.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        unheard.addAndGet(-bytes);
    }
}
