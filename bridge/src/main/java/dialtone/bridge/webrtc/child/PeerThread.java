package dialtone.bridge.webrtc.child;

import dialtone.bridge.webrtc.FrameWriter;
import dialtone.bridge.webrtc.FromPeer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that calls the library and owns all state here. The library's callbacks come on another one, which serves every connection and which an exception would take down with the process: they do
 * nothing but {@link #handOff}.
 */
final class PeerThread {

    private final FrameWriter bridge;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "peer");
        thread.setDaemon(true);
        return thread;
    });

    PeerThread(FrameWriter bridge) {
        this.bridge = bridge;
    }

    /** Never throws. In order. */
    void handOff(Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (Throwable unusable) {
            trouble("a callback was lost: " + unusable);
        }
    }

    ScheduledFuture<?> after(long millis, Runnable task) {
        return executor.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    }

    void tell(FromPeer message) {
        bridge.add(message);
    }

    void trouble(String what) {
        bridge.add(new FromPeer.Trouble(what));
    }

    /** The binding throws Error and NullPointerException alike; one connection's failure is not the others'. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable failed) {
            trouble("a task failed: " + failed);
        }
    }
}
