package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.Payload;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.bridge.tab.ToBrowser.FriendView;
import dialtone.bridge.tab.ToBrowser.SpendView;
import dialtone.bridge.tab.ToBrowser.WalletView;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.frame.Sealed;
import dialtone.signaling.identity.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens without a click happens only where the user allowed it, and costs at most that. */
class AutomaticAnswerTest {

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private Party bob;

    @BeforeEach
    void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = new Party("alice", directory, BitcoinConfig.regtest(node.address()));
        bob = new Party("bob", directory, BitcoinConfig.regtest(node.address()));
        alice.addFriend(bob);
        bob.addFriend(alice);
        alice.awaitCoins();
        bob.awaitCoins();
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    private void bobAnswersByItself(long satADay) {
        bob.tab.says(new FromBrowser.AnswerByItself(alice.key(), satADay));
        bob.tab.expect(
                ToBrowser.FriendChanged.class, changed -> changed.friend().automaticSat() == satADay);
    }

    private Optional<ToBrowser.OfferReady> offerOf(CallView call) {
        return bob.tab.find(ToBrowser.OfferReady.class, offer -> offer.call().equals(call.id()));
    }

    private WalletView wallet(Party party, Predicate<WalletView> fits) {
        return party.tab
                .expect(ToBrowser.WalletChanged.class, changed -> fits.test(changed.wallet()))
                .wallet();
    }

    @Test
    void aFriendWhoIsAllowedItIsConnectedWithoutARing() {
        bobAnswersByItself(5_000);
        alice.invites(bob);
        ToBrowser.OfferReady offer = bob.tab.expect(ToBrowser.OfferReady.class);
        bob.tab.says(new FromBrowser.Answer(offer.call(), Sdp.answer("192.0.2.8", 40_002)));
        alice.tab.expect(ToBrowser.AnswerReady.class);

        assertThat(bob.tab.received.stream()
                        .filter(ToBrowser.CallChanged.class::isInstance)
                        .map(message -> ((ToBrowser.CallChanged) message).call()))
                .as("no view that a tab would ring for")
                .allMatch(CallView::automatic);
        WalletView wallet = wallet(bob, view -> view.automaticSat() > 0);
        assertThat(wallet.spends())
                .extracting(SpendView::purpose)
                .first()
                .asString()
                .matches("Answer to .*, by itself");
        assertThat(wallet.automaticSat()).isEqualTo(wallet.spends().get(0).feeSat());
        bob.tab.says(new FromBrowser.LinkOpened(alice.key(), offer.call()));
        assertThat(bob.tab.expectCall("linked").why()).isEqualTo("Connected by itself, as you allowed.");
    }

    @Test
    void withoutPermissionOrWithTooLittleOfItTheCallRings() {
        alice.invites(bob);
        CallView first = bob.tab.expectCall("ringing");
        assertThat(first.automatic()).isFalse();
        assertThat(offerOf(first)).isEmpty();
        bob.tab.says(new FromBrowser.Decline(first.id()));

        bobAnswersByItself(100); // less than one answer costs
        bob.tab.received.clear();
        alice.invites(bob, Party.CALL.replace("00", "01"));
        CallView second = bob.tab.expectCall("ringing");
        assertThat(second.automatic()).isFalse();
        bob.tab.says(new FromBrowser.Decline(second.id()));

        bobAnswersByItself(5_000);
        bob.tab.says(new FromBrowser.LimitAutomatic(0));
        wallet(bob, view -> view.automaticLimitSat() == 0);
        bob.tab.received.clear();
        alice.invites(bob, Party.CALL.replace("00", "02"));
        assertThat(bob.tab.expectCall("ringing").automatic()).isFalse();
    }

