package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Peers;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Candidate.Kind;
import dialtone.signaling.descriptor.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PaddingTest {

    /** Sealed before there was padding. */
    private static final Bytes OLD_ACCEPTANCE = Bytes.fromHex(
            "445401014a78e272a88d44992dcd3c9acbb49f7ee2d1e39879d232436c5944ce7c967fd722d09acbeb13d1d7485ce6e3"
                    + "505397b006bc47df7eed493f9990435a94de14e87ab701253ab3025d239276c67e88dde01c4662e680f66d4a716a62f4"
                    + "1f4d2ea576a58a808f3fe7c96c9245d1d5f7fd7d888e2f895132e2506437cc8695138696ed0cb3e27da2c663928a8eef"
                    + "1defff493cdb4134b42f80c01c85dcc10c9b79a2100c88c3658748fd6f7707571d35a1c9c400c00d23f5b709d871ab0a"
                    + "ae3b4f9a01ac70c310e0eec1768a74da3c4bb855f15541ddf20b9683d77c01190651289b991933e21366");

    @Test
    void an_acceptance_of_before_there_was_padding_still_opens() {
        Sealed.Invitation invitation = Introduction.sealInvitation(
                alice(),
                bob().publicKey(),
                NOON,
                NOON.plusSeconds(60),
                Peers.chromium(),
                Exchange.ALICES_COINS,
                Peers.counting());
        PendingInvitation pending =
                new PendingInvitation(invitation.invitationId(), bob().publicKey(), invitation.secret());

        Opened old = new Opener(alice())
                .open(OLD_ACCEPTANCE, Exchange.BOBS_COINS, NOON.plusSeconds(5), id -> Optional.of(pending));
        assertThat(Frames.explain(OLD_ACCEPTANCE, old).fields())
                .extracting(Explanation.Field::name)
                .endsWith("expiry", "fingerprint", "ICE credentials", "candidates", "challenge signature");
        assertThat(old)
                .isInstanceOfSatisfying(
                        Opened.Acceptance.class,
                        opened -> assertThat(opened.answer()).isEqualTo(Peers.firefox()));
    }

    @Test
    void frames_have_one_of_five_sizes_and_open_whatever_is_in_them() {
        TreeSet<Integer> sizes = new TreeSet<>();
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i <= 8; i++) {
            Descriptor offer = Peers.firefox().withCandidates(candidates);
            Bytes payload = Introduction.sealInvitation(
                            alice(),
                            bob().publicKey(),
                            NOON,
                            NOON.plusSeconds(60),
                            offer,
                            Exchange.ALICES_COINS,
                            Peers.counting())
                    .payload();
            sizes.add(payload.size());
            assertThat(new Opener(bob()).open(payload, Exchange.ALICES_COINS, NOON, Exchange::none))
                    .isInstanceOfSatisfying(
                            Opened.Invitation.class,
                            opened -> assertThat(opened.offer()).isEqualTo(offer));
            // Ports that end in a zero byte, and in the mark that ends what is padded.
            candidates.add(new Candidate(Kind.HOST, Address.ipv6("2001:db8::" + i), i % 2 == 0 ? 0x8000 : 0x9080));
        }
        System.out.println("introduction frames with 0 to 8 IPv6 candidates: sizes " + sizes);
        assertThat(sizes).isSubsetOf(240, 256, 320, 480, 880);
    }

    @Test
    void padding_that_is_missing_broken_or_longer_than_needed_is_malformed() {
        Content content = new Content(
                MessageType.ACCEPTANCE,
                Peers.filled(16, 1),
                60,
                Peers.chromium().encode(),
                Peers.filled(64, 5));
        Bytes padded = content.padded();
        assertThat(Content.read(padded)).isEqualTo(content);
        assertThat(Content.read(content.encode())).isEqualTo(content);

        int markAt = content.encode().size() - 64;
        byte[] brokenZero = padded.toArray();
        brokenZero[markAt + 1] = 1;
        byte[] noMark = padded.toArray();
        noMark[markAt] = 0;
        Bytes longer = padded.slice(0, markAt + 1)
                .concat(Bytes.of(new byte[320 - 240]))
                .concat(padded.slice(markAt + 1, padded.size()));
        assertThatThrownBy(() -> Content.read(longer)).hasMessageContaining("a frame of 240 bytes, got 320");
        for (Bytes wrong : List.of(Bytes.of(brokenZero), Bytes.of(noMark), longer)) {
            assertThatThrownBy(() -> Content.read(wrong)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void a_content_of_any_size_is_padded_and_one_that_no_frame_holds_is_our_own_mistake() {
        Content smallest =
                new Content(MessageType.ACCEPTANCE, Peers.filled(16, 1), 60, Bytes.of((byte) 0), Peers.filled(64, 5));
        assertThat(Content.read(smallest.padded())).isEqualTo(smallest);

        Content tooLarge =
                new Content(MessageType.ACCEPTANCE, Peers.filled(16, 1), 60, Peers.filled(900, 0), Peers.filled(64, 5));
        assertThatThrownBy(tooLarge::padded).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_content_that_is_cut_says_what_is_missing() {
        assertThatThrownBy(() -> Content.read(Bytes.of((byte) 1))).hasMessageContaining("inviter's key");
        assertThatThrownBy(() -> Content.read(Bytes.of((byte) 2))).hasMessageContaining("invitation id");
    }
}
