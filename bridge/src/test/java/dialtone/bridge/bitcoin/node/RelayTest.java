package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.BlockLocator;
import org.bitcoinj.core.FeeFilterMessage;
import org.bitcoinj.core.GetBlocksMessage;
import org.bitcoinj.core.GetHeadersMessage;
import org.bitcoinj.core.HeadersMessage;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.InventoryItem.Type;
import org.bitcoinj.core.Services;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.VersionMessage;
import org.bitcoinj.crypto.ECKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The peer protocol, message by message. */
class RelayTest {
    private static final int MESSAGES = 200;

    private final ECKey key = new ECKey();
    private EmbeddedNode node;
    private WirePeer alice;
    private WirePeer bob;

    @BeforeEach
    void connect() throws Exception {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withBlockDelay(Duration.ofHours(1)));
        alice = WirePeer.ready(node);
        bob = WirePeer.ready(node);
    }

    @AfterEach
    void close() throws Exception {
        alice.close();
        bob.close();
        node.close();
    }

    @Test
    void theHandshakeOffersBlocksWithWitnessAndTheFeeFloor() throws Exception {
        try (WirePeer carol = new WirePeer(node.address())) {
            carol.send("version", WirePeer.version("/test:1/"));
            VersionMessage version = VersionMessage.read(ByteBuffer.wrap(carol.await("version")));
            assertThat(version.services().bits()).isEqualTo(Services.NODE_NETWORK | Services.NODE_WITNESS);
            assertThat(version.bestHeight).isEqualTo(node.height());
            carol.await("verack");
            carol.send("verack", new byte[0]);
            assertThat(FeeFilterMessage.read(ByteBuffer.wrap(carol.await("feefilter")))
                            .feeRate())
                    .isEqualTo(Coin.valueOf(100));
        }
    }

    @Test
    void aTransactionGoesToEverybodyButItsSender() throws Exception {
        Transaction tx = coins(1).get(0);
        alice.send("tx", tx.serialize());
        assertThat(bob.awaitInventory()).containsExactly(new InventoryItem(Type.TRANSACTION, tx.getTxId()));
        alice.send("ping", new byte[8]);
        assertThat(alice.read().command()).isEqualTo("pong");
    }

    @Test
    void anAnnouncedTransactionIsFetched() throws Exception {
        Transaction tx = coins(1).get(0);
        alice.send("inv", new InventoryList(List.of(new InventoryItem(Type.TRANSACTION, tx.getTxId()))).serialize());
        ByteBuffer ask = ByteBuffer.wrap(alice.await("getdata"));
        assertThat(ask.get()).isEqualTo((byte) 1);
        alice.send("tx", tx.serialize());
        bob.awaitInventory();
        // What the node has it does not fetch again.
        alice.send("inv", new InventoryList(List.of(new InventoryItem(Type.TRANSACTION, tx.getTxId()))).serialize());
        alice.send("ping", new byte[8]);
        assertThat(alice.read().command()).isEqualTo("pong");
    }

    @Test
    void aTransactionIsServedWithAndWithoutWitness() throws Exception {
        Transaction tx = coins(1).get(0);
        alice.send("tx", tx.serialize());
        bob.awaitInventory();
        bob.ask(Type.WITNESS_TRANSACTION, tx.getTxId());
        assertThat(bob.await("tx")).isEqualTo(tx.serialize());
        bob.ask(Type.TRANSACTION, tx.getTxId());
        Transaction plain = bob.awaitTransaction();
        assertThat(plain.getTxId()).isEqualTo(tx.getTxId());
        assertThat(plain.hasWitnesses()).isFalse();
    }

    @Test
    void aMinedTransactionIsStillServed() throws Exception {
        Transaction tx = coins(1).get(0);
        alice.send("tx", tx.serialize());
        bob.awaitInventory();
        node.mine(7);
        bob.ask(Type.WITNESS_TRANSACTION, tx.getTxId());
        assertThat(bob.awaitTransaction().getTxId()).isEqualTo(tx.getTxId());
    }

    @Test
    void aRefusedTransactionIsNotRelayed() throws Exception {
        Transaction tx = coins(1).get(0);
        alice.send("tx", tx.serialize());
        bob.awaitInventory();
        Transaction doubleSpend = new Spend(key)
                .from(tx.getInput(0).getOutpoint(), 100_000)
                .changeLess(200)
                .sign();
        alice.send("tx", doubleSpend.serialize());
        alice.ping();
        bob.send("ping", new byte[8]);
        assertThat(bob.read().command()).isEqualTo("pong");
        assertThat(node.mempoolSize()).isEqualTo(1);
    }

    @Test
    void headersComeUpToTwoThousandAndStopWhereAsked() throws Exception {
        node.mine(2_000);
        Sha256Hash genesis = Regtest.genesis().getHash();
        alice.send("getheaders", getHeaders(genesis, Sha256Hash.ZERO_HASH));
        HeadersMessage first = HeadersMessage.read(ByteBuffer.wrap(alice.await("headers")));
        assertThat(first.getBlockHeaders()).hasSize(2_000);
        assertThat(first.getBlockHeaders().get(0).getPrevBlockHash()).isEqualTo(genesis);

        Sha256Hash tenth = first.getBlockHeaders().get(9).getHash();
        alice.send("getheaders", getHeaders(genesis, tenth));
        assertThat(HeadersMessage.read(ByteBuffer.wrap(alice.await("headers"))).getBlockHeaders())
                .hasSize(10);

        alice.send("getheaders", getHeaders(first.getBlockHeaders().get(1_999).getHash(), Sha256Hash.ZERO_HASH));
        assertThat(HeadersMessage.read(ByteBuffer.wrap(alice.await("headers"))).getBlockHeaders())
                .hasSize(node.height() - 2_000);
    }

    @Test
    void blocksComeFiveHundredAtATimeAndTheLastAskedForTellsOfTheRest() throws Exception {
        node.mine(1_000);
        try (WirePeer carol = WirePeer.ready(node)) {
            carol.send("getblocks", getBlocks(Regtest.genesis().getHash()));
            List<InventoryItem> first = carol.awaitInventory();
            assertThat(first.size()).isEqualTo(500);
            carol.ask(Type.WITNESS_BLOCK, first.get(499).hash);
            carol.await("block");
            assertThat(carol.awaitInventory().size()).isEqualTo(1);
            carol.send("getblocks", getBlocks(first.get(499).hash));
            assertThat(carol.awaitInventory().size()).isEqualTo(500);
        }
    }

    @Test
    void aMessageNeedsNoTimeInTheNode() throws Exception {
        List<Long> micros = new ArrayList<>();
        for (Transaction tx : coins(MESSAGES)) {
            byte[] raw = tx.serialize();
            long start = System.nanoTime();
            alice.send("tx", raw);
            bob.ask(Type.WITNESS_TRANSACTION, bob.awaitInventory().get(0).hash);
            bob.await("tx");
            micros.add((System.nanoTime() - start) / 1_000);
        }
        micros.sort(null);
        System.out.printf(
                "wire to wire, one at a time: p50 %d us, p99 %d us%n",
                micros.get(MESSAGES / 2), micros.get(MESSAGES * 99 / 100));
    }

    /** bitcoinj leaves Nagle's algorithm on: its next small write waits until the node has acknowledged the one before, 40 ms when that is delayed. */
    @Test
    void aClientThatHoldsBackSmallWritesIsNotKeptWaiting() throws Exception {
        bob.holdBackSmallWrites();
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            long start = System.nanoTime();
            bob.send("sendheaders", new byte[0]); // needs no answer that could carry the acknowledgement
            bob.ping();
            micros.add((System.nanoTime() - start) / 1_000);
        }
        micros.sort(null);
        System.out.printf(
                "two writes with Nagle's algorithm: p50 %d us, p99 %d us%n",
                micros.get(MESSAGES / 2), micros.get(MESSAGES * 99 / 100));
        assumeThat(System.getProperty("os.name"))
                .contains("Linux"); // where the node can ask for quick acknowledgements
        assertThat(micros.get(MESSAGES / 2))
                .as("microseconds; 40,000 when acknowledgements are delayed")
                .isLessThan(30_000);
    }

    /** Independent messages, each from a confirmed coin of its own. */
    private List<Transaction> coins(int count) throws Exception {
        String address = key.toAddress(ScriptType.P2WPKH, Regtest.NETWORK).toString();
        Sha256Hash funding = Sha256Hash.wrap(node.fund(address, count, 100_000));
        bob.awaitInventory();
        bob.ask(Type.WITNESS_TRANSACTION, funding);
        Transaction parent = bob.awaitTransaction();
        node.mine(1);
        bob.awaitBlocks();
        alice.ping(); // what the node announced is behind us
        List<Transaction> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(
                    new Spend(key).from(parent, i).data(200).changeLess(400).sign());
        }
        return messages;
    }

    private static byte[] getHeaders(Sha256Hash from, Sha256Hash stop) {
        return new GetHeadersMessage(70_013, new BlockLocator(List.of(from)), stop).serialize();
    }

    private static byte[] getBlocks(Sha256Hash from) {
        return new GetBlocksMessage(70_013, new BlockLocator(List.of(from)), Sha256Hash.ZERO_HASH).serialize();
    }
}