    /** Past the chain, straight to the inbox: what a friend can do who pays for every transaction. */
    @Test
    void aFriendWhoInvitesWithoutEndSpendsAtMostTheCapAndRingsAtMostThreeTimes() throws Exception {
        int invitations = Boolean.getBoolean("measure") ? 10_000 : 120;
        long capSat = 4 * wallet(bob, view -> view.callCostSat() > 0).callCostSat();
        bobAnswersByItself(capSat);
        Identity mallory = alice.profile.identity();
        PublicKey victim = bob.profile.identity().publicKey();
        Descriptor offer = Descriptor.fromSdp(Sdp.offer("192.0.2.7", 40_001));
        SecureRandom random = new SecureRandom();
        Set<String> answered = new HashSet<>();
        for (int i = 0; i < invitations; i++) {
            Instant now = Instant.now();
            byte[] txid = new byte[32];
            random.nextBytes(txid);
            List<Outpoint> coin = List.of(new Outpoint(Bytes.of(txid), 0));
            Sealed.Invitation sealed =
                    Introduction.sealInvitation(mallory, victim, now, now.plusSeconds(100), offer, coin, random);
            Payload payload = new Payload(sealed.payload(), coin, Bytes.of(txid).hex(), now, Optional.empty(), true);
            bob.bridge.thread.ask(() -> {
                bob.bridge.fromBitcoin.payload(payload);
                return null;
            });
            bob.tab
                    .find(ToBrowser.OfferReady.class, ready -> answered.add(ready.call()))
                    .ifPresent(ready ->
                            bob.tab.says(new FromBrowser.Answer(ready.call(), Sdp.answer("192.0.2.8", 40_002))));
        }
        long spent = bob.bridge.thread.ask(() -> bob.bridge.wallet.view()).spends().stream()
                .mapToLong(SpendView::feeSat)
                .sum();
        long rings = bob.tab.received.stream()
                .filter(ToBrowser.CallChanged.class::isInstance)
                .map(message -> ((ToBrowser.CallChanged) message).call())
                .filter(call -> call.state().equals("ringing") && !call.automatic())
                .map(CallView::id)
                .distinct()
                .count();
        System.out.println("a friend who invites " + invitations + " times: " + answered.size()
                + " answered by itself for " + spent + " sat of " + capSat + " allowed, " + rings + " rings");
        assertThat(spent).isPositive().isLessThanOrEqualTo(capSat);
        assertThat(rings).isEqualTo(RingLimit.RINGS);
    }

    private Payload invitationFromAlice(boolean vouched) throws Exception {
        Instant now = Instant.now();
        byte[] txid = new byte[32];
        new SecureRandom().nextBytes(txid);
        List<Outpoint> coin = List.of(new Outpoint(Bytes.of(txid), 0));
        Sealed.Invitation sealed = Introduction.sealInvitation(
                alice.profile.identity(),
                bob.profile.identity().publicKey(),
                now,
                now.plusSeconds(100),
                Descriptor.fromSdp(Sdp.offer("127.0.0.1", 40_001)),
                coin,
                new SecureRandom());
        return new Payload(sealed.payload(), coin, Bytes.of(txid).hex(), now, Optional.empty(), vouched);
    }

    private void bobHears(Payload payload) {
        bob.bridge.thread.ask(() -> {
            bob.bridge.fromBitcoin.payload(payload);
            return null;
        });
    }

    /** One node alone may have made the transaction up. */
    @Test
    void whatNobodyVouchesForIsHeldAndAnsweredWhenASecondNodeSpeaks() throws Exception {
        bobAnswersByItself(5_000);
        Payload payload = invitationFromAlice(false);
        bobHears(payload);
        assertThat(bob.tab.find(ToBrowser.OfferReady.class, offer -> true)).isEmpty();
        bob.bridge.thread.ask(() -> {
            bob.bridge.fromBitcoin.vouched(payload.txid());
            return null;
        });
        assertThat(bob.tab.expect(ToBrowser.OfferReady.class).unattended()).isTrue();
        assertThat(bob.tab.find(
                        ToBrowser.CallChanged.class, changed -> !changed.call().automatic()))
                .as("it never rang")
                .isEmpty();
    }

