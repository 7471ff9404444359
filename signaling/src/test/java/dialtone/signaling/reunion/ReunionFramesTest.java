package dialtone.signaling.reunion;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.SyntheticIvBox;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Explanation;
import dialtone.signaling.frame.Explanation.Field;
import dialtone.signaling.frame.Opened.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReunionFramesTest {

    private static final List<Outpoint> COINS = Peers.outpoints(1);

    private final SendSlot slot = Friends.alice().reserve().slot();

    @Test
    void an_invitation_that_was_recognised_is_explained_to_its_last_byte() {
        Bytes frame = seal(true, true);
        Explanation explanation = ReunionFrames.explain(frame, open(frame, 1));

        assertThat(explanation.fields())
                .extracting(Field::name)
                .containsExactly("tag", "synthetic IV", "sealed", "head", "expiry", "candidates", "padding");
        assertThat(bytes(explanation, false)).isEqualTo(frame);
        assertThat(bytes(explanation, true).size()).isEqualTo(40 - 8 - SyntheticIvBox.OVERHEAD);
        assertThat(explanation.fields())
                .extracting(Field::meaning)
                .contains(
                        "2026-11-21T12:01:00Z, rings until then",
                        Peers.chromium().candidatesInWords())
                .anyMatch(meaning -> meaning.startsWith("invitation ") && meaning.endsWith(", to be dialled"));
    }

    @Test
    void a_fingerprint_and_credentials_that_travel_are_fields_of_their_own() {
        Explanation withFingerprint = explainSealed(seal(false, true));
        Explanation withCredentials = explainSealed(seal(true, false));

        assertThat(withFingerprint.fields())
                .anyMatch(field -> field.name().equals("fingerprint")
                        && field.bytes().equals(Peers.chromium().fingerprint()));
        assertThat(withCredentials.fields())
                .anyMatch(field -> field.name().equals("ICE credentials")
                        && field.bytes().size() == 21
                        && field.meaning()
                                .contains(Peers.chromium().credentials().pwd()));
        assertThat(bytes(withFingerprint, true).size()).isEqualTo(72 - 20);
        assertThat(bytes(withCredentials, true).size()).isEqualTo(64 - 20);
    }

    @Test
    void a_missed_call_an_acceptance_and_a_refusal_are_explained_too() {
        Bytes frame = seal(true, true);
        assertThat(ReunionFrames.explain(frame, open(frame, 60)).fields())
                .extracting(Field::meaning)
                .contains("2026-11-21T12:01:00Z, a missed call: the expiry has passed");

        ShortDescriptor answer = ShortDescriptor.of(Peers.chromium(), true, true);
        ReunionOpened accepted =
                new ReunionOpened.Acceptance(Peers.filled(16, 1), NOON.plusSeconds(90), answer, Friends.alice());
        assertThat(ReunionFrames.explain(frame, accepted).fields())
                .extracting(Field::meaning)
                .contains("acceptance of " + Peers.filled(16, 1).hex(), "2026-11-21T12:01:30Z, until then");

        ReunionOpened refused = new ReunionOpened.Rejected(Reason.NOT_AUTHENTIC, "changed", Friends.alice());
        assertThat(ReunionFrames.explain(frame, refused).fields())
                .extracting(Field::meaning)
                .contains("NOT_AUTHENTIC: changed");
    }

    private Explanation explainSealed(Bytes frame) {
        return ReunionFrames.explain(frame, open(frame, 1));
    }

    private Bytes seal(boolean pinned, boolean derived) {
        Reunion.Sealing sealing = Reunion.sealInvitation(
                slot, true, NOON, NOON.plusSeconds(60), ShortDescriptor.of(Peers.chromium(), pinned, derived), COINS);
        return ((Reunion.Sealing.Fits) sealing).payload();
    }

    private static ReunionOpened open(Bytes frame, int secondsAfterNoon) {
        TagTable<String> table = new TagTable<>();
        table.put("alice", Friends.bob());
        return ReunionOpener.open(
                frame,
                COINS,
                table.find(frame).orElseThrow(),
                Friends.bob(),
                List.of(),
                NOON,
                NOON.plusSeconds(secondsAfterNoon));
    }

    private static Bytes bytes(Explanation explanation, boolean sealed) {
        Bytes all = Bytes.EMPTY;
        for (Field field : explanation.fields()) {
            if (field.sealed() == sealed) {
                assertThat(field.offset()).isEqualTo(all.size());
                all = all.concat(field.bytes());
            }
        }
        return all;
    }
}
