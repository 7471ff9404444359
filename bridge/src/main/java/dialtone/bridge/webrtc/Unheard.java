package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that came from one child and wait for whoever listens. The child stops far below: passing this, it means harm. */
final class Unheard {

    /** What the child holds its friends to: its heap has 96 MiB. */
    static final long MOST_IN_ALL = 48L * 1024 * 1024;

    private final AtomicLong bytes = new AtomicLong();

    void add(long more) {
        long now = bytes.addAndGet(more);
        if (more > 0 && now > MOST_IN_ALL) {
            throw new MalformedException("unheard bytes in all", "at most " + MOST_IN_ALL, String.valueOf(now));
        }
    }
}
