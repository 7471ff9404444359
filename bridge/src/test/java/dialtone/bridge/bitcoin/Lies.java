package dialtone.bridge.bitcoin;

import static org.awaitility.Awaitility.await;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.HeadersMessage;
import org.bitcoinj.core.InventoryItem.Type;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.script.Script;

/** How each of {@link Lie#ALL} is told. */
final class Lies {

    /** More than the fetcher keeps places for one node: see {@link TxFetcher}. */
    private static final byte[] NOTHINGS = ScriptedNode.items(Type.WITNESS_TRANSACTION, nothings(6_000));

    private Lies() {}

    static void forgedSpends(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        Keys keys = new Keys(fleet.alice.database, liar.config().chain(), Person.seed("alice"));
        WalletCoin coin = fleet.alice
                .database
                .first(
                        "SELECT * FROM coins WHERE value_sat = 100000",
                        row -> new WalletCoin(
                                new Outpoint(Bytes.of(row.bytes("txid")), row.number("vout")),
                                100_000,
                                new Keys.Path(row.integer("branch"), row.integer("key_index")),
                                true))
                .orElseThrow();
        List<Transaction> left = new ArrayList<>(new Forgeries(coin, keys).all());
        // Each costs the liar its connection.
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    left.removeIf(forgery -> fleet.alice.payloads.stream()
                            .anyMatch(payload ->
                                    payload.txid().equals(forgery.getTxId().toString())));
                    left.forEach(liar::announce);
                    return left.isEmpty();
                });
    }

    static void fabricatedPayments(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        liar.push(fleet.payment(1_000_000));
        liar.announce(fleet.payment(2_000_000));
    }

    static void copiedInvitation(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        Transaction copy = Fleet.withPayload(fleet.author.payment(new byte[] {0x51}, 1_000), Fleet.payloadOf(frame));
        liar.push(copy);
        liar.announce(copy);
        // The real one too, before and after: it rings once.
        liar.push(frame);
        liar.push(frame);
        liar.announce(frame);
    }

    static void withheldBlock(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        liar.keepSilentAbout(next.getHash());
        liar.announce(Type.BLOCK, next.getHash());
    }

    static void deniedBlock(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        liar.announce(Type.BLOCK, next.getHash());
    }

    static void staleTip(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        List<Block> branch =
                new ArrayList<>(fleet.chain().subList(0, fleet.chain().size() - 2));
        branch.add(fleet.author.block(branch.get(branch.size() - 1), fleet.payment(3_000_000)));
        liar.adopt(branch);
        liar.push("headers", headers(branch.get(branch.size() - 1)));
    }

    static void headersWithoutWork(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        Block withoutWork;
        long nonce = 0;
        do {
            withoutWork = new Block(
                    4,
                    fleet.tip().getHash(),
                    next.getMerkleRoot(),
                    next.time(),
                    next.getDifficultyTarget(),
                    nonce++,
                    next.getTransactions());
        } while (withoutWork.getHash().toBigInteger().compareTo(withoutWork.getDifficultyTargetAsInteger()) <= 0);
        liar.push("headers", headers(withoutWork));
    }

    static void headersOfNowhere(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        Block unknown = fleet.author.block(next);
        liar.push("headers", headers(fleet.author.block(unknown)));
    }

    static void otherTransactions(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        liar.serveInstead(
                next.getHash(),
                underHeaderOf(next, List.of(next.getTransactions().get(0), fleet.payment(4_000_000))));
        liar.announce(Type.BLOCK, next.getHash());
    }

    static void repeatedTail(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        List<Transaction> repeated = new ArrayList<>(next.getTransactions());
        repeated.add(repeated.get(repeated.size() - 1));
        liar.serveInstead(next.getHash(), underHeaderOf(next, repeated));
        liar.announce(Type.BLOCK, next.getHash());
    }

    static void wrongClock(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) throws Exception {
        liar.clockAhead = Duration.ofHours(10);
        reconnected(liar);
    }

    static void absurdHeight(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) throws Exception {
        liar.claimedHeight = Integer.MAX_VALUE;
        reconnected(liar);
    }

    private static void reconnected(ScriptedNode liar) throws Exception {
        int handshakes = liar.userAgentsSeen.size();
        liar.dropAll();
        await().pollInterval(Duration.ofMillis(10)).until(() -> liar.userAgentsSeen.size() > handshakes);
    }

    static void inventoryFlood(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        liar.push("inv", NOTHINGS);
        // Among it, honest nodes announce what we wait for.
        int heard = Fleet.opened(fleet.alice).size();
        if (liar == fleet.liars.get(fleet.liars.size() - 1)) {
            fleet.honest.forEach(node -> node.announce(frame));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Fleet.opened(fleet.alice).size() > heard);
        }
    }

    static void blockInventoryFlood(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        nothings(20).forEach(nothing -> liar.announce(Type.BLOCK, nothing));
    }

    static void getDataFlood(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        liar.push("getdata", NOTHINGS);
        liar.push("getdata", NOTHINGS);
    }

    static void otherNetwork(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        Transaction otherwise = fleet.author.payment(new byte[] {0x51}, 9_000);
        Transaction opens = Fleet.withPayload(
                otherwise, Fleet.sealedTo(otherwise, 1_000_000 + fleet.chain().size()));
        liar.pushRaw(ScriptedNode.framed(BitcoinNetwork.MAINNET, "tx", opens.serialize()));
    }

    static void replayedBlocks(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        for (int i = 0; i < 3; i++) {
            fleet.chain().stream().skip(1).forEach(block -> liar.push("block", block.serialize()));
        }
    }

    static void oversizedMessage(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
        byte[] header = ScriptedNode.framed(BitcoinNetwork.REGTEST, "block", new byte[0]);
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(16, 32 << 20);
        int connections = liar.accepted();
        liar.pushRaw(header);
        // The header is enough.
        await().atMost(Fleet.LOST_AFTER.dividedBy(2))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> liar.accepted() > connections);
    }

    /** A tree of two leaves, so chosen that the two hashes of its root read as a transaction. A client that takes it never sees the payment below. */
    static final class HashesAsTransaction implements Lie {
        /** Found by trying: the lock time with which the hash of the payment has the bytes that the end of a transaction needs. */
        private static final long LOCK_TIME = 414_583;

        @Override
        public Block next(Fleet fleet, Transaction frame) {
            Transaction payment = payment(fleet);
            Block next;
            do {
                next = fleet.author.block(fleet.tip(), payment);
            } while (Networks.internal(next.getTransactions().get(0).getTxId())[4] != 1);
            return next;
        }

        static Transaction payment(Fleet fleet) {
            return payment(fleet.alice.script(), LOCK_TIME);
        }

        static Transaction payment(byte[] script, long lockTime) {
            Transaction payment = new Transaction();
            payment.addInput(new TransactionInput(
                    payment, new byte[] {1, 1}, new TransactionOutPoint(0, Sha256Hash.of(new byte[] {64}))));
            payment.addOutput(Coin.valueOf(6_400), Script.parse(script));
            payment.setLockTime(lockTime);
            return payment;
        }

        @Override
        public void tell(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
            ByteBuffer hashes = ByteBuffer.allocate(64);
            next.getTransactions().forEach(leaf -> hashes.put(Networks.internal(leaf.getTxId())));
            hashes.flip();
            Transaction posing = Transaction.read(hashes);
            liar.serveInstead(next.getHash(), underHeaderOf(next, List.of(posing)));
            liar.announce(Type.BLOCK, next.getHash());
        }
    }

    /** A block may hold a transaction of 64 bytes; whoever refuses it stands still. */
    static final class SixtyFourBytes implements Lie {

        @Override
        public Block next(Fleet fleet, Transaction frame) {
            Transaction small = new Transaction();
            small.addInput(new TransactionInput(
                    small, new byte[0], new TransactionOutPoint(fleet.chain().size(), Sha256Hash.of(new byte[] {64}))));
            small.addOutput(Coin.valueOf(1), Script.parse(new byte[] {0x51, 0x51, 0x51, 0x51}));
            if (small.messageSize() != 64) {
                throw new AssertionError("64 bytes expected, got " + small.messageSize());
            }
            return fleet.author.block(fleet.tip(), fleet.payment(2_000), small, frame);
        }

        @Override
        public void tell(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) {
            liar.keepSilentAbout(next.getHash());
        }
    }

    private static Block underHeaderOf(Block block, List<Transaction> transactions) {
        return new Block(
                block.getVersion(),
                block.getPrevBlockHash(),
                block.getMerkleRoot(),
                block.time(),
                block.getDifficultyTarget(),
                block.getNonce(),
                transactions);
    }

    private static byte[] headers(Block... blocks) {
        return new HeadersMessage(
                        Arrays.stream(blocks).map(Block::cloneAsHeader).toList())
                .serialize();
    }

    private static List<Sha256Hash> nothings(int count) {
        long seed = System.nanoTime();
        return IntStream.range(0, count)
                .mapToObj(i ->
                        Sha256Hash.of(ByteBuffer.allocate(8).putLong(seed + i).array()))
                .toList();
    }
}
