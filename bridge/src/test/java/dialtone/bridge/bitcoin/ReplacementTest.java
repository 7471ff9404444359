package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.Replacement.Kind;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.signaling.Chain;
import java.nio.file.Path;
import java.time.Duration;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stuck transaction is bumped or taken back: the same coins, at most one of the two happens. */
class ReplacementTest {

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Person alice;
    private Person bob;

    @BeforeEach
    void startWithTwoCoins() throws Exception {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withBlockDelay(Duration.ofHours(1)));
        alice = Person.start("alice", directory, BitcoinConfig.regtest(node.address()));
        bob = Person.start("bob", directory, BitcoinConfig.regtest(node.address()));
        await().until(() ->
                alice.client.node().peers() == 1 && bob.client.node().peers() == 1);
        node.fund(alice.client.funds().address(), 2, 100_000);
        node.mine(1);
        await().until(() -> alice.client.funds().balanceSat() == 200_000);
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    private SentFrame stuckCall() throws Exception {
        SentFrame frame = alice.call("bob", "c1");
        await().until(() -> alice.progressOf("c1").contains(new Progress.Seen(1)));
        return frame;
    }

    private Replacement replace(String txid, Kind kind) throws Exception {
        Replacement quote = alice.client.quoteReplacement(txid, kind);
        return alice.client.replace(txid, kind, quote.feeSat()).orElseThrow();
    }

    private void mineAndSync() {
        int height = node.mine(1);
        await().until(() ->
                alice.client.node().height() == height && bob.client.node().height() == height);
    }

    @Test
    void aBumpPaysMoreForTheSameFrameWhichRingsOnce() throws Exception {
        SentFrame frame = stuckCall();
        await().until(() -> bob.payloads.size() == 1);

        Replacement bumped = replace(frame.txid(), Kind.BUMP);

        assertThat(bumped.satPerVbyte()).isBetween(2.0, 2.1);
        assertThat(bumped.extraSat()).isEqualTo(bumped.feeSat() - frame.feeSat());
        assertThat(alice.client.spends(10)).singleElement().satisfies(spend -> {
            assertThat(spend.txid()).isEqualTo(bumped.txid());
            assertThat(spend.feeSat()).isEqualTo(bumped.feeSat());
            assertThat(spend.replaceable()).isTrue();
        });
        await().until(() -> alice.client.spends(1).get(0).state() == Spend.State.SEEN);
        mineAndSync();
        await().until(() -> alice.client.spends(1).get(0).state() == Spend.State.CONFIRMED);
        assertThat(bob.heard()).containsExactly("bob c1");
        assertThat(alice.client.funds().balanceSat()).isEqualTo(200_000 - bumped.feeSat());
        assertThat(alice.client.spends(1).get(0).replaceable()).isFalse();
    }

    @Test
    void whatIsTakenBackBringsAllButTheFeeAndTheFrameNeverHappens() throws Exception {
        alice.client.send(
                new Intent("c1", "invitation to carol", alice.now().plusSeconds(60)),
                outpoints -> Person.frame("carol", "c1"));
        String txid = alice.client.spends(1).get(0).txid();

        Replacement back = replace(txid, Kind.TAKE_BACK);
        await().until(() -> alice.client.spends(1).get(0).state() == Spend.State.SEEN);
        mineAndSync();
        await().until(() -> alice.client.spends(1).get(0).state() == Spend.State.CONFIRMED);

        assertThat(back.backSat()).isEqualTo(100_000 - back.feeSat());
        assertThat(alice.client.funds().balanceSat()).isEqualTo(200_000 - back.feeSat());
        assertThat(alice.client.spends(10))
                .singleElement()
                .satisfies(spend -> assertThat(spend.purpose()).isEqualTo("Taken back: invitation to carol"));
    }

    @Test
    void theSameRequestTwiceReplacesOnceAndAnotherFeeThanAgreedNothing() throws Exception {
        SentFrame frame = stuckCall();
        Replacement quote = alice.client.quoteReplacement(frame.txid(), Kind.BUMP);

        assertThat(alice.client.replace(frame.txid(), Kind.BUMP, quote.feeSat() - 1))
                .isEmpty();
        assertThat(alice.client.spends(1).get(0).txid()).isEqualTo(frame.txid());
        Replacement first =
                alice.client.replace(frame.txid(), Kind.BUMP, quote.feeSat()).orElseThrow();
        assertThat(alice.client.replace(frame.txid(), Kind.BUMP, quote.feeSat()))
                .contains(first);
        assertThatThrownBy(() -> alice.client.replace(frame.txid(), Kind.TAKE_BACK, quote.feeSat()))
                .isInstanceOf(CannotReplaceException.class)
                .hasMessageContaining("replaced or given up already");
        Replacement second = replace(first.txid(), Kind.BUMP);
        assertThat(second.satPerVbyte()).isBetween(3.0, 3.1);
    }

