package dialtone.bridge.link;

import java.time.Duration;
import java.util.concurrent.Future;

/** The time of links: runs something later, on the thread that they live on. */
public interface Timer {
    Future<?> after(Duration delay, Runnable task);

    /** As {@link System#nanoTime}. */
    default long nanoTime() {
        return System.nanoTime();
    }
}
