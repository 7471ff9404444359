package dialtone.bridge.webrtc;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what is posted on somebody's executor, in order, and keeps it until there is one. One task of it waits there at a time, so that a chatty friend leaves room for others. */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final int AT_ONCE = 32;

    private final ArrayDeque<Runnable> posted = new ArrayDeque<>();
    private Executor executor;
    private boolean scheduled;
    private boolean closed;

    void open(Executor executor) {
        synchronized (this) {
            this.executor = executor;
            if (scheduled || posted.isEmpty()) {
                return;
            }
            scheduled = true;
        }
        schedule(executor);
    }

    void post(Runnable task) {
        Executor mine;
        synchronized (this) {
            if (closed) {
                return;
            }
            posted.add(task);
            if (executor == null || scheduled) {
                return;
            }
            scheduled = true;
            mine = executor;
        }
        schedule(mine);
    }

    /** What was posted and has not begun is dropped. */
    synchronized void close() {
        closed = true;
        posted.clear();
    }

    private void schedule(Executor mine) {
        try {
            mine.execute(this::run);
        } catch (RejectedExecutionException ending) {
            close();
        }
    }

    private void run() {
        for (int left = AT_ONCE; left > 0; left--) {
            Runnable task;
            synchronized (this) {
                task = posted.poll();
                if (task == null) {
                    scheduled = false;
                    return;
                }
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("Somebody who listens to a link failed", e);
            }
        }
        Executor mine;
        synchronized (this) {
            mine = executor;
        }
        schedule(mine);
    }
}
