package dialtone.bridge.bitcoin.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.BlockLocator;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.core.VerificationException;

/**
 * The blocks in force and what they left unspent. A block is checked as a whole ({@link #check}) before anything of it is written down
 * or applied. Scripts are not run here: the mempool ran them before the miner took a transaction.
 */
final class ChainState {
    private static final int MEDIAN_TIME_BLOCKS = 11; // BIP-113
    private static final byte OP_RETURN = 0x6a;
    private static final int COMMITMENT_NONCE_BYTES = 32; // BIP-141

    private final List<Block> headers = new ArrayList<>();
    private final Map<Sha256Hash, Integer> heights = new HashMap<>();
    private final Map<TransactionOutPoint, UnspentOutput> unspent = new HashMap<>();
    private final Set<Sha256Hash> confirmed = new HashSet<>();

    /** What a valid block changes. */
    record Effects(List<TransactionOutPoint> spent, Map<TransactionOutPoint, UnspentOutput> created) {}

    ChainState() {
        addHeader(Regtest.genesis()); // its coinbase can never be spent
    }

    int height() {
        return headers.size() - 1;
    }

    Block tip() {
        return headers.get(height());
    }

    Block header(int height) {
        return headers.get(height);
    }

    Optional<Integer> heightOf(Sha256Hash blockHash) {
        return Optional.ofNullable(heights.get(blockHash));
    }

    Optional<UnspentOutput> unspent(TransactionOutPoint outpoint) {
        return Optional.ofNullable(unspent.get(outpoint));
    }

    Map<TransactionOutPoint, UnspentOutput> allUnspent() {
        return Collections.unmodifiableMap(unspent);
    }

    boolean confirmed(Sha256Hash txid) {
        return confirmed.contains(txid);
    }

    /** BIP-113: what lock times of the next block are compared with, and what its own time must exceed. */
    Instant medianTimePast() {
        List<Block> last = headers.subList(Math.max(0, headers.size() - MEDIAN_TIME_BLOCKS), headers.size());
        Instant[] times = last.stream().map(Block::time).sorted().toArray(Instant[]::new);
        return times[times.length / 2];
    }

