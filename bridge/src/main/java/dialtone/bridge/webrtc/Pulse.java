package dialtone.bridge.webrtc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Finds a child that lives and does nothing: native code can lock up. Counted in beats and not in time, which also passes while the computer sleeps. */
final class Pulse {

    static final Duration EVERY = Duration.ofSeconds(10);
    private static final int MOST_MISSED = 3;

    private final Duration every;
    private final Runnable ping;
    private final Runnable hangs;
    private int missed;
    private boolean stopped;

    /** {@code hangs}: run once, when nothing was answered for three beats. */
    Pulse(Duration every, Runnable ping, Runnable hangs) {
        this.every = every;
        this.ping = ping;
        this.hangs = hangs;
    }

    void start() {
        CompletableFuture.delayedExecutor(every.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::beat);
    }

    synchronized void answered() {
        missed = 0;
    }

    synchronized void stop() {
        stopped = true;
    }

    private synchronized void beat() {
        if (stopped) {
            return;
        }
        if (missed == MOST_MISSED) {
            stopped = true;
            hangs.run();
            return;
        }
        missed++;
        ping.run();
        start();
    }
}
