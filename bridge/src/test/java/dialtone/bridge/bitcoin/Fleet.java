package dialtone.bridge.bitcoin;

import static org.awaitility.Awaitility.await;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;

/**
 * Eight nodes, the first few of them hostile, one client of all of them, and its twin: the same wallet, connected to honest nodes alone. What the client believes must be what the
 * twin believes.
 */
final class Fleet implements AutoCloseable {

    static final int NODES = 8;

    /** Long enough for a machine that does much else. */
    static final Duration LOST_AFTER = Duration.ofSeconds(20);

    /** Everything a liar could move: only what a block confirmed, what the user was told, and what the next frame costs. */
    record Belief(
            int height,
            String tip,
            long balanceSat,
            List<String> coins,
            List<String> heard,
            double feeRateSatPerVbyte) {}

    final List<ScriptedNode> liars = new ArrayList<>();
    final List<ScriptedNode> honest = new ArrayList<>();
    final ScriptedNode author;
    final Person alice;
    final Person twin;
    private int made;
    private int framesInChain;

    Fleet(int hostile, Path directory) throws IOException {
        author = new ScriptedNode();
        List<ScriptedNode> all = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            ScriptedNode node = new ScriptedNode();
            (i < hostile ? liars : honest).add(node);
            all.add(node);
        }
        alice = Person.start("alice", directory.resolve("client"), config(all));
        twin = Person.start("alice", directory.resolve("twin"), config(honest));
        awaitConnected();
        // Two coins, so that there is something to take.
        extend(author.block(tip(), payment(100_000), payment(50_000)));
        awaitAgreement();
    }

    private static BitcoinConfig config(List<ScriptedNode> nodes) {
        BitcoinConfig one = nodes.get(0).config();
        return new BitcoinConfig(
                one.chain(),
                nodes.stream().map(ScriptedNode::address).toList(),
                Optional.empty(),
                one.birthday(),
                false,
                false,
                one.feeFloorSatPerVbyte(),
                one.feeCapSatPerVbyte(),
                LOST_AFTER);
    }

    Block tip() {
        return author.best().get(author.best().size() - 1);
    }

    List<Block> chain() {
        return author.best();
    }

    /** Pays alice. */
    Transaction payment(long valueSat) {
        return author.payment(alice.script(), valueSat);
    }

    /** A frame that opens for alice, as far as this test seals: it names the outpoints of its own transaction. */
    Transaction frame() {
        Transaction transaction = author.payment(new byte[] {0x51}, 1_000);
        return withPayload(transaction, sealedTo(transaction, ++made));
    }

    static Bytes sealedTo(Transaction transaction, int number) {
        return Bytes.of(("alice " + number + " " + outpoints(Networks.outpoints(transaction)))
                .getBytes(StandardCharsets.UTF_8));
    }

    private static String outpoints(List<Outpoint> outpoints) {
        return Sha256Hash.of(Outpoint.serialize(outpoints).toArray()).toString();
    }

    static Transaction withPayload(Transaction transaction, Bytes payload) {
        Script script = new ScriptBuilder().op(0x6a).data(payload.toArray()).build();
        transaction.addOutput(Coin.ZERO, script);
        return transaction;
    }

    static Bytes payloadOf(Transaction transaction) {
        return Scanner.payloads(transaction).get(0);
    }

    /** What alice's bridge would open. */
    static List<String> opened(Person person) {
        return List.copyOf(person.payloads).stream()
                .filter(payload -> new String(payload.bytes().toArray(), StandardCharsets.UTF_8)
                        .endsWith(outpoints(payload.outpoints())))
                .map(payload -> new String(payload.bytes().toArray(), StandardCharsets.UTF_8).split(" ")[1])
                .sorted()
                .toList();
    }

    /** The honest nodes have a new best block. */
    void extend(Block block) {
        List<Block> longer = new ArrayList<>(author.best());
        longer.add(block);
        framesInChain += (int) block.getTransactions().stream()
                .filter(transaction -> !Scanner.payloads(transaction).isEmpty())
                .count();
        author.adopt(longer);
        honest.forEach(node -> node.adopt(longer));
    }

    /** The liars are as good as the others again. */
    void repent() {
        for (ScriptedNode liar : liars) {
            liar.claimedHeight = -1;
            liar.clockAhead = Duration.ZERO;
            chain().forEach(block -> liar.serveInstead(block.getHash(), block));
            liar.adopt(chain());
        }
    }

    void awaitConnected() {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> alice.client.node().peers() == NODES
                        && twin.client.node().peers() == honest.size());
    }

    /** Until the client has done everything that this node sent it so far, or has dropped it. */
    void awaitRead(ScriptedNode node) {
        Sha256Hash question = Sha256Hash.of(("anything new " + ++made).getBytes(StandardCharsets.UTF_8));
        int connections = node.accepted();
        byte[] ask = ScriptedNode.items(InventoryItem.Type.TRANSACTION, List.of(question));
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    // Again, because nothing is read before the handshake is done.
                    node.push("getdata", ask);
                    return node.notFound.contains(question) || node.accepted() > connections;
                });
    }

    /** Until both have read the whole chain and heard each of its frames, and believe the same. */
    void awaitAgreement() {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    Belief truth = belief(twin);
                    return truth.height() == chain().size() - 1
                            && truth.heard().size() == framesInChain
                            && truth.equals(belief(alice));
                });
    }

    static Belief belief(Person person) {
        String tip = person.database
                .first("SELECT hex(hash) AS hash FROM tips WHERE name = 'scanned'", row -> row.text("hash"))
                .orElseThrow();
        List<String> coins = person.database.query(
                "SELECT hex(txid) || ' ' || vout || ' ' || value_sat || ' ' || height || ' ' || coalesce(hex(spent_by), '')"
                        + " AS coin FROM coins WHERE height IS NOT NULL ORDER BY txid, vout",
                row -> row.text("coin"));
        Funds funds = person.client.funds();
        return new Belief(
                person.client.node().height(),
                tip,
                funds.balanceSat(),
                coins,
                opened(person),
                funds.feeRateSatPerVbyte());
    }

    @Override
    public void close() throws IOException {
        alice.close();
        twin.close();
        author.close();
        for (ScriptedNode node : liars) {
            node.close();
        }
        for (ScriptedNode node : honest) {
            node.close();
        }
    }
}
