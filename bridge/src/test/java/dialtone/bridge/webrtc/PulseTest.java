package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Side.awaited;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PulseTest {

    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger hangs = new AtomicInteger();

    @Test
    void who_answers_lives() {
        AtomicReference<Pulse> pulse = new AtomicReference<>();
        Runnable answered = () -> {
            if (pings.incrementAndGet() % 3 == 0) {
                pulse.get().answered();
            }
        };
        pulse.set(new Pulse(Duration.ofMillis(1), answered, hangs::incrementAndGet));
        pulse.get().start();
        awaited(() -> pings.get() >= 30);
        pulse.get().stop();
        assertThat(hangs).hasValue(0);
    }

    @Test
    void who_does_not_answer_three_times_hangs() {
        new Pulse(Duration.ofMillis(1), pings::incrementAndGet, hangs::incrementAndGet).start();
        awaited(() -> hangs.get() > 0);
        assertThat(pings).hasValue(3);
        assertThat(hangs).hasValue(1);
    }
}
