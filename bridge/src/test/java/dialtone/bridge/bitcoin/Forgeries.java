package dialtone.bridge.bitcoin;

import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;

/** Transactions that claim to spend a coin of somebody who did not sign them. Each carries a frame for alice, "forged" and its number, which shows when it has been looked at. */
final class Forgeries {

    private final WalletCoin coin;
    private final ECKey owner;

    Forgeries(WalletCoin coin, Keys keys) {
        this.coin = coin;
        this.owner = keys.key(coin.path());
    }

    /** Twenty: without a witness, by another key, over another value, with a high S, and with items that only look right, four times each. */
    List<Transaction> all() {
        ECKey thiefs = new ECKey();
        List<Transaction> forgeries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = 10 * i;
            forgeries.add(theft(number, TransactionWitness.EMPTY));
            Transaction unsigned = theft(number + 1, TransactionWitness.EMPTY);
            forgeries.add(theft(
                    number + 1, TransactionWitness.redeemP2WPKH(sign(unsigned, thiefs, coin.valueSat()), thiefs)));
            Transaction wrongValue = theft(number + 2, TransactionWitness.EMPTY);
            forgeries.add(theft(
                    number + 2, TransactionWitness.redeemP2WPKH(sign(wrongValue, owner, coin.valueSat() + 1), owner)));
            TransactionSignature low = sign(theft(number + 3, TransactionWitness.EMPTY), owner, coin.valueSat());
            TransactionSignature high = new TransactionSignature(
                    low.r, ECKey.ecDomainParameters().getN().subtract(low.s), low.sighashFlags);
            forgeries.add(theft(number + 3, TransactionWitness.redeemP2WPKH(high, owner)));
            byte[] rightLooking = low.encodeToBitcoin();
            forgeries.add(theft(number + 4, TransactionWitness.of(rightLooking, owner.getPubKey())));
        }
        return forgeries;
    }

    /** The owner's own doing. */
    Transaction reallySigned() {
        Transaction spend = theft(0, TransactionWitness.EMPTY);
        return theft(0, TransactionWitness.redeemP2WPKH(sign(spend, owner, coin.valueSat()), owner));
    }

    private Transaction theft(int number, TransactionWitness witness) {
        Transaction theft = new Transaction();
        TransactionOutPoint outpoint = new TransactionOutPoint(
                coin.outpoint().index(), Networks.hash(coin.outpoint().txid().toArray()));
        theft.addInput(new TransactionInput(theft, new byte[0], outpoint));
        theft.addOutput(Coin.valueOf(coin.valueSat() - 10_000 + number), Script.parse(new byte[] {0x51}));
        theft.addOutput(
                Coin.ZERO,
                new ScriptBuilder()
                        .op(0x6a)
                        .data(Person.frame("alice", "forged " + number).toArray())
                        .build());
        theft.replaceInput(0, theft.getInput(0).withWitness(witness));
        return theft;
    }

    private static TransactionSignature sign(Transaction transaction, ECKey key, long valueSat) {
        return transaction.calculateWitnessSignature(
                0,
                key,
                ScriptBuilder.createP2PKHOutputScript(key),
                Coin.valueOf(valueSat),
                Transaction.SigHash.ALL,
                false);
    }
}
