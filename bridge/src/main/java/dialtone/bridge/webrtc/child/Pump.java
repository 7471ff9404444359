package dialtone.bridge.webrtc.child;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Asks the channels that are sending how much has left, because the library never says so (onBufferedAmountChange is not called). */
final class Pump {

    private final PeerThread thread;
    private final Set<NativeChannel> sending = new LinkedHashSet<>();
    private Future<?> next;

    Pump(PeerThread thread) {
        this.thread = thread;
    }

    void watch(NativeChannel channel) {
        sending.add(channel);
        if (next == null) {
            again(1);
        }
    }

    void forget(NativeChannel channel) {
        sending.remove(channel);
    }

    private void round() {
        long start = System.nanoTime();
        for (NativeChannel channel : List.copyOf(sending)) {
            if (!channel.stillSending()) {
                sending.remove(channel);
            }
        }
        next = null;
        if (!sending.isEmpty()) {
            // Each question waits for the library's thread: with many channels, half of the time at most.
            again(Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
        }
    }

    private void again(long millis) {
        next = thread.after(millis, this::round);
    }
}
