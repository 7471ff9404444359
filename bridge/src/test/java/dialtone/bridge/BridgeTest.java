package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.bridge.tab.ToBrowser.MessageView;
import dialtone.bridge.tab.ToBrowser.StepView;
import dialtone.bridge.vault.CheapVault;
import dialtone.bridge.vault.Passphrase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two bridges on one embedded node, and tabs that say what browsers would. */
class BridgeTest {
    private static final String CALL = Party.CALL;

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private Party bob;

    @BeforeEach
    void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = party("alice");
        bob = party("bob");
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    private Party party(String name) {
        return new Party(name, directory, BitcoinConfig.regtest(node.address()));
    }

    @Test
    void aCallGoesFromOfferToAnswerToLink() {
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();

        alice.invites(bob);
        CallView ringing = bob.tab.expectCall("ringing");
        assertThat(ringing.known()).isFalse();
        assertThat(bob.tab.find(ToBrowser.OfferReady.class, offer -> true))
                .as("nothing of the offer before the click")
                .isEmpty();

        bob.tab.says(new FromBrowser.Accept(ringing.id()));
        ToBrowser.OfferReady offer = bob.tab.expect(ToBrowser.OfferReady.class);
        assertThat(offer.offer()).contains("192.0.2.7 40001", "a=setup:actpass", "a=ice-ufrag:aB3d");
        bob.tab.says(new FromBrowser.Answer(ringing.id(), Sdp.answer("192.0.2.8", 40_002)));

        ToBrowser.AnswerReady answer = alice.tab.expect(ToBrowser.AnswerReady.class);
        assertThat(answer.call()).isEqualTo(CALL);
        assertThat(answer.answer()).contains("192.0.2.8 40002", "a=setup:active", "a=ice-ufrag:Zy9x");

        alice.tab.says(new FromBrowser.LinkOpened(bob.key(), CALL));
        bob.tab.says(new FromBrowser.LinkOpened(alice.key(), ringing.id()));
        assertThat(alice.tab.expectCall("linked").outcome()).isEqualTo("answered");
        CallView bobs = bob.tab.expectCall("linked");
        assertThat(bobs.outcome()).isEqualTo("answered");
        assertThat(bobs.known()).as("whom Bob answered is his friend now").isTrue();
        assertThat(alice.tab.expectCall("linked").steps())
                .extracting(StepView::step)
                .contains("clicked", "resolved", "sealed", "signed", "broadcast", "seen", "received", "opened");
        System.out.println("introduction payloads: "
                + alice.tab.expectCall("linked").steps().stream()
                        .filter(step -> step.bytes() > 0)
                        .map(step -> step.step() + " " + step.bytes() + " bytes")
                        .toList());
    }

    @Test
    void aDeclineSpendsNothingAndTellsNobody() {
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();
        alice.invites(bob);
        String call = bob.tab.expectCall("ringing").id();
        bob.tab.says(new FromBrowser.Decline(call));
        assertThat(bob.tab.expectCall("ended").outcome()).isEqualTo("declined");
        bob.tab.says(new FromBrowser.Accept(call));
        bob.tab.says(new FromBrowser.Answer(call, Sdp.answer("192.0.2.8", 40_002)));
        bob.tab.says(new FromBrowser.Decline(call));
        assertThat(bob.bridge.friends()).as("asked after all of these").isEmpty();
        assertThat(bob.tab.find(ToBrowser.OfferReady.class, offer -> true)).isEmpty();
    }

    @Test
    void aCancelledCallSpendsNothingMoreAndIsOver() {
        alice.addFriend(bob);
        alice.awaitCoins();
        alice.invites(bob);
        bob.tab.expectCall("ringing");
        alice.tab.says(new FromBrowser.Cancel(CALL));
        assertThat(alice.tab.expectCall("ended").outcome()).isEqualTo("cancelled");
    }

    @Test
    void aSecondCallOfTheSameFriendTakesThePlaceOfTheFirst() {
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();
        alice.invites(bob);
        CallView first = bob.tab.expectCall("ringing");
        alice.tab.says(new FromBrowser.Cancel(CALL));
        String again = CALL.replace("00", "01");
        alice.tab.says(
                new FromBrowser.Invite(again, bob.key(), Sdp.offer("192.0.2.9", 40_003), System.currentTimeMillis()));
        CallView second = bob.tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> !changed.call().id().equals(first.id())
                                && changed.call().state().equals("ringing"))
                .call();
        CallView ended = bob.tab.expectCall("ended");
        assertThat(ended.id()).isEqualTo(first.id());
        assertThat(ended.outcome()).isEqualTo("missed");

