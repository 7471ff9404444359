package dialtone.bridge.bitcoin.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.internal.ByteUtils;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;

/** The node's own coins, mined by itself, and payments out of them. */
final class Treasury {
    static final int MAX_OUTPUTS = 1_000;

    private static final long FEE_SAT_PER_VBYTE = 1;
    private static final int BASE_VBYTES = 11 + 31; // version, counts, lock time, change output
    private static final int INPUT_VBYTES = 68;
    private static final int OUTPUT_VBYTES = 43; // the longest address

    private final ECKey key;
    private final Script script;
    private final Set<String> paid = new HashSet<>();

    /** No coins for a payment: all are spent, immature, or waiting in the mempool. */
    static final class TooPoor extends Exception {
        private static final long serialVersionUID = 1L;

        TooPoor(long needSat, long haveSat) {
            super("the treasury needs " + needSat + " sat and has " + haveSat + " sat that can be spent now");
        }
    }

    private record Owned(TransactionOutPoint outpoint, UnspentOutput coin) {}

    Treasury(ECKey key) {
        this.key = key;
        this.script = ScriptBuilder.createOutputScript(key.toAddress(ScriptType.P2WPKH, Regtest.NETWORK));
    }

    byte[] script() {
        return script.program();
    }

    /** Every address the treasury ever paid is in the chain, so a restart remembers them without another file. */
    void learn(Block block) {
        block.getTransactions().forEach(this::learn);
    }

    void learn(Transaction tx) {
        if (tx.getInputs().stream().anyMatch(this::isOurs)) {
            tx.getOutputs().forEach(output -> paid.add(ByteUtils.formatHex(output.getScriptBytes())));
        }
    }

    boolean hasPaid(SegwitAddress address) {
        return paid.contains(
                ByteUtils.formatHex(ScriptBuilder.createOutputScript(address).program()));
    }

    /** A signed transaction that pays {@code outputs} times {@code satEach}, from confirmed coins alone. */
    Transaction pay(SegwitAddress address, int outputs, long satEach, ChainState chain, Mempool mempool)
            throws TooPoor {
        long paymentSat = Math.multiplyExact(satEach, outputs);
        List<Owned> coins = new ArrayList<>();
        long haveSat = 0;
        long needSat = paymentSat + feeSat(outputs, 0);
        for (Owned coin : spendable(chain, mempool)) {
            coins.add(coin);
            haveSat += coin.coin().sat();
            needSat = paymentSat + feeSat(outputs, coins.size());
            if (haveSat >= needSat) {
                break;
            }
        }
        if (haveSat < needSat) {
            throw new TooPoor(needSat, haveSat);
        }
        Transaction tx = new Transaction();
        tx.setVersion(2);
        Script to = ScriptBuilder.createOutputScript(address);
        for (int i = 0; i < outputs; i++) {
            tx.addOutput(Coin.valueOf(satEach), to);
        }
        if (haveSat - needSat >= StandardPolicy.DUST_P2WPKH_SAT) {
            tx.addOutput(Coin.valueOf(haveSat - needSat), script);
        }
        sign(tx, coins);
        return tx;
    }

    /** All inputs stand before the first is signed: each signature covers every outpoint. */
    private void sign(Transaction tx, List<Owned> coins) {
        for (Owned coin : coins) {
            tx.addInput(new TransactionInput(
                    tx, new byte[0], coin.outpoint(), coin.coin().output().getValue()));
        }
        byte[] scriptCode = ScriptBuilder.createP2PKHOutputScript(key).program(); // BIP-143
        for (int i = 0; i < coins.size(); i++) {
            Coin value = coins.get(i).coin().output().getValue();
            var signature = tx.calculateWitnessSignature(i, key, scriptCode, value, Transaction.SigHash.ALL, false);
            tx.replaceInput(i, tx.getInput(i).withWitness(TransactionWitness.redeemP2WPKH(signature, key)));
        }
    }

    private List<Owned> spendable(ChainState chain, Mempool mempool) {
        return chain.allUnspent().entrySet().stream()
                .filter(entry -> isOurs(entry.getValue().output()))
                .filter(entry -> entry.getValue().matureAt(chain.height() + 1))
                .filter(entry -> !mempool.spends(entry.getKey()))
                .map(Treasury::owned)
                .sorted(Comparator.comparingLong((Owned owned) -> owned.coin().sat())
                        .reversed())
                .toList();
    }

    private static Owned owned(Map.Entry<TransactionOutPoint, UnspentOutput> entry) {
        return new Owned(entry.getKey(), entry.getValue());
    }

    private boolean isOurs(TransactionOutput output) {
        return Arrays.equals(output.getScriptBytes(), script());
    }

    private boolean isOurs(TransactionInput input) {
        return Optional.of(input.getWitness())
                .filter(witness -> witness.getPushCount() == 2)
                .filter(witness -> Arrays.equals(witness.getPush(1), key.getPubKey()))
                .isPresent();
    }

    private static long feeSat(int outputs, int inputs) {
        return FEE_SAT_PER_VBYTE * (BASE_VBYTES + (long) OUTPUT_VBYTES * outputs + (long) INPUT_VBYTES * inputs);
    }
}
