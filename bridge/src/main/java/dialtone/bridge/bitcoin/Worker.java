package dialtone.bridge.bitcoin;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.core.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that does what the network brings. Errors of one task are logged and do not stop the next. */
final class Worker {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final ScheduledExecutorService executor;
    private final Runnable afterEach;

    /** @param afterEach runs after every task: what changed is told there once, not once per change */
    Worker(Runnable afterEach) {
        this.afterEach = afterEach;
        Context context = new Context();
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(
                    () -> {
                        // bitcoinj looks for it when it checks proof of work.
                        Context.propagate(context);
                        task.run();
                    },
                    "dialtone-bitcoin");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Later, in order. Nothing once stopped. */
    void run(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException stopped) {
            // Closing: nobody waits for this any more, and the next start begins from the database.
        }
    }

    void after(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> unused = executor.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // As above.
        }
    }

    void every(Duration period, Runnable task) {
        ScheduledFuture<?> unused = executor.scheduleWithFixedDelay(
                guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Finishes what was begun, forgets what was not, and returns when the thread is idle for good. */
    void stop() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("the Bitcoin worker did not stop within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("a task of the Bitcoin worker failed", e);
            }
            try {
                afterEach.run();
            } catch (RuntimeException e) {
                log.error("telling what changed failed", e);
            }
        };
    }
}
