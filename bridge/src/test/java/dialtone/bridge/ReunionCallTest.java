package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.Payload;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.bridge.tab.ToBrowser.StepView;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.reunion.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the second call on the frames are small, and what is lost heals by itself. */
class ReunionCallTest {
    private static final int LARGEST_REUNION = 80;

    /** One IPv4 candidate and the browser's ICE credentials: 8 + 12 + 1 + 3 + 21 + 1 + 6 bytes, padded. */
    private static final int ONE_CANDIDATE = 56;

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private Party bob;
    private int calls;

    @BeforeEach
    void startIntroduced() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = new Party("alice", directory, BitcoinConfig.regtest(node.address()));
        bob = new Party("bob", directory, BitcoinConfig.regtest(node.address()));
        bob.ip = "192.0.2.8";
        alice.addFriend(bob);
        bob.addFriend(alice);
        alice.awaitCoins();
        bob.awaitCoins();
        assertThat(callAndLink(alice, bob)).isGreaterThan(LARGEST_REUNION);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    private String nextCall() {
        return "%032x".formatted(++calls);
    }

    private static CallView ringing(Party party) {
        return party.tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().incoming()
                                && changed.call().state().equals("ringing"))
                .call();
    }

    private static int sealedBytes(Party party, String call) {
        return party
                .tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().id().equals(call)
                                && changed.call().steps().stream()
                                        .anyMatch(step -> step.step().equals("sealed")))
                .call()
                .steps()
                .stream()
                .filter(step -> step.step().equals("sealed"))
                .mapToInt(StepView::bytes)
                .findFirst()
                .orElseThrow();
    }

    /** Gives the bytes of the invitation. */
    private int callAndLink(Party from, Party to) {
        String call = nextCall();
        from.invites(to, call);
        CallView ring = ringing(to);
        answer(to, ring);
        int bytes = sealedBytes(from, call);
        linked(from, to, call, ring);
        return bytes;
    }

    private static void answer(Party party, CallView ring) {
        party.tab.says(new FromBrowser.Accept(ring.id()));
        party.tab.expect(ToBrowser.OfferReady.class, offer -> offer.call().equals(ring.id()));
        party.tab.says(new FromBrowser.Answer(ring.id(), Sdp.answer(party.ip, 40_002)));
    }

    private static void linked(Party from, Party to, String call, CallView ring) {
        ToBrowser.AnswerReady ready = from.tab.expect(
                ToBrowser.AnswerReady.class, answer -> answer.call().equals(call));
        assertThat(ready.answer()).contains(to.ip + " 40002", "a=ice-ufrag:Zy9x", "a=fingerprint:sha-256 AB:AB:");
        from.tab.says(new FromBrowser.LinkOpened(to.key(), call));
        to.tab.says(new FromBrowser.LinkOpened(from.key(), ring.id()));
        assertThat(from.tab.expectCall("linked").outcome()).isEqualTo("answered");
        assertThat(to.tab.expectCall("linked").outcome()).isEqualTo("answered");
        from.tab.received.clear();
        to.tab.received.clear();
        from.tab.says(new FromBrowser.SetMyName("again"));
        from.tab.expect(ToBrowser.MeChanged.class);
    }

    @Test
    void theSecondCallTakesAtMost80BytesEachWayInEitherDirection() {
        String call = nextCall();
        alice.invites(bob, call);
        CallView ring = ringing(bob);
        answer(bob, ring);
        int invitation = sealedBytes(alice, call);
        int acceptance = sealedBytes(bob, ring.id());
        linked(alice, bob, call, ring);
        System.out.println("reunion: invitation " + invitation + " bytes, acceptance " + acceptance + " bytes");
        assertThat(invitation).isEqualTo(ONE_CANDIDATE);
        assertThat(acceptance).isEqualTo(ONE_CANDIDATE);
        assertThat(callAndLink(bob, alice)).isEqualTo(ONE_CANDIDATE);
        assertThat(callAndLink(alice, bob)).isEqualTo(ONE_CANDIDATE);
    }

    @Test
    void bothPreferTheSamePublicNodesAndNobodyElseDoes() {
        Bytes node = Bytes.fromHex("cb007107");
        long alices = alice.bridge.pairs.rendezvous().get(0).score(node, 8333);
        assertThat(alice.bridge.pairs.rendezvous()).hasSize(1);
        assertThat(bob.bridge.pairs.rendezvous().get(0).score(node, 8333)).isEqualTo(alices);

        alice.tab.says(new FromBrowser.RemoveFriend(bob.key()));
        alice.addFriend(bob);
        assertThat(alice.bridge.pairs.rendezvous()).isEmpty();
        callAndLink(alice, bob);
        long anew = alice.bridge.pairs.rendezvous().get(0).score(node, 8333);
        assertThat(anew).isNotEqualTo(alices);
        assertThat(bob.bridge.pairs.rendezvous())
                .as("the new generation first, then the one before")
                .hasSize(2);
        assertThat(bob.bridge.pairs.rendezvous().get(0).score(node, 8333)).isEqualTo(anew);
    }

    @Test
    void aRestartOnEitherSideChangesNothing() {
        alice.close();
        alice.start();
        bob.close();
        bob.start();
        String call = nextCall();
        alice.invites(bob, call);
        CallView ring = ringing(bob);
        bob.close();
        bob.start();
        assertThat(bob.tab.expect(ToBrowser.Welcome.class).calls().get(0).state())
                .isEqualTo("ringing");
        answer(bob, ring);
        alice.tab.expect(ToBrowser.AnswerReady.class, ready -> ready.call().equals(call));
        assertThat(sealedBytes(alice, call)).isLessThanOrEqualTo(LARGEST_REUNION);
    }

    @Test
    void anAnswerThatComesWhileTheCallerIsAwayIsFound() {
        String call = nextCall();
        alice.invites(bob, call);
        CallView ring = ringing(bob);
        alice.close();
        answer(bob, ring);
        sealedBytes(bob, ring.id());
        alice.start();
        assertThat(alice.tab
                        .expect(
                                ToBrowser.AnswerReady.class,
                                ready -> ready.call().equals(call))
                        .answer())
                .contains("192.0.2.8 40002");
    }

    @Test
    void whoLostTheStateIsIntroducedAgain() {
        bob.close();
        bob.forgetPairs();
        bob.start();
        String lost = nextCall();
        alice.invites(bob, lost);
        assertThat(sealedBytes(alice, lost)).isEqualTo(ONE_CANDIDATE);
        alice.tab.says(new FromBrowser.Cancel(lost));
        alice.tab.expectCall("ended");
        alice.tab.received.clear();
        assertThat(bob.tab.find(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().state().equals("ringing")))
                .isEmpty();

        assertThat(callAndLink(alice, bob)).isGreaterThan(LARGEST_REUNION);
        assertThat(callAndLink(bob, alice)).isEqualTo(ONE_CANDIDATE);
    }

    @Test
    void aFriendWhoWasRemovedIsIntroducedAgainToo() {
        alice.tab.says(new FromBrowser.RemoveFriend(bob.key()));
        alice.addFriend(bob);
        assertThat(callAndLink(alice, bob)).isGreaterThan(LARGEST_REUNION);
    }

    /** protocol.md, section 13: somebody calls many at once, in one transaction. */
    @Test
    void aFrameAmongThoseToOthersRings() throws Exception {
        SecureRandom random = new SecureRandom();
        Instant now = Instant.now();
        byte[] txid = new byte[32];
        random.nextBytes(txid);
        List<Outpoint> coins = List.of(new Outpoint(Bytes.of(txid), 0));
        Envelopes envelopes = new Envelopes(alice.profile.identity(), alice.bridge.pairs, random);
        Envelopes.Invitation sealed = alice.bridge.thread.ask(() -> envelopes.invitation(
                bob.profile.identity().publicKey(),
                Optional.empty(),
                now,
                now.plusSeconds(60),
                Descriptor.fromSdp(Sdp.offer("192.0.2.7", 40_001)),
                coins));
        Bytes noise = Bytes.of(new byte[ONE_CANDIDATE]);
        Bytes batch = Batch.pack(List.of(noise, sealed.payload(), noise, noise, noise), random);
        assertThat(batch.size()).isEqualTo(8 * ONE_CANDIDATE);
        assertThat(bob.bridge.pairs.recognises(batch)).isTrue();
        Payload payload = new Payload(batch, coins, Bytes.of(txid).hex(), now, Optional.empty());
        bob.bridge.thread.ask(() -> {
            bob.bridge.fromBitcoin.payload(payload);
            return null;
        });
        assertThat(ringing(bob).id()).isEqualTo(sealed.id().hex());
        assertThat(bob.bridge.pairs.recognises(batch)).as("its tag is used up").isFalse();
    }
}
