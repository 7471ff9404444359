package dialtone.bridge.webrtc.child;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * Decides when enough addresses were found. Without servers the library says complete 100 ms late, as browsers do ({@code static/connection.js} waits in the same way). Once done, it stays done.
 */
final class Gathering {

    /** Host candidates come in one burst: when none has come for this long there are no more. */
    private static final int QUIET_MS = 25;

    /** With two foundations, IPv4 and IPv6 as a rule, only a third interface could still come. */
    private static final int QUIET_AFTER_TWO_MS = 8;

    static final int LIMIT_MS = 2_000;

    /** {@code found}: whether there is an address at all. */
    interface Done {
        void done(boolean found);
    }

    private final PeerThread thread;
    private final boolean untilComplete;
    private final Done whenDone;
    private final Set<String> foundations = new HashSet<>();
    private final Future<?> limit;
    private Future<?> quiet;
    private boolean done;

    /** {@code untilComplete}: servers are asked, whose answers come when they come. */
    Gathering(PeerThread thread, boolean untilComplete, Done whenDone) {
        this.thread = thread;
        this.untilComplete = untilComplete;
        this.whenDone = whenDone;
        limit = thread.after(LIMIT_MS, this::finish);
    }

    /** {@code candidate}: {@code candidate:foundation component udp ...}. */
    void found(String candidate) {
        if (done) {
            return;
        }
        foundations.add(candidate.split(" ", 2)[0]);
        if (!untilComplete) {
            stop(quiet);
            quiet = thread.after(foundations.size() > 1 ? QUIET_AFTER_TWO_MS : QUIET_MS, this::finish);
        }
    }

    void complete() {
        finish();
    }

    void abandon() {
        done = true;
        stop(limit);
        stop(quiet);
    }

    private void finish() {
        if (!done) {
            abandon();
            whenDone.done(!foundations.isEmpty());
        }
    }

    private static void stop(Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