    @Test
    void whatNobodyVouchesForInTimeRings() throws Exception {
        bobAnswersByItself(5_000);
        bobHears(invitationFromAlice(false));
        CallView ringing = bob.tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().state().equals("ringing")
                                && !changed.call().automatic())
                .call();
        bob.tab.says(new FromBrowser.Accept(ringing.id()));
        assertThat(bob.tab.expect(ToBrowser.OfferReady.class).unattended()).isFalse();
    }

    @Test
    void anAnswerThatDoesNotComeAboutRingsInstead() throws Exception {
        bobAnswersByItself(5_000);
        bobHears(invitationFromAlice(true));
        String call = bob.tab.expect(ToBrowser.OfferReady.class).call();
        bob.tab.says(new FromBrowser.CallFailed(call, "the tab was closed"));
        assertThat(bob.tab
                        .expect(
                                ToBrowser.CallChanged.class,
                                changed -> changed.call().state().equals("ringing")
                                        && !changed.call().automatic())
                        .call()
                        .id())
                .isEqualTo(call);
    }

    /** protocol.md, section 4.3: on a network other than this machine they are left out; here they may stay, in the same way each time. */
    @Test
    void anotherTabGetsTheSameOfferAsTheFirst() throws Exception {
        bobAnswersByItself(5_000);
        bobHears(invitationFromAlice(true));
        ToBrowser.OfferReady first = bob.tab.expect(ToBrowser.OfferReady.class);
        FakeTab another = new FakeTab(bob.bridge);
        assertThat(another.expect(ToBrowser.OfferReady.class)).isEqualTo(first);
    }

    @Test
    void anEmptyWalletRings() throws Exception {
        try (Party poor = new Party(
                "poor",
                directory,
                BitcoinConfig.open(Chain.REGTEST, List.of(node.address()), Optional.empty(), Instant.EPOCH))) {
            alice.addFriend(poor);
            poor.addFriend(alice);
            poor.tab.says(new FromBrowser.AnswerByItself(alice.key(), 5_000));
            alice.invites(poor);
            assertThat(poor.tab.expectCall("ringing").automatic()).isFalse();
        }
    }

    @Test
    void aCollectCallIsAnsweredByWhoHasNothing() {
        Party poor = new Party(
                "poor",
                directory,
                BitcoinConfig.open(Chain.REGTEST, List.of(node.address()), Optional.empty(), Instant.EPOCH));
        alice.addFriend(poor);
        alice.tab.says(new FromBrowser.PayAnswers(poor.key(), true));
        FriendView friend = alice.tab
                .expect(
                        ToBrowser.FriendChanged.class,
                        changed -> changed.friend().paysAnswer())
                .friend();
        assertThat(friend.id()).isEqualTo(poor.key());

        alice.invites(poor);
        CallView ringing = poor.tab.expectCall("ringing");
        assertThat(ringing.answerCostSat()).isZero();
        poor.tab.says(new FromBrowser.Accept(ringing.id()));
        poor.tab.expect(ToBrowser.OfferReady.class);
        poor.tab.says(new FromBrowser.Answer(ringing.id(), Sdp.answer("192.0.2.8", 40_002)));

        assertThat(alice.tab.expect(ToBrowser.AnswerReady.class).answer()).contains("192.0.2.8 40002");
        poor.close();
    }

    @Test
    void limitsThatMakeNoSenseAreRefusedInWords() {
        for (double wrong : new double[] {-1, 0.5, 1e9, Double.NaN}) {
            bob.tab.received.clear();
            bob.tab.says(new FromBrowser.AnswerByItself(alice.key(), wrong));
            assertThat(bob.tab.expect(ToBrowser.Problem.class).text()).contains("whole number from 0 to");
        }
    }

    @Test
    void aStuckCallIsBumpedAndTakenBackFromTheTab() {
        alice.invites(bob);
        bob.tab.expectCall("ringing");
        SpendView spend =
                wallet(alice, view -> view.spends().size() == 1).spends().get(0);
        alice.tab.says(new FromBrowser.QuoteReplacement(spend.txid(), "nonsense"));
        assertThat(alice.tab.expect(ToBrowser.Problem.class).text()).contains("bump or take-back");
        alice.tab.says(new FromBrowser.QuoteReplacement("00".repeat(32), "bump"));
        assertThat(alice.tab
                        .expect(
                                ToBrowser.Problem.class,
                                problem -> problem.code().equals("replace"))
                        .todo())
                .contains("No transaction of yours");
    }
}
