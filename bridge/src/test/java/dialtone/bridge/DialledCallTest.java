package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.bridge.tab.ToBrowser.StepView;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the second call on one message is enough: the invitee dials, and pays only when that fails. */
class DialledCallTest {
    /** Derived credentials, a fingerprint that is known, one candidate: 8 + 12 + 1 + 3 + 1 + 6 bytes, padded. */
    private static final int SMALLEST = 40;

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
        alice.addFriend(bob);
        bob.addFriend(alice);
        alice.awaitCoins();
        bob.awaitCoins();
        assertThat(prepared(alice, bob)).as("before the introduction").isEmpty();
        String call = nextCall();
        alice.invites(bob, call);
        CallView ring = ringing(bob);
        bob.tab.says(new FromBrowser.Accept(ring.id()));
        bob.tab.expect(ToBrowser.OfferReady.class);
        bob.tab.says(new FromBrowser.Answer(ring.id(), Sdp.answer("192.0.2.8", 40_002)));
        alice.tab.expect(ToBrowser.AnswerReady.class);
        linked(call, ring);
        sync(bob);
        alice.tab.received.clear();
        bob.tab.received.clear();
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

    /** What the tab of one may gather with, for a call to the other. */
    private static Optional<IceCredentials> prepared(Party from, Party to) {
        ToBrowser.Prepared told = told(from, to);
        return told.ufrag().isEmpty() ? Optional.empty() : Optional.of(new IceCredentials(told.ufrag(), told.pwd()));
    }

    private static ToBrowser.Prepared told(Party from, Party to) {
        from.tab.received.removeIf(ToBrowser.Prepared.class::isInstance);
        from.tab.says(new FromBrowser.Prepare(to.key()));
        ToBrowser.Prepared told = from.tab.expect(ToBrowser.Prepared.class);
        assertThat(told.friend()).isEqualTo(to.key());
        return told;
    }

