package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.Payload;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.reunion.Reunion;
import dialtone.signaling.reunion.SendSlot;
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

/** An invitation for a link without a call: it disturbs nobody, and is answered where the user allowed that. */
class QuietInvitationTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Descriptor OFFER = Descriptor.fromSdp(Sdp.offer("192.0.2.7", 40_001));

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private Party bob;

    @BeforeEach
    void startIntroduced() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = new Party("alice", directory, BitcoinConfig.regtest(node.address()));
        bob = new Party("bob", directory, BitcoinConfig.regtest(node.address()));
        alice.addFriend(bob);
        bob.addFriend(alice);
        alice.awaitCoins();
        bob.awaitCoins();
        alice.invites(bob);
        CallView ring = bob.tab.expectCall("ringing");
        bob.tab.says(new FromBrowser.Accept(ring.id()));
        bob.tab.expect(ToBrowser.OfferReady.class);
        bob.tab.says(new FromBrowser.Answer(ring.id(), Sdp.answer("192.0.2.8", 40_002)));
        alice.tab.expect(ToBrowser.AnswerReady.class);
        alice.tab.says(new FromBrowser.LinkOpened(bob.key(), Party.CALL));
        bob.tab.says(new FromBrowser.LinkOpened(alice.key(), ring.id()));
        alice.tab.expectCall("linked");
        bob.tab.expectCall("linked");
        bob.tab.received.clear();
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    private PublicKey keyOf(Party party) {
        return party.profile.identity().publicKey();
    }

    /** Two nodes, or a block, have it. */
    private Payload payload(Bytes frame, List<Outpoint> coins, boolean vouched) {
        return new Payload(frame, coins, coins.get(0).txid().hex(), Instant.now(), Optional.empty(), vouched);
    }

    private static List<Outpoint> coins() {
        byte[] txid = new byte[32];
        RANDOM.nextBytes(txid);
        return List.of(new Outpoint(Bytes.of(txid), 0));
    }

    private Bytes reunion(boolean dialable, Instant now, List<Outpoint> coins) {
        SendSlot slot = alice.bridge.thread.ask(
                () -> alice.bridge.pairs.forInvitation(keyOf(bob)).orElseThrow());
        ShortDescriptor offer = ShortDescriptor.of(OFFER, true, dialable);
        Reunion.Sealing sealing = Reunion.sealInvitation(slot, dialable, true, now, now.plusSeconds(60), offer, coins);
        return ((Reunion.Sealing.Fits) sealing).payload();
    }

    private Bytes introduction(List<Outpoint> coins) {
        Instant now = Instant.now();
        return Introduction.sealQuietInvitation(
                        alice.profile.identity(), keyOf(bob), now, now.plusSeconds(60), OFFER, coins, RANDOM)
                .payload();
    }

    private void bobAllows(long satADay) {
        bob.tab.says(new FromBrowser.AnswerByItself(alice.key(), satADay));
        bob.tab.expect(
                ToBrowser.FriendChanged.class, changed -> changed.friend().automaticSat() == satADay);
        bob.tab.received.clear();
    }

    private void arrives(Payload payload) {
        bob.bridge.thread.ask(() -> {
            bob.bridge.fromBitcoin.payload(payload);
            return null;
        });
        // What it led to has been sent before the answer to this.
        bob.tab.says(new FromBrowser.SetMyName("bob"));
        bob.tab.expect(ToBrowser.MeChanged.class);
    }

    private void nothingIsShown() {
        assertThat(bob.tab.find(ToBrowser.CallChanged.class, changed -> true)).isEmpty();
        FakeTab another = new FakeTab(bob.bridge);
        assertThat(another.expect(ToBrowser.Welcome.class).calls())
                .extracting(CallView::outcome)
                .containsExactly("answered");
    }

    @Test
    void withoutPermissionItIsAsIfNothingHadCome() {
        List<Outpoint> coins = coins();
        arrives(payload(reunion(true, Instant.now(), coins), coins, true));
        List<Outpoint> others = coins();
        arrives(payload(introduction(others), others, true));
        assertThat(bob.tab.find(ToBrowser.DialReady.class, ready -> true)).isEmpty();
        assertThat(bob.tab.find(ToBrowser.OfferReady.class, ready -> true)).isEmpty();
        assertThat(bob.database.query("SELECT id FROM calls WHERE quiet = 1", row -> row.text("id")))
                .isEmpty();
        nothingIsShown();
    }

    @Test
    void oneThatCameTooLateIsNoMissedCall() {
        bobAllows(5_000);
        List<Outpoint> coins = coins();
        arrives(payload(reunion(true, Instant.now().minusSeconds(120), coins), coins, true));
        assertThat(bob.tab.find(ToBrowser.DialReady.class, ready -> true)).isEmpty();
        nothingIsShown();
    }

    @Test
    void aFriendWhoIsAllowedItIsDialledAndTheCallIsShownNowhere() {
        bobAllows(1);
        List<Outpoint> coins = coins();
        arrives(payload(reunion(true, Instant.now(), coins), coins, true));
        ToBrowser.DialReady dial = bob.tab.expect(ToBrowser.DialReady.class);
        assertThat(dial.unattended()).isTrue();
        bob.tab.says(new FromBrowser.LinkOpened(alice.key(), dial.call()));
        nothingIsShown();
    }

    @Test
    void whatCannotBeDialledIsAnsweredWithinTheBudget() {
        bobAllows(5_000);
        List<Outpoint> coins = coins();
        arrives(payload(introduction(coins), coins, true));
        assertThat(bob.tab.expect(ToBrowser.OfferReady.class).unattended()).isTrue();

        bobAllows(1);
        List<Outpoint> others = coins();
        arrives(payload(reunion(false, Instant.now(), others), others, true));
        assertThat(bob.tab.find(ToBrowser.OfferReady.class, ready -> true)).isEmpty();
        nothingIsShown();
    }

    @Test
    void oneThatNobodyVouchesForDoesNotRingAndARestartForgetsIt() {
        bobAllows(5_000);
        List<Outpoint> coins = coins();
        arrives(payload(reunion(true, Instant.now(), coins), coins, false));
        assertThat(bob.tab.find(ToBrowser.DialReady.class, ready -> true)).isEmpty();
        bob.close();
        bob.start();
        assertThat(bob.database.query("SELECT state FROM calls WHERE quiet = 1", row -> row.text("state")))
                .containsExactly("Ended");
        nothingIsShown();
    }

    @Test
    void itDoesNotTakeThePlaceOfACallThatRings() {
        bobAllows(0);
        alice.tab.received.clear();
        alice.invites(bob, Party.CALL.replace("00", "01"));
        CallView ring = bob.tab.expectCall("ringing");
        bobAllows(1);
        List<Outpoint> coins = coins();
        arrives(payload(reunion(true, Instant.now(), coins), coins, true));
        ToBrowser.DialReady quiet = bob.tab.expect(ToBrowser.DialReady.class);
        assertThat(bob.tab.find(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().id().equals(quiet.call())
                                || !changed.call().state().equals("ringing")))
                .isEmpty();
        bob.tab.says(new FromBrowser.Accept(ring.id()));
        assertThat(bob.tab.expect(ToBrowser.OfferReady.class).call()).isEqualTo(ring.id());
    }
}