    @Test
    void whatALaterTransactionHangsOnIsNotReplacedButTheLaterOneIs() throws Exception {
        alice.call("bob", "c1");
        alice.call("bob", "c2");
        SentFrame onChange = alice.call("bob", "c3");
        String parent = Sha256Hash.wrapReversed(
                        onChange.outpoints().get(0).txid().toArray())
                .toString();

        assertThatThrownBy(() -> alice.client.quoteReplacement(parent, Kind.BUMP))
                .isInstanceOf(CannotReplaceException.class)
                .hasMessageContaining("would vanish");
        assertThat(alice.client.quoteReplacement(onChange.txid(), Kind.BUMP).extraSat())
                .isPositive();
    }

    @Test
    void aConfirmedOneAnUnknownOneAndOneOverTheCapAreRefusedInWords() throws Exception {
        SentFrame frame = stuckCall();
        mineAndSync();
        await().until(() -> alice.client.spends(1).get(0).state() == Spend.State.CONFIRMED);
        assertThatThrownBy(() -> alice.client.quoteReplacement(frame.txid(), Kind.BUMP))
                .hasMessageContaining("in a block already");
        assertThatThrownBy(() -> alice.client.quoteReplacement("00".repeat(32), Kind.BUMP))
                .hasMessageContaining("No transaction of yours");

        String first = alice.call("bob", "c2").txid();
        assertThatThrownBy(() -> {
                    String txid = first;
                    for (int bumps = 0; bumps < 60; bumps++) {
                        txid = replace(txid, Kind.BUMP).txid();
                    }
                })
                .hasMessageContaining("more than 50.0 sat/vB is never paid");
        await().until(() -> bob.heard().contains("bob c2"));
    }

    @Test
    void aWithdrawalIsTakenBackButNotBumped() throws Exception {
        Destination there = Destination.parse(Chain.REGTEST, bob.client.funds().address());
        Withdrawal quote = alice.client.quoteWithdrawal(there);
        Withdrawal sent = alice.client
                .withdraw(new Intent("w", "elsewhere", alice.now().plusSeconds(600)), there, quote.amountSat())
                .orElseThrow();
        assertThatThrownBy(() -> alice.client.quoteReplacement(sent.txid(), Kind.BUMP))
                .hasMessageContaining("do not pay");
        Replacement back = replace(sent.txid(), Kind.TAKE_BACK);
        assertThat(back.backSat()).isEqualTo(200_000 - back.feeSat());
        await().until(() -> alice.client.spends(1).get(0).state() == Spend.State.SEEN);
        mineAndSync();
        assertThat(alice.client.funds().balanceSat()).isEqualTo(back.backSat());
    }

    /** The miner did not hear of the bump. */
    @Test
    void theOneThatWasReplacedMayBeConfirmedAllTheSame() throws Exception {
        try (ScriptedNode scripted = new ScriptedNode();
                Person carol = Person.start("carol", directory, scripted.config())) {
            scripted.mine(scripted.payment(carol.script(), 100_000));
            await().until(() -> carol.client.funds().balanceSat() == 100_000);
            SentFrame frame = carol.call("bob", "c1");
            await().until(() -> scripted.received.size() == 1);
            Transaction old = scripted.received.get(0);
            Replacement quote = carol.client.quoteReplacement(frame.txid(), Kind.BUMP);
            carol.client.replace(frame.txid(), Kind.BUMP, quote.feeSat());
            await().until(() -> scripted.received.size() == 2);

            scripted.mine(old);

            await().until(() -> carol.client.spends(1).get(0).state() == Spend.State.CONFIRMED);
            assertThat(carol.client.spends(10)).singleElement().satisfies(spend -> {
                assertThat(spend.txid()).isEqualTo(frame.txid());
                assertThat(spend.feeSat()).isEqualTo(frame.feeSat());
            });
            assertThat(carol.client.funds().balanceSat()).isEqualTo(100_000 - frame.feeSat());
            assertThat(carol.client.funds().pendingSat()).isZero();
            assertThat(carol.progressOf("c1")).noneMatch(Progress.Refused.class::isInstance);
        }
    }

    @Test
    void afterARestartOnlyTheNewestIsBroadcast() throws Exception {
        try (ScriptedNode scripted = new ScriptedNode()) {
            Person carol = Person.start("carol", directory, scripted.config());
            scripted.mine(scripted.payment(carol.script(), 100_000));
            Person funded = carol;
            await().until(() -> funded.client.funds().balanceSat() == 100_000);
            SentFrame frame = carol.call("bob", "c1");
            await().until(() -> scripted.received.size() == 1);
            Replacement quote = carol.client.quoteReplacement(frame.txid(), Kind.BUMP);
            String bumped = carol.client
                    .replace(frame.txid(), Kind.BUMP, quote.feeSat())
                    .orElseThrow()
                    .txid();
            await().until(() -> scripted.received.size() == 2);
            scripted.received.clear();
            carol = carol.restarted();
            await().until(() -> !scripted.received.isEmpty());
            assertThat(scripted.received)
                    .extracting(transaction -> transaction.getTxId().toString())
                    .containsExactly(bumped);
            carol.close();
        }
    }
}
