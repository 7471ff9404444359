package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastTest {

    @TempDir
    Path directory;

    private ScriptedNode first;
    private ScriptedNode second;
    private Person alice;

    @BeforeEach
    void startNodes() throws Exception {
        first = new ScriptedNode();
        second = new ScriptedNode();
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
        first.close();
        second.close();
    }

    private void startAliceWithACoin() {
        BitcoinConfig one = first.config();
        alice = Person.start(
                "alice",
                directory,
                new BitcoinConfig(
                        one.chain(),
                        List.of(first.address(), second.address()),
                        one.proxy(),
                        one.birthday(),
                        false,
                        false,
                        one.feeFloorSatPerVbyte(),
                        one.feeCapSatPerVbyte(),
                        one.lostAfter()));
        await().until(() -> alice.client.node().peers() == 2);
        first.mine(first.payment(alice.script(), 100_000));
        await().until(() -> alice.client.funds().balanceSat() == 100_000);
    }

    @Test
    void everyNodeGetsIt() throws Exception {
        startAliceWithACoin();
        SentFrame frame = alice.call("bob", "c1");
        await().until(() -> first.received.size() == 1 && second.received.size() == 1);
        assertThat(first.received.get(0).getTxId()).hasToString(frame.txid());
        await().until(() -> alice.progressOf("c1").contains(new Progress.Seen(2)));
        assertThat(alice.progressOf("c1"))
                .containsExactly(new Progress.Broadcast(2), new Progress.Seen(1), new Progress.Seen(2));
    }

    @Test
    void aNodeThatOnlyWantsAnnouncementsIsServedWhenItAsks() throws Exception {
        second.userAgent = "/bcoin:2.2.0/";
        startAliceWithACoin();
        SentFrame frame = alice.call("bob", "c1");
        await().until(() -> second.received.size() == 1);
        assertThat(second.received.get(0).getTxId()).hasToString(frame.txid());
        assertThat(second.announced).contains(frame.txid());
        assertThat(first.announced).isEmpty();
    }

    @Test
    void whatNoNodeTakesIsCalledRefusedWithTheLikelyReason() throws Exception {
        first.accepts = false;
        second.accepts = false;
        startAliceWithACoin();
        alice.client.send(
                new Intent("c1", "long", alice.now().plusSeconds(600)),
                outpoints -> Person.frame("bob", "x".repeat(200)));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.progressOf("c1").stream().anyMatch(Progress.Refused.class::isInstance));
        assertThat(alice.progressOf("c1"))
                .last()
                .isInstanceOfSatisfying(
                        Progress.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("80 bytes")
                                .contains("0 of 2 nodes have relayed 204 bytes, 2 refused"));
        // Its change is not built upon, and a refusal is not the end.
        assertThat(alice.client.funds().balanceSat()).isZero();
        Transaction frame = first.received.get(0);
        first.mine(frame);
        await().until(() -> alice.client.spends(1).get(0).state() == Spend.State.CONFIRMED);
        assertThat(alice.client.funds().balanceSat())
                .isEqualTo(100_000 - alice.client.spends(1).get(0).feeSat());
    }

    @Test
    void whatEachNodeDoesWithASizeIsLearntFromTheFirstFrame() throws Exception {
        second.accepts = false;
        startAliceWithACoin();
        first.mine(first.payment(alice.script(), 100_000));
        await().until(() -> alice.client.funds().balanceSat() == 200_000);
        alice.client.send(
                new Intent("c1", "long", alice.now().plusSeconds(600)),
                outpoints -> Person.frame("bob", "x".repeat(236)));
        int bytes = Person.frame("bob", "x".repeat(236)).size();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.client.nodePolicies().stream().anyMatch(policy -> policy.refuses(bytes)));
        assertThat(alice.client.nodePolicies())
                .containsExactlyInAnyOrder(
                        new NodePolicy("localhost:" + first.address().getPort(), bytes, 0),
                        new NodePolicy("localhost:" + second.address().getPort(), 0, bytes));
        assertThat(alice.client.node().warning()).as("one node takes it").isEmpty();

        // The one that takes it goes; the next call is warned of before it is paid for.
        first.close();
        await().until(() -> alice.client.node().peers() == 1);
        assertThat(alice.client.node().warning())
                .contains("0 of 1 node has relayed 240 bytes, 1 refused")
                .contains("Bitcoin Core 30");

        // It was set up anew.
        second.accepts = true;
        alice.client.send(
                new Intent("c2", "long", alice.now().plusSeconds(600)),
                outpoints -> Person.frame("bob", "y".repeat(236)));
        await().until(() -> alice.client.node().warning().isEmpty());
        assertThat(alice.client.nodePolicies())
                .extracting(NodePolicy::largestTakenBytes)
                .containsExactly(bytes);
    }

    @Test
    void theFeeFollowsWhatTheNodesWantUpToTheCap() throws Exception {
        startAliceWithACoin();
        assertThat(alice.client.funds().feeRateSatPerVbyte()).isEqualTo(1.0);
        first.wantAtLeast(3_500);
        second.wantAtLeast(2_000);
        // No block paid more than the least of them asks.
        await().until(() -> alice.client.funds().feeRateSatPerVbyte() == 2.0);
        second.wantAtLeast(51_000);
        await().until(() -> alice.client.funds().feeRateSatPerVbyte() == 3.5);
        SentFrame frame = alice.call("bob", "c1");
        assertThat((double) frame.feeSat() / frame.vsize()).isBetween(3.5, 3.6);
    }

    @Test
    void anotherAnnouncerIsAskedWhenTheFirstDoesNotAnswer() throws Exception {
        startAliceWithACoin();
        Transaction frame = first.payment(new byte[] {0x51}, 1_000);
        frame.addOutput(
                org.bitcoinj.base.Coin.ZERO,
                new org.bitcoinj.script.ScriptBuilder()
                        .op(0x6a)
                        .data(Person.frame("alice", "hello").toArray())
                        .build());
        first.announceWithout(frame);
        await().until(() -> first.asked.contains(frame.getTxId()));
        second.announce(frame);
        await().atMost(Duration.ofSeconds(10)).until(() -> alice.heard().contains("alice hello"));
    }

    @Test
    void anAnnouncementOfThousandsIsFetchedInBatchesAndKeepsTheConnection() {
        startAliceWithACoin();
        int handshakes = first.userAgentsSeen.size();
        List<Transaction> many = first.announceMany(3_000, Person.frame("alice", "among many"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> many.stream().allMatch(transaction -> first.asked.contains(transaction.getTxId())));
        await().until(() -> alice.heard().contains("alice among many"));
        assertThat(first.largestRequest).isLessThanOrEqualTo(1_000);
        assertThat(first.userAgentsSeen).hasSize(handshakes);
    }
}