    private static CallView ringing(Party party) {
        return party.tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().incoming()
                                && changed.call().state().equals("ringing"))
                .call();
    }

    /** Gives the answer that Alice's connection waits with. */
    private String invites(String call) {
        IceCredentials ours = prepared(alice, bob).orElseThrow();
        alice.tab.says(new FromBrowser.Invite(
                call, bob.key(), Sdp.offer("192.0.2.7", 40_001, ours), System.currentTimeMillis()));
        return alice.tab
                .expect(
                        ToBrowser.DialExpected.class,
                        expected -> expected.call().equals(call))
                .answer();
    }

    private ToBrowser.DialReady accepts(CallView ring) {
        bob.tab.says(new FromBrowser.Accept(ring.id()));
        return bob.tab.expect(ToBrowser.DialReady.class, dial -> dial.call().equals(ring.id()));
    }

    private static String answerTo(ToBrowser.DialReady dial) {
        return Sdp.answer("192.0.2.8", 40_002, new IceCredentials(dial.ufrag(), dial.pwd()));
    }

    private void linked(String call, CallView ring) {
        alice.tab.says(new FromBrowser.LinkOpened(bob.key(), call));
        bob.tab.says(new FromBrowser.LinkOpened(alice.key(), ring.id()));
        assertThat(ended(alice, call).outcome()).isEqualTo("answered");
        assertThat(ended(bob, ring.id()).outcome()).isEqualTo("answered");
    }

    private static CallView ended(Party party, String call) {
        return party.tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().id().equals(call)
                                && !changed.call().outcome().isEmpty())
                .call();
    }

    private static void sync(Party party) {
        party.tab.received.removeIf(ToBrowser.MeChanged.class::isInstance);
        party.tab.says(new FromBrowser.SetMyName("again"));
        party.tab.expect(ToBrowser.MeChanged.class);
    }

    private static int sealedBytes(CallView call) {
        return call.steps().stream()
                .filter(step -> step.step().equals("sealed"))
                .mapToInt(StepView::bytes)
                .findFirst()
                .orElse(0);
    }

    private static CallView sent(Party party, String call) {
        return party.tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().id().equals(call) && sealedBytes(changed.call()) > 0)
                .call();
    }

    private static long transactions(Party party) {
        return party.database
                .first("SELECT count(*) AS n FROM outbox", row -> row.number("n"))
                .orElseThrow();
    }

    @Test
    void theSecondCallIsOneTransactionAndOneAlone() {
        long bobs = transactions(bob);
        String call = nextCall();
        String synthesized = invites(call);
        CallView ring = ringing(bob);
        assertThat(ring.dialled()).isTrue();
        assertThat(ring.answerCostSat()).isZero();

        ToBrowser.DialReady dial = accepts(ring);
        assertThat(dial.offer()).contains("192.0.2.7 40001", "a=setup:actpass");
        assertThat(dial.unattended()).isFalse();
        assertThat(synthesized)
                .as("what Alice expects is what Bob dials with")
                .contains("a=ice-ufrag:" + dial.ufrag() + "\r\n", "a=ice-pwd:" + dial.pwd() + "\r\n", "AB:AB:")
                .doesNotContain("a=candidate");
        bob.tab.says(new FromBrowser.Answer(ring.id(), answerTo(dial)));
        linked(call, ring);

        assertThat(sealedBytes(sent(alice, call))).isEqualTo(SMALLEST);
        assertThat(transactions(bob)).as("Bob's transactions").isEqualTo(bobs);
        assertThat(transactions(alice)).isEqualTo(2);
    }

    @Test
    void whenTheDialDoesNotGetThroughTheAnswerIsSentAfterAll() {
        String call = nextCall();
        String synthesized = invites(call);
        CallView ring = ringing(bob);
        ToBrowser.DialReady dial = accepts(ring);
        bob.tab.says(new FromBrowser.Answer(ring.id(), answerTo(dial)));

        ToBrowser.AnswerReady answer = alice.tab.expect(ToBrowser.AnswerReady.class);
        assertThat(answer.answer()).contains("192.0.2.8 40002").startsWith(synthesized.stripTrailing());
        assertThat(sealedBytes(sent(bob, ring.id()))).isEqualTo(SMALLEST);
        linked(call, ring);
    }

    @Test
    void aBrowserThatCannotDialAnswersAtOnceWithItsOwnCredentials() {
        String call = nextCall();
        invites(call);
        CallView ring = ringing(bob);
        accepts(ring);
        bob.tab.says(new FromBrowser.DialFailed(ring.id()));
        bob.tab.says(new FromBrowser.Answer(ring.id(), Sdp.answer("192.0.2.8", 40_002)));

        assertThat(alice.tab.expect(ToBrowser.AnswerReady.class).answer())
                .contains("192.0.2.8 40002", "a=ice-ufrag:Zy9x");
        linked(call, ring);
    }

    @Test
    void theTabKnowsBeforeTheClickWhatItsConnectionWaitsWith() {
        ToBrowser.Prepared ahead = told(alice, bob);
        assertThat(ahead.fingerprint())
                .isEqualTo(Descriptor.fromSdp(Sdp.offer("192.0.2.7", 40_001))
                        .fingerprint()
                        .hex());
        assertThat(ahead.answer()).isEqualTo(invites(nextCall()));
    }

    @Test
    void anOfferWithItsOwnCredentialsIsAnsweredOnChain() {
        prepared(alice, bob);
        alice.invites(bob, nextCall());
        CallView ring = ringing(bob);
        assertThat(ring.dialled()).isFalse();
        assertThat(ring.answerCostSat()).isPositive();
        assertThat(alice.tab.find(ToBrowser.DialExpected.class, expected -> true))
                .isEmpty();
    }

    @Test
    void theSameTagIsReservedUntilAFrameWentOutWithItAndARestartKeepsIt() {
        IceCredentials first = prepared(alice, bob).orElseThrow();
        assertThat(prepared(alice, bob)).contains(first);
        alice.close();
        alice.start();
        assertThat(prepared(alice, bob)).contains(first);

        invites(nextCall());
        ringing(bob);
        sent(alice, "%032x".formatted(calls));
        assertThat(prepared(alice, bob)).isPresent().get().isNotEqualTo(first);
    }

    @Test
    void aReservedTagThatOthersHaveOvertakenIsGivenUp() {
        IceCredentials first = prepared(alice, bob).orElseThrow();
        for (int other = 0; other < 8; other++) {
            alice.bridge.thread.ask(() ->
                    alice.bridge.pairs.forAcceptance(bob.profile.identity().publicKey()));
        }
        assertThat(prepared(alice, bob)).contains(first);
        alice.bridge.thread.ask(
                () -> alice.bridge.pairs.forAcceptance(bob.profile.identity().publicKey()));
        assertThat(prepared(alice, bob)).isPresent().get().isNotEqualTo(first);

        String call = nextCall();
        invites(call);
        assertThat(ringing(bob).dialled()).isTrue();
    }

    @Test
    void aRestartOfTheInviteeWhileItRingsOrDialsChangesNothing() {
        String call = nextCall();
        String synthesized = invites(call);
        CallView ring = ringing(bob);
        bob.close();
        bob.start();
        assertThat(bob.tab.expect(ToBrowser.Welcome.class).calls().get(0).dialled())
                .isTrue();
        ToBrowser.DialReady dial = accepts(ring);
        bob.close();
        bob.start();
        ToBrowser.DialReady again = bob.tab.expect(ToBrowser.DialReady.class);
        assertThat(again).isEqualTo(dial);
        assertThat(synthesized).contains(again.ufrag(), again.pwd());
        bob.tab.says(new FromBrowser.Answer(ring.id(), answerTo(again)));
        linked(call, ring);
    }

    @Test
    void anAnswerThatComesAfterARestartOfTheInviterIsComplete() {
        String call = nextCall();
        String synthesized = invites(call);
        CallView ring = ringing(bob);
        alice.close();
        alice.start();
        bob.tab.says(new FromBrowser.Answer(ring.id(), answerTo(accepts(ring))));
        assertThat(alice.tab.expect(ToBrowser.AnswerReady.class).answer())
                .startsWith(synthesized.stripTrailing())
                .contains("192.0.2.8 40002");
        linked(call, ring);
    }

    @Test
    void aCallThatIsCancelledStillTellsTheFriendWhoDials() {
        String call = nextCall();
        invites(call);
        CallView ring = ringing(bob);
        alice.tab.says(new FromBrowser.Cancel(call));
        assertThat(ended(alice, call).outcome()).isEqualTo("cancelled");
        accepts(ring);
        alice.tab.says(new FromBrowser.LinkOpened(bob.key(), call));
        bob.tab.says(new FromBrowser.LinkOpened(alice.key(), ring.id()));
        assertThat(ended(bob, ring.id()).outcome()).isEqualTo("answered");
        assertThat(ended(alice, call).outcome()).isEqualTo("cancelled");
    }

    @Test
    void withoutPermissionNothingIsDialledAndWithItTheDialCostsNothing() {
        invites(nextCall());
        CallView first = ringing(bob);
        assertThat(first.automatic()).isFalse();
        assertThat(bob.tab.find(ToBrowser.DialReady.class, dial -> true)).isEmpty();
        bob.tab.says(new FromBrowser.Decline(first.id()));
        alice.tab.says(new FromBrowser.Cancel("%032x".formatted(calls)));
        ended(alice, "%032x".formatted(calls));
        heal();

        long bobs = transactions(bob);
        bob.tab.says(new FromBrowser.AnswerByItself(alice.key(), 1)); // less than any answer costs
        bob.tab.received.clear();
        String call = nextCall();
        invites(call);
        ToBrowser.DialReady dial = bob.tab.expect(ToBrowser.DialReady.class);
        assertThat(dial.unattended()).isTrue();
        bob.tab.says(new FromBrowser.LinkOpened(alice.key(), dial.call()));
        assertThat(ended(bob, dial.call()).why()).isEqualTo("Connected by itself, as you allowed.");
        assertThat(transactions(bob)).isEqualTo(bobs);

        bob.tab.says(new FromBrowser.LimitAutomatic(0));
        sync(bob);
        bob.tab.received.clear();
        alice.tab.says(new FromBrowser.LinkOpened(bob.key(), call));
        ended(alice, call);
        invites(nextCall());
        assertThat(ringing(bob).automatic()).isFalse();
    }

    /** After a call without an answer the next one would be an introduction; a link, as by a redial, shows that the friend is well. */
    private void heal() {
        alice.bridge.thread.ask(() -> {
            alice.bridge.pairs.linked(bob.profile.identity().publicKey());
            return null;
        });
    }

    @Test
    void aCallWithoutAnAnswerIsFollowedByAnIntroduction() {
        invites(nextCall());
        ringing(bob);
        alice.tab.says(new FromBrowser.Cancel("%032x".formatted(calls)));
        ended(alice, "%032x".formatted(calls));
        assertThat(prepared(alice, bob)).isEmpty();
    }

    @Test
    void aTabThatComesWhileWeDialDialsAgain() {
        invites(nextCall());
        CallView ring = ringing(bob);
        ToBrowser.DialReady dial = accepts(ring);
        FakeTab another = new FakeTab(bob.bridge);
        assertThat(another.expect(ToBrowser.DialReady.class)).isEqualTo(dial);
        await().until(() -> List.copyOf(bob.tab.received).stream().anyMatch(ToBrowser.Superseded.class::isInstance));
    }
}
