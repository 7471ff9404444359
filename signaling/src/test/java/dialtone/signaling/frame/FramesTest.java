package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import dialtone.signaling.frame.Explanation.Field;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {

    private final Exchange exchange = new Exchange();

    @Test
    void a_frame_is_explained_without_keys_up_to_the_sealed_part() {
        Explanation explanation = Frames.explain(exchange.invitation.payload());

        assertThat(explanation.fields())
                .extracting(Field::name)
                .containsExactly("flag", "recipient", "ephemeral key", "sealed", "tag");
        assertThat(explanation.fields()).extracting(Field::offset).containsExactly(0, 4, 24, 56, 224);
        assertCovers(explanation, exchange.invitation.payload());
    }

    @Test
    void an_opened_invitation_is_explained_to_the_last_byte() {
        Explanation explanation = Frames.explain(exchange.invitation.payload(), exchange.atBob);
        List<Field> sealed = explanation.fields().stream().filter(Field::sealed).toList();

        assertThat(sealed)
                .extracting(Field::name)
                .containsExactly(
                        "head",
                        "from",
                        "expiry",
                        "fingerprint",
                        "ICE credentials",
                        "candidates",
                        "challenge signature");
        assertThat(sealed).extracting(field -> field.bytes().size()).containsExactly(1, 33, 3, 32, 21, 14, 64);
        assertThat(sealed.get(1).bytes()).isEqualTo(alice().publicKey().bytes());
        assertThat(sealed.get(2).meaning()).isEqualTo("2026-11-21T12:01:00Z, rings until then");
        assertThat(sealed.get(5).meaning()).isEqualTo("host 192.168.1.20:50001, srflx 203.0.113.7:50001");
    }

    @Test
    void a_missed_call_and_an_acceptance_are_explained_too() {
        Opened acceptance =
                new Opener(alice()).open(exchange.acceptance.payload(), Exchange.BOBS_COINS, NOON, exchange::pending);

        List<Field> fields =
                Frames.explain(exchange.acceptance.payload(), acceptance).fields();
        assertThat(fields.stream().filter(Field::sealed))
                .extracting(field -> field.bytes().size())
                .containsExactly(1, 16, 3, 32, 21, 14, 17, 64);
        assertThat(fields)
                .extracting(Field::name)
                .endsWith(
                        "head",
                        "invitation id",
                        "expiry",
                        "fingerprint",
                        "ICE credentials",
                        "candidates",
                        "padding",
                        "challenge signature");
        assertThat(Frames.explain(exchange.invitation.payload(), new Opened.Missed(exchange.atBob))
                        .fields())
                .extracting(Field::meaning)
                .contains("2026-11-21T12:01:00Z, a missed call: the expiry has passed");
        assertThat(Frames.explain(exchange.invitation.payload(), new Opened.NotForUs())
                        .fields())
                .extracting(Field::meaning)
                .contains("not for this identity on these days");
    }

    @Test
    void anything_at_all_is_explained_to_its_last_byte() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            Bytes payload =
                    i % 2 == 0 ? Bytes.of(bytes) : exchange.invitation.payload().slice(0, random.nextInt(241));

            assertCovers(Frames.explain(payload), payload);
        }
        assertThat(Frames.explain(Peers.filled(10, 0)).fields().get(0).meaning())
                .contains("not an introduction frame");
    }

    @Test
    void a_frame_of_a_later_version_is_explained_as_far_as_it_is_known() {
        byte[] later = exchange.invitation.payload().toArray();
        later[2] = 2;
        Explanation explanation = Frames.explain(Bytes.of(later));

        assertThat(explanation.fields()).extracting(Field::name).containsExactly("flag", "recipient", "rest");
        assertThat(explanation.fields().get(0).meaning()).isEqualTo("'DT', version 2, kind 1");
        assertThat(Frames.explain(Bytes.of(later).slice(0, 4)).fields())
                .extracting(Field::name)
                .containsExactly("flag");
        later[2] = 1;
        later[3] = 2;
        assertThat(Frames.explain(Bytes.of(later)).fields().get(0).meaning()).isEqualTo("'DT', version 1, kind 2");
    }

    private static void assertCovers(Explanation explanation, Bytes payload) {
        Bytes all = Bytes.EMPTY;
        for (Field field : explanation.fields()) {
            assertThat(field.offset()).isEqualTo(all.size());
            all = all.concat(field.bytes());
        }
        assertThat(all).isEqualTo(payload);
    }
}