    /** Height of the newest block that both sides have; 0, the genesis block, when the locator names none of ours. */
    int fork(BlockLocator locator) {
        return locator.getHashes().stream()
                .map(heights::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(0);
    }

    void connect(Block block) {
        apply(block, check(block));
    }

    Effects check(Block block) {
        int height = height() + 1;
        require(
                block.getPrevBlockHash().equals(tip().getHash()),
                "expected previous block %s, got %s",
                tip().getHash(),
                block.getPrevBlockHash());
        require(Regtest.hasProofOfWork(block), "block %s has no proof of work", block.getHash());
        require(
                block.time().isAfter(medianTimePast()),
                "block time %s is not after the median time %s",
                block.time(),
                medianTimePast());
        List<Transaction> transactions = block.getTransactions();
        require(
                transactions != null
                        && !transactions.isEmpty()
                        && transactions.get(0).isCoinBase(),
                "block %s has no coinbase",
                block.getHash());
        require(weight(transactions) <= Regtest.MAX_BLOCK_WEIGHT, "block %s is too heavy", block.getHash());
        Block recomputed = new Block(0, Sha256Hash.ZERO_HASH, null, block.time(), 0, 0, transactions);
        require(
                recomputed.getMerkleRoot().equals(block.getMerkleRoot()),
                "merkle root of block %s does not match",
                block.getHash());
        checkWitnessCommitment(block);
        return checkTransactions(transactions, height);
    }

    void apply(Block block, Effects effects) {
        effects.spent().forEach(unspent::remove);
        unspent.putAll(effects.created());
        addHeader(block);
        for (Transaction tx : block.getTransactions()) {
            confirmed.add(tx.getTxId());
        }
    }

    private void addHeader(Block block) {
        heights.put(block.getHash(), headers.size());
        headers.add(block.cloneAsHeader());
    }

    private Effects checkTransactions(List<Transaction> transactions, int height) {
        Instant medianTime = medianTimePast();
        List<TransactionOutPoint> spent = new ArrayList<>();
        Set<TransactionOutPoint> seen = new HashSet<>();
        Map<TransactionOutPoint, UnspentOutput> created = new HashMap<>();
        long feesSat = 0;
        for (int i = 0; i < transactions.size(); i++) {
            Transaction tx = transactions.get(i);
            boolean coinbase = i == 0;
            require(tx.isCoinBase() == coinbase, "%s is a second coinbase", tx.getTxId());
            Transaction.verify(Regtest.NETWORK, tx);
            require(!confirmed.contains(tx.getTxId()), "%s is in the chain already", tx.getTxId()); // BIP-30
            if (!coinbase) {
                require(tx.isFinal(height, medianTime), "%s is not final", tx.getTxId());
                long inSat = 0;
                for (TransactionInput input : tx.getInputs()) {
                    TransactionOutPoint outpoint = input.getOutpoint();
                    UnspentOutput coin =
                            created.containsKey(outpoint) ? created.remove(outpoint) : unspent.get(outpoint);
                    require(
                            coin != null && seen.add(outpoint),
                            "%s spends %s, which is not there",
                            tx.getTxId(),
                            outpoint);
                    require(coin.matureAt(height), "%s spends an immature coinbase", tx.getTxId());
                    spent.add(outpoint);
                    inSat += coin.sat();
                }
                long feeSat = inSat - tx.getOutputSum().value;
                require(feeSat >= 0, "%s pays out more than it takes in", tx.getTxId());
                feesSat += feeSat;
            }
            addOutputs(tx, height, coinbase, created);
        }
        Transaction coinbase = transactions.get(0);
        coinbase.checkCoinBaseHeight(height); // BIP-34
        long allowedSat = Regtest.subsidySat(height) + feesSat;
        require(coinbase.getOutputSum().value <= allowedSat, "coinbase takes more than %s sat", allowedSat);
        return new Effects(spent, created);
    }

    private static void addOutputs(
            Transaction tx, int height, boolean coinbase, Map<TransactionOutPoint, UnspentOutput> created) {
        for (TransactionOutput output : tx.getOutputs()) {
            byte[] script = output.getScriptBytes();
            if (script.length > 0 && script[0] == OP_RETURN) {
                continue;
            }
            created.put(
                    new TransactionOutPoint(output.getIndex(), tx.getTxId()),
                    new UnspentOutput(output.duplicateDetached(), height, coinbase));
        }
    }

    /** BIP-141: the coinbase commits to every transaction's witness. */
    private static void checkWitnessCommitment(Block block) {
        List<Transaction> transactions = block.getTransactions();
        Transaction coinbase = transactions.get(0);
        Sha256Hash commitment = coinbase.findWitnessCommitment();
        if (commitment == null) {
            require(
                    transactions.stream().noneMatch(Transaction::hasWitnesses),
                    "block %s has witnesses and no commitment",
                    block.getHash());
            return;
        }
        TransactionWitness witness = coinbase.getInput(0).getWitness();
        require(
                witness.getPushCount() == 1 && witness.getPush(0).length == COMMITMENT_NONCE_BYTES,
                "block %s has a malformed witness nonce",
                block.getHash());
        byte[] expected = Sha256Hash.hashTwice(block.getWitnessRoot().serialize(), witness.getPush(0));
        require(
                Arrays.equals(expected, commitment.getBytes()),
                "witness commitment of block %s does not match",
                block.getHash());
    }

    private static int weight(List<Transaction> transactions) {
        return 4 * (Block.HEADER_SIZE + 9)
                + transactions.stream().mapToInt(Transaction::getWeight).sum();
    }

    private static void require(boolean holds, String message, Object... args) {
        if (!holds) {
            throw new VerificationException(String.format(message, args));
        }
    }
}
