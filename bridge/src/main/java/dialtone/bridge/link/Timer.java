package dialtone.bridge.link;

import java.time.Duration;
import java.util.concurrent.Future;

/** Runs something later, on the thread that links live on. */
public interface Timer {
    Future<?> after(Duration delay, Runnable task);
}
