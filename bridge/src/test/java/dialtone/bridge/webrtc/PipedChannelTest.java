package dialtone.bridge.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipedChannelTest {

    /** A child with a long queue of them would be late for every other link, and be killed because it does not answer. */
    @Test
    void few_tiny_messages_are_in_the_child_at_a_time() {
        List<ToPeer> given = new ArrayList<>();
        PipedChannel channel = new PipedChannel(0, 1, "chat", given::add, new Unheard());
        for (int sent = 0; sent < 20_000; sent++) {
            assertThat(channel.send(false, new byte[1])).isTrue();
        }
        channel.opened();
        int atOnce = PipedChannel.WINDOW / (1 + Channel.IN_FLIGHT_OVERHEAD);
        assertThat(given).hasSize(atOnce);
        channel.sent(3 * (1 + Channel.IN_FLIGHT_OVERHEAD));
        assertThat(given).hasSize(atOnce + 3);
    }
}
