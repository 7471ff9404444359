package dialtone.bridge.webrtc.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static final long SECOND = 1_000_000_000L;

    private final Allowance allowance = new Allowance(0);

    @Test
    void large_messages_are_free() {
        for (int sent = 0; sent < 100_000; sent++) {
            assertThat(allowance.take(1024, 0)).isTrue();
        }
    }

    @Test
    void small_ones_are_many_at_once_and_then_some_a_second() {
        assertThat(taken(0)).isEqualTo(Allowance.AT_ONCE);
        assertThat(taken(SECOND)).isBetween(Allowance.A_SECOND - 2, Allowance.A_SECOND);
        assertThat(taken(3600 * SECOND)).isEqualTo(Allowance.AT_ONCE);
    }

    /** Empty ones cost as much as any. */
    private int taken(long nowNanos) {
        int taken = 0;
        while (allowance.take(0, nowNanos)) {
            taken++;
        }
        return taken;
    }
}
