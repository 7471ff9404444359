package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dialtone.signaling.Bytes;
import dialtone.signaling.SignalingException;
import java.util.Random;

/** Any bytes off a disk or a link: a state that stores itself again and can be used, or a typed error. */
class PairStateFuzzTest {

    @FuzzTest
    void a_state_that_decodes_encodes_to_the_same_bytes_and_can_be_used(FuzzedDataProvider data) {
        int message = data.consumeInt(0, 255);
        Bytes bytes = Bytes.of(data.consumeRemainingAsBytes());
        message(bytes);
        PairState state;
        try {
            state = PairState.decode(bytes);
        } catch (SignalingException refused) {
            return;
        }
        assertThat(state.encode()).isEqualTo(bytes);
        new TagTable<String>().put("friend", state);
        for (Generation held : state.held()) {
            long counter = held.low() + message % Generation.WINDOW;
            if (held.awaits(counter)) {
                PairState after = state.afterReceiving(held.id(), counter);
                assertThat(PairState.decode(after.encode())).isEqualTo(after);
                assertThat(after.find(held.id()).orElseThrow().awaits(counter)).isFalse();
            }
        }
        if (state.mayReunite()) {
            PairState after = state.reserve().after();
            assertThat(PairState.decode(after.encode())).isEqualTo(after);
        }
        Ratchet.start(state, Friends.repeatable(new Random(message)));
    }

    private static void message(Bytes bytes) {
        RatchetMessage message;
        try {
            message = RatchetMessage.decode(bytes);
        } catch (SignalingException refused) {
            return;
        }
        assertThat(message.encode()).isEqualTo(bytes);
        Ratchet ratchet = Ratchet.start(Friends.alice(), Friends.repeatable(new Random(1)))
                .next();
        PairState after = ratchet.on(message).next().state();
        assertThat(PairState.decode(after.encode())).isEqualTo(after);
    }
}