        bob.tab.says(new FromBrowser.Accept(first.id()));
        bob.tab.says(new FromBrowser.Accept(second.id()));
        assertThat(bob.tab.expect(ToBrowser.OfferReady.class).offer()).contains("192.0.2.9 40003");
    }

    @Test
    void anInvitationWaitsForABridgeThatIsAway() {
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();
        bob.close();
        alice.invites(bob);
        alice.tab.expectCall("ringing");
        bob.start();
        // It may have come before the tab did.
        await().atMost(FakeTab.PATIENCE)
                .until(() -> bob.tab.received.stream()
                        .flatMap(message -> message instanceof ToBrowser.CallChanged changed
                                ? Stream.of(changed.call())
                                : message instanceof ToBrowser.Welcome welcome
                                        ? welcome.calls().stream()
                                        : Stream.empty())
                        .anyMatch(call -> call.state().equals("ringing")));
    }

    /** It was sealed to the key of a day that is long over when its block is read. */
    @Test
    void aCallOfLastWeekIsAMissedCall() {
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();
        bob.close();
        alice.invites(bob);
        alice.tab.expect(
                ToBrowser.CallChanged.class,
                changed -> changed.call().steps().stream()
                        .anyMatch(step -> step.step().equals("confirmed")));
        bob.clockAhead(Duration.ofDays(7));
        bob.start();
        CallView missed = bob.tab.expectCall("ended");
        assertThat(missed.outcome()).isEqualTo("missed");
        assertThat(missed.friend()).isEqualTo(alice.key());
    }

    @Test
    void aRingSurvivesAStopOfTheBridge() {
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();
        alice.invites(bob);
        String id = bob.tab.expectCall("ringing").id();
        bob.close();
        bob.start();
        CallView again = bob.tab.expect(ToBrowser.Welcome.class).calls().get(0);
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.state()).isEqualTo("ringing");
        bob.tab.says(new FromBrowser.Accept(id));
        assertThat(bob.tab.expect(ToBrowser.OfferReady.class).offer()).contains("192.0.2.7 40001");
    }

    @Test
    void anAcceptanceReachesABridgeThatWasStopped() {
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();
        alice.invites(bob);
        String id = bob.tab.expectCall("ringing").id();
        alice.close();
        bob.tab.says(new FromBrowser.Accept(id));
        bob.tab.expect(ToBrowser.OfferReady.class);
        bob.tab.says(new FromBrowser.Answer(id, Sdp.answer("192.0.2.8", 40_002)));
        bob.tab.expect(
                ToBrowser.CallChanged.class,
                changed -> changed.call().steps().stream()
                        .anyMatch(step -> step.step().equals("seen")));
        alice.start();
        assertThat(alice.tab.expect(ToBrowser.AnswerReady.class).answer()).contains("192.0.2.8 40002");
    }

    @Test
    void aCallInTheMiddleAndARedialTicketOutliveAPassphraseThatIsSetMeanwhile() {
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();
        alice.tab.says(new FromBrowser.KeepRedial(bob.key(), "{\"v\":1}"));
        alice.invites(bob);
        String id = bob.tab.expectCall("ringing").id();
        alice.bridge.setPassphrase(CheapVault.create(), typed(""), typed(Party.PASSPHRASE));
        alice.tab.expect(ToBrowser.MeChanged.class, changed -> changed.me().passphrase());
        alice.close();
        bob.tab.says(new FromBrowser.Accept(id));
        bob.tab.expect(ToBrowser.OfferReady.class);
        bob.tab.says(new FromBrowser.Answer(id, Sdp.answer("192.0.2.8", 40_002)));

        alice.start();
        ToBrowser.Welcome welcome = alice.tab.expect(ToBrowser.Welcome.class);
        assertThat(welcome.me().key()).isEqualTo(alice.key());
        assertThat(welcome.friends().get(0).redial()).isEqualTo("{\"v\":1}");
        assertThat(alice.tab.expect(ToBrowser.AnswerReady.class).answer()).contains("192.0.2.8 40002");
    }

    private static Passphrase typed(String text) {
        return Passphrase.of(text.toCharArray());
    }

    @Test
    void theSameInviteTwiceSpendsOnce() {
        alice.addFriend(bob);
        alice.awaitCoins();
        alice.invites(bob);
        alice.invites(bob);
        alice.tab.expectCall("ringing");
        alice.tab.says(new FromBrowser.GetCoins());
        ToBrowser.WalletChanged wallet = alice.tab.expect(
                ToBrowser.WalletChanged.class,
                changed -> !changed.wallet().spends().isEmpty());
        assertThat(wallet.wallet().spends()).hasSize(1);
    }

    @Test
    void whatChangesTheWalletInAMomentIsToldOnce() {
        alice.bridge.thread.ask(() -> {
            IntStream.rangeClosed(1, 5).forEach(limit -> {
                alice.bridge.automatic.limit(limit);
                alice.bridge.wallet.changed();
            });
            return null;
        });
        alice.tab.expect(ToBrowser.WalletChanged.class, changed -> limit(changed) == 5);
        assertThat(alice.tab.find(ToBrowser.WalletChanged.class, changed -> limit(changed) < 5 && limit(changed) > 0))
                .isEmpty();
    }

    private static long limit(ToBrowser.WalletChanged changed) {
        return changed.wallet().automaticLimitSat();
    }

    @Test
    void theStepsOfACallInAMomentAreToldOnce() {
        alice.addFriend(bob);
        alice.awaitCoins();
        alice.invites(bob);
        alice.tab.expectCall("ringing");
        alice.bridge.thread.ask(() -> {
            IntStream.range(0, 5)
                    .forEach(unused -> alice.bridge.calls.progress.tried(Party.CALL, "redialed", "in vain"));
            return null;
        });
        alice.tab.expect(ToBrowser.CallChanged.class, changed -> redials(changed) == 5);
        assertThat(alice.tab.find(ToBrowser.CallChanged.class, changed -> redials(changed) > 0 && redials(changed) < 5))
                .isEmpty();
    }

    private static long redials(ToBrowser.CallChanged changed) {
        return changed.call().steps().stream()
                .filter(step -> step.step().equals("redialed"))
                .count();
    }

    @Test
    void aCallWithoutCoinsIsRefusedInWords() {
        alice.addFriend(bob);
        node.close();
        alice.close();
        Party poor = party("poor");
        poor.addFriend(bob);
        poor.invites(bob);
        ToBrowser.Problem problem = poor.tab.expect(ToBrowser.Problem.class);
        assertThat(problem.code()).isEqualTo("no-coins");
        assertThat(problem.todo()).contains("get some coins");
        assertThat(poor.tab.expectCall("ended").outcome()).isEqualTo("failed");
        poor.close();
        alice.start();
    }

    @Test
    void aMalformedOfferIsRefusedInWordsAndSpendsNothing() {
        alice.addFriend(bob);
        alice.tab.says(new FromBrowser.Invite(CALL, bob.key(), "v=0\r\nnonsense", System.currentTimeMillis()));
        ToBrowser.Problem problem = alice.tab.expect(ToBrowser.Problem.class);
        assertThat(problem.about()).isEqualTo(CALL);
        assertThat(problem.text()).contains("expected", "got");
    }

    @Test
    void aCardOfAnotherNetworkOrOurOwnIsRefused() {
        alice.tab.says(new FromBrowser.AddFriend(alice.bridge.card().text(), ""));
        assertThat(alice.tab.expect(ToBrowser.Problem.class).text()).contains("your own");
    }

    @Test
    void chatIsStoredOncePerIdAndDeliveredInOrder() {
        alice.addFriend(bob);
        String friend = bob.key();
        String first = "a".repeat(32);
        String second = "b".repeat(32);
        alice.tab.says(new FromBrowser.Say(friend, first, "one"));
        alice.tab.says(new FromBrowser.Say(friend, second, "<b>two</b>"));
        alice.tab.says(new FromBrowser.Say(friend, first, "one again"));
        alice.tab.says(new FromBrowser.Delivered(friend, second));
        alice.tab.says(new FromBrowser.Sent(friend, second));
        alice.tab.says(new FromBrowser.History(friend, 0));
        List<MessageView> chat = alice.tab.expect(ToBrowser.Chat.class).messages();
        assertThat(chat).extracting(MessageView::text).containsExactly("one", "<b>two</b>");
        assertThat(chat).extracting(MessageView::state).containsExactly("queued", "delivered");
    }

    @Test
    void aNewerTabTakesOver() {
        FakeTab older = alice.tab;
        FakeTab newer = new FakeTab(alice.bridge);
        older.expect(ToBrowser.Superseded.class);
        await().atMost(Duration.ofSeconds(10)).until(() -> older.closed);
        older.says(new FromBrowser.SetMyName("ignored"));
        newer.says(new FromBrowser.SetMyName("taken"));
        assertThat(newer.expect(ToBrowser.MeChanged.class).me().name()).isEqualTo("taken");
    }

    @Test
    void backupWordsAreShownUntilTheyAreKept() {
        alice.tab.says(new FromBrowser.ShowWords());
        assertThat(alice.tab.expect(ToBrowser.Words.class).words()).hasSize(12);
        String key = alice.key();
        alice.tab.says(new FromBrowser.WordsKept());
        alice.tab.expect(ToBrowser.MeChanged.class, changed -> !changed.me().words());
        alice.tab.received.clear();
        alice.tab.says(new FromBrowser.ShowWords());
        alice.tab.says(new FromBrowser.SetMyName("alice"));
        alice.tab.expect(ToBrowser.MeChanged.class);
        assertThat(alice.tab.find(ToBrowser.Words.class, words -> true)).isEmpty();
        alice.close();
        alice.start();
        assertThat(alice.key()).isEqualTo(key);
    }
}
