package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.signaling.Outpoint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happened on the way, what a client keeps of the chain is what one keeps that was restored from the same seed and only ever saw the chain as it is now. */
class FreshSyncTest {

    /** After it nodes have forgotten what no block took, and so have we. */
    private static final Duration LONG_AFTER = Duration.ofDays(15);

    private static final int CASES = 18 + 3;
    private static int equal;

    private enum Then {
        MINED_AGAIN,
        NEVER_MINED_AGAIN,
        CONFLICTED
    }

    /** Everything the tables say of the chain: not when we heard of it, nor what it is about. */
    private record Kept(
            int height, String scanned, long balanceSat, long pendingSat, List<String> coins, List<String> keys) {}

    @TempDir
    Path directory;

    private Instant now = Instant.now();
    private ScriptedNode node;
    private Person alice;
    private List<Block> common;

    @BeforeEach
    void startWithACoin() throws Exception {
        node = new ScriptedNode();
        alice = start("alice", directory);
        node.mine(node.payment(alice.script(), 100_000));
        awaitTip(alice);
        common = node.best();
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
        node.close();
    }

    @AfterAll
    static void tell() {
        System.out.printf("states equal to a fresh sync: %d/%d%n", equal, CASES);
    }

    private Person start(String name, Path where) {
        Person person = Person.create(name, where, node.config(), Clock.fixed(now, ZoneOffset.UTC));
        person.client.start();
        return person;
    }

    private void awaitTip(Person person) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .until(() -> person.client.node().height() == node.best().size() - 1);
    }

    private Transaction call(String id) throws Exception {
        SentFrame frame = alice.call("bob", id);
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> alice.progressOf(id).stream().anyMatch(Progress.Seen.class::isInstance));
        return node.received.stream()
                .filter(transaction -> transaction.getTxId().toString().equals(frame.txid()))
                .findFirst()
                .orElseThrow();
    }

    /** Another copy of the wallet spends the coins of a frame of ours to somebody else. */
    private Transaction rivalOf(Transaction frame) {
        Keys keys = new Keys(alice.database, node.config().chain(), Person.seed("alice"));
        Outpoint outpoint = Networks.outpoint(frame.getInput(0).getOutpoint());
        WalletCoin coin = alice.database
                .first(
                        "SELECT * FROM coins WHERE txid = ? AND vout = ?",
                        row -> new WalletCoin(
                                outpoint,
                                row.number("value_sat"),
                                new Keys.Path(row.integer("branch"), row.integer("key_index")),
                                true),
                        outpoint.txid(),
                        outpoint.index())
                .orElseThrow();
        return CoinSigner.sign(
                List.of(coin), List.of(new CoinSigner.Output(new byte[] {0x51}, coin.valueSat() - 5_000)), keys);
    }

    /** A branch from the common part on that is one block longer than ours. */
    private void reorganise(Transaction... inFirstBlock) {
        List<Block> other = new ArrayList<>(common);
        other.add(node.block(other.get(other.size() - 1), inFirstBlock));
        while (other.size() <= node.best().size()) {
            other.add(node.block(other.get(other.size() - 1)));
        }
        node.switchTo(other);
        awaitTip(alice);
    }

    private static Stream<Arguments> reorganisations() {
        return IntStream.rangeClosed(1, 6)
                .boxed()
                .flatMap(depth -> Arrays.stream(Then.values()).map(then -> Arguments.of(depth, then)));
    }

    @ParameterizedTest
    @MethodSource("reorganisations")
    void afterAReorganisation(int depth, Then then) throws Exception {
        Transaction frame = call("c1");
        Transaction payment = node.payment(alice.script(), 50_000);
        node.mine(frame, payment);
        for (int i = 1; i < depth; i++) {
            node.mine();
        }
        awaitTip(alice);
        Transaction child = call("c2");
        switch (then) {
            case MINED_AGAIN -> reorganise(frame, payment, child);
            case NEVER_MINED_AGAIN -> reorganise();
            case CONFLICTED -> reorganise(rivalOf(frame));
        }
        assertEqualToAFreshSync();
    }

    @Test
    void afterAnInvitationWasReplacedBeforeItsBlock() throws Exception {
        // Ours: another copy of the wallet pays more for the same coin.
        Transaction ours = call("c1");
        Transaction instead = rivalOf(ours);
        // A friend's: the same frame over the same coin, at another fee.
        Transaction theirs = node.payment(new byte[] {0x51}, 9_000);
        Transaction replacement = new Transaction();
        replacement.addInput(theirs.getInput(0));
        for (Transaction version : List.of(theirs, replacement)) {
            Fleet.withPayload(version, Person.frame("alice", "hello"));
            node.announce(version);
        }
        await().until(() -> node.asked.contains(replacement.getTxId()));
        node.mine(instead, replacement);
        awaitTip(alice);
        assertEqualToAFreshSync();
        assertThat(alice.heard()).as("it rings once").containsExactly("alice hello");
    }

    @Test
    void afterAnInvitationWasSeenAndThenEvictedEverywhere() throws Exception {
        call("c1");
        call("c2");
        node.mine();
        awaitTip(alice);
        assertEqualToAFreshSync();
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
    }

    @Test
    void afterAnInvitationThatWasGivenUpIsMinedAllTheSame() throws Exception {
        Transaction late = call("c1");
        restartLongAfter();
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
        node.mine(late);
        awaitTip(alice);
        assertEqualToAFreshSync();
        assertThat(alice.client.spends(1).get(0).state()).isEqualTo(Spend.State.CONFIRMED);
    }

    private void restartLongAfter() {
        alice.close();
        now = now.plus(LONG_AFTER);
        Person before = alice;
        alice = start("alice", directory);
        alice.payloads.addAll(before.payloads);
        awaitTip(alice);
        // The worker releases before it connects.
        await().until(() -> alice.client.node().peers() == 1);
    }

    private void assertEqualToAFreshSync() {
        restartLongAfter();
        try (Person fresh = start("alice", directory.resolve("fresh"))) {
            awaitTip(fresh);
            assertThat(kept(alice)).isEqualTo(kept(fresh));
        }
        Set<String> inChain = new HashSet<>();
        node.best()
                .forEach(block -> block.getTransactions()
                        .forEach(
                                transaction -> inChain.add(transaction.getTxId().toString())));
        assertThat(alice.client.spends(10))
                .allMatch(spend -> spend.state()
                        == (inChain.contains(spend.txid()) ? Spend.State.CONFIRMED : Spend.State.REFUSED));
        equal++;
    }

    private static Kept kept(Person person) {
        List<String> coins = person.database.query(
                "SELECT concat_ws(' ', hex(txid), vout, value_sat, 'key', branch, key_index, 'coinbase', coinbase, 'height', height,"
                        + " 'spent', hex(spent_by), spent_height) AS coin FROM coins ORDER BY txid, vout",
                row -> row.text("coin"));
        List<String> keys = person.database.query(
                "SELECT branch || ' ' || confirmed AS confirmed FROM key_branches ORDER BY branch",
                row -> row.text("confirmed"));
        String scanned = person.database
                .first("SELECT hex(hash) AS hash FROM tips WHERE name = 'scanned'", row -> row.text("hash"))
                .orElseThrow();
        Funds funds = person.client.funds();
        return new Kept(person.client.node().height(), scanned, funds.balanceSat(), funds.pendingSat(), coins, keys);
    }
}
