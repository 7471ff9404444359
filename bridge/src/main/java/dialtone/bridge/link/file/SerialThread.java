package dialtone.bridge.link.file;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does everything in order. A task that fails is logged and does not stop the next; one that comes after the end is dropped. */
final class SerialThread implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SerialThread.class);

    private final ExecutorService executor;

    SerialThread(String name) {
        executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("A task about files failed", e);
                }
            });
        } catch (RejectedExecutionException closed) {
            LOG.debug("A task about files came too late");
        }
    }

    /** What waits is still done, for two seconds at most. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
                executor.shutdownNow();
                LOG.warn("A thread for files did not stop within 2 s");
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
