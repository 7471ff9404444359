package dialtone.bridge.bitcoin.node;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.script.ScriptBuilder;

/** Makes blocks: the mempool's transactions in the order they came, and a coinbase that pays the treasury. */
final class Miner {
    private static final long BLOCK_VERSION = 0x20000000L; // BIP-9, no deployment signalled
    /** bitcoinj clients refuse larger ones; the rest up to 1,000,000 is for header and coinbase. */
    private static final int MAX_TRANSACTION_BYTES = 990_000;

    private static final int MAX_SIGOPS_COST = 79_000; // 80,000 by BIP-141, less the coinbase
    private static final int LEGACY_SIGOP_COST = 4;
    private static final byte[] COMMITMENT_HEADER = {0x6a, 0x24, (byte) 0xaa, 0x21, (byte) 0xa9, (byte) 0xed
    }; // BIP-141
    private static final byte[] WITNESS_NONCE = new byte[32];
    private static final byte[] EXTRA_NONCE = new byte[4]; // a coinbase script has at least 2 bytes

    private final ChainState chain;
    private final Mempool mempool;
    private final byte[] rewardScript;

    Miner(ChainState chain, Mempool mempool, byte[] rewardScript) {
        this.chain = chain;
        this.mempool = mempool;
        this.rewardScript = rewardScript.clone();
    }

    /** The next block; {@code now} only moves forward from the median time of the chain. */
    Block next(Instant now) {
        List<MempoolEntry> chosen = choose();
        long feesSat = chosen.stream().mapToLong(entry -> entry.feeSat).sum();
        int height = chain.height() + 1;
        Instant earliest = chain.medianTimePast().plusSeconds(1);
        Instant seconds = now.truncatedTo(ChronoUnit.SECONDS);
        Instant time = seconds.isBefore(earliest) ? earliest : seconds;

        List<Transaction> transactions = new ArrayList<>();
        transactions.add(coinbase(height, feesSat));
        chosen.forEach(entry -> transactions.add(entry.transaction));
        // The coinbase counts as zero in the witness root, so its own commitment can be added afterwards.
        Sha256Hash witnessRoot = unsolved(time, transactions).getWitnessRoot();
        transactions.get(0).addOutput(commitment(transactions.get(0), witnessRoot));
        Sha256Hash merkleRoot = unsolved(time, transactions).getMerkleRoot();
        return Regtest.solve(BLOCK_VERSION, chain.tip().getHash(), merkleRoot, time, transactions);
    }

    private List<MempoolEntry> choose() {
        List<MempoolEntry> chosen = new ArrayList<>();
        Set<MempoolEntry> left = new HashSet<>();
        int bytes = 0;
        int sigopsCost = 0;
        for (MempoolEntry entry : mempool.entries()) {
            int cost = sigopsCost(entry.transaction);
            boolean fits = bytes + entry.bytes <= MAX_TRANSACTION_BYTES && sigopsCost + cost <= MAX_SIGOPS_COST;
            if (fits && entry.parents.stream().noneMatch(left::contains)) {
                chosen.add(entry);
                bytes += entry.bytes;
                sigopsCost += cost;
            } else {
                left.add(entry);
            }
        }
        return chosen;
    }

    private static int sigopsCost(Transaction tx) {
        long legacy = tx.getOutputs().stream()
                .map(output -> OutputForm.of(output.getScriptBytes()))
                .filter(form -> form == OutputForm.P2PKH || form == OutputForm.P2PK)
                .count();
        return (int) legacy * LEGACY_SIGOP_COST + tx.getInputs().size();
    }

    private Transaction coinbase(int height, long feesSat) {
        Transaction coinbase = new Transaction();
        byte[] script =
                new ScriptBuilder().number(height).data(EXTRA_NONCE).build().program(); // BIP-34
        coinbase.addInput(TransactionInput.coinbaseInput(coinbase, script));
        coinbase.replaceInput(0, coinbase.getInput(0).withWitness(TransactionWitness.of(WITNESS_NONCE)));
        coinbase.addOutput(
                new TransactionOutput(coinbase, Coin.valueOf(Regtest.subsidySat(height) + feesSat), rewardScript));
        return coinbase;
    }

    private static TransactionOutput commitment(Transaction coinbase, Sha256Hash witnessRoot) {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        script.writeBytes(COMMITMENT_HEADER);
        script.writeBytes(Sha256Hash.hashTwice(witnessRoot.serialize(), WITNESS_NONCE));
        return new TransactionOutput(coinbase, Coin.ZERO, script.toByteArray());
    }

    private static Block unsolved(Instant time, List<Transaction> transactions) {
        return new Block(BLOCK_VERSION, Sha256Hash.ZERO_HASH, null, time, 0, 0, transactions);
    }
}
