package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.StoredBlock;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.script.ScriptOpCodes;

/** Looks at every transaction of the network: for payloads that may be for us, and for coins of ours. On the worker's thread. */
final class Scanner {

    private final Database database;
    private final Keys keys;
    private final Coins coins;
    private final Outbox outbox;
    private final Deliveries deliveries;
    private final Broadcaster broadcaster;
    private final Recognizer recognizer;
    private final Clock clock;

    Scanner(
            Database database,
            Keys keys,
            Coins coins,
            Outbox outbox,
            Deliveries deliveries,
            Broadcaster broadcaster,
            Recognizer recognizer,
            Clock clock) {
        this.database = database;
        this.keys = keys;
        this.coins = coins;
        this.outbox = outbox;
        this.deliveries = deliveries;
        this.broadcaster = broadcaster;
        this.recognizer = recognizer;
        this.clock = clock;
    }

    /** What a transaction in the mempool is to our money. */
    enum Money {
        NOT_OURS,
        OURS,
        /** It claims to spend a coin of ours and our key did not sign it. */
        FORGED
    }

    /** {@code vouched}: see {@link Payload}. */
    void payloadsInMempool(Transaction transaction, boolean vouched) {
        Instant now = clock.instant();
        for (Bytes bytes : wanted(transaction, now)) {
            deliveries.fromMempool(payload(transaction, bytes, now, Optional.empty(), vouched));
        }
    }

    /**
     * Takes note of coins that a mempool transaction spends or pays. What it pays is pending only: the outputs it spends are not known here, so nobody vouches that they
     * exist. What it spends of ours must be signed by us.
     */
    Money moneyInMempool(Transaction transaction) {
        Instant now = clock.instant();
        if (!concernsUs(transaction, now)) {
            return Money.NOT_OURS;
        }
        return database.transaction(() -> {
            Bytes txid = Bytes.of(Networks.internal(transaction.getTxId()));
            List<WalletCoin> spent = new ArrayList<>();
            for (TransactionInput input : transaction.getInputs()) {
                Optional<WalletCoin> coin = coins.find(Networks.outpoint(input.getOutpoint()));
                if (coin.isEmpty()) {
                    continue;
                }
                if (!CoinSigner.spends(transaction, input.getIndex(), coin.get(), keys)) {
                    return Money.FORGED;
                }
                Optional<Bytes> spender = coins.spender(coin.get().outpoint());
                if (spender.isPresent() && !spender.get().equals(txid)) {
                    // We signed two for one coin, here or in another copy of this wallet: a block will decide.
                    return Money.NOT_OURS;
                }
                spent.add(coin.get());
            }
            spent.forEach(coin -> coins.spent(coin.outpoint(), txid, null));
            takePayments(transaction, txid, null, now, now);
            return Money.OURS;
        });
    }

    /** Inside the transaction that moves the tip; what it returns is to be run after the commit. */
    List<Runnable> block(Block block, StoredBlock at) {
        Instant now = clock.instant();
        BlockRef blockRef = new BlockRef(block.getHash().toString(), at.getHeight(), block.time());
        List<Runnable> afterwards = new ArrayList<>();
        // A key found paid makes later ones watched, and those may be paid earlier in this very block.
        int watched;
        do {
            watched = keys.watchedCount();
            for (Transaction transaction : block.getTransactions()) {
                if (concernsUs(transaction, blockRef.time())) {
                    confirmMoney(transaction, blockRef, now, afterwards);
                }
            }
        } while (keys.watchedCount() > watched);
        for (Transaction transaction : block.getTransactions()) {
            if (outbox.holds(transaction.getTxId())) {
                outbox.confirm(transaction.getTxId(), at.getHeight());
                afterwards.add(() -> broadcaster.confirmed(transaction.getTxId(), blockRef));
            }
            if (!payloads(transaction).isEmpty()) {
                // Also for a frame that is not wanted any more, because it was told when it was in the mempool.
                afterwards.add(() -> deliveries.vouched(transaction.getTxId().toString()));
            }
            for (Bytes bytes : wanted(transaction, blockRef.time())) {
                Payload payload = payload(transaction, bytes, now, Optional.of(blockRef), true);
                deliveries.fromBlock(payload, blockRef).ifPresent(afterwards::add);
            }
        }
        return afterwards;
    }

    /** The blocks above {@code height} are out. Their payloads stay told. */
    void rollBack(int height) {
        coins.rollBack(height);
        keys.rollBack();
        outbox.rollBack(height);
    }

    private void confirmMoney(Transaction transaction, BlockRef block, Instant now, List<Runnable> afterwards) {
        Bytes txid = Bytes.of(Networks.internal(transaction.getTxId()));
        for (Outpoint outpoint : Networks.outpoints(transaction)) {
            if (coins.find(outpoint).isPresent()) {
                coins.spender(outpoint)
                        .filter(spender -> !spender.equals(txid))
                        .ifPresent(loser -> giveUp(loser, txid, afterwards));
                coins.spent(outpoint, txid, block.height());
            }
        }
        takePayments(transaction, txid, block.height(), now, block.time());
    }

    /** A block spent its coin otherwise. What spends its change cannot happen either. */
    private void giveUp(Bytes txid, Bytes winner, List<Runnable> afterwards) {
        coins.spendersOf(txid).forEach(child -> giveUp(child, winner, afterwards));
        coins.undo(txid);
        Sha256Hash loser = Networks.hash(txid.toArray());
        if (outbox.sameIntent(loser, Networks.hash(winner.toArray()))) {
            outbox.replaced(loser);
        } else {
            outbox.giveUp(loser);
        }
        afterwards.add(() -> broadcaster.conflicted(loser));
    }

    private void takePayments(Transaction transaction, Bytes txid, Integer height, Instant now, Instant sentAround) {
        boolean besideAFrame = !payloads(transaction).isEmpty();
        for (TransactionOutput output : transaction.getOutputs()) {
            byte[] script = output.getScriptBytes();
            Optional<Keys.Path> path = keys.find(script).or(() -> collect(script, besideAFrame, sentAround));
            if (path.isPresent()) {
                Outpoint outpoint = new Outpoint(txid, output.getIndex());
                coins.paid(outpoint, output.getValue().value, path.get(), transaction.isCoinBase(), now, height);
                keys.paid(path.get(), height != null);
            }
        }
    }

    /** An invitation may pay the day key it is addressed to; whether it is for us is not asked, because its tag may be used up already. */
    private Optional<Keys.Path> collect(byte[] script, boolean besideAFrame, Instant sentAround) {
        return besideAFrame
                ? Keys.hashOf(script)
                        .flatMap(hash -> recognizer.dayOfKey(hash, sentAround))
                        .map(day -> new Keys.Path(Keys.DAY, Math.toIntExact(day.toEpochDay())))
                : Optional.empty();
    }

    private boolean concernsUs(Transaction transaction, Instant sentAround) {
        boolean besideAFrame = !payloads(transaction).isEmpty();
        return transaction.getOutputs().stream()
                        .map(TransactionOutput::getScriptBytes)
                        .anyMatch(script -> keys.find(script).isPresent()
                                || collect(script, besideAFrame, sentAround).isPresent())
                || transaction.getInputs().stream()
                        .anyMatch(input -> coins.mayHold(
                                Bytes.of(Networks.internal(input.getOutpoint().hash()))));
    }

    private List<Bytes> wanted(Transaction transaction, Instant sentAround) {
        List<Bytes> payloads = payloads(transaction);
        return payloads.isEmpty() || outbox.holds(transaction.getTxId())
                ? List.of()
                : payloads.stream()
                        .filter(bytes -> recognizer.recognises(bytes, sentAround))
                        .toList();
    }

    private static Payload payload(
            Transaction transaction, Bytes bytes, Instant now, Optional<BlockRef> block, boolean vouched) {
        String txid = transaction.getTxId().toString();
        return new Payload(bytes, Networks.outpoints(transaction), txid, now, block, vouched);
    }

    /** What stands in the OP_RETURN outputs that are one push and nothing else. Read from the bytes: bitcoinj's parser throws on some scripts of others. */
    static List<Bytes> payloads(Transaction transaction) {
        List<Bytes> found = new ArrayList<>(1);
        for (TransactionOutput output : transaction.getOutputs()) {
            byte[] script = output.getScriptBytes();
            if (script.length < 2 || script[0] != (byte) ScriptOpCodes.OP_RETURN) {
                continue;
            }
            int opcode = script[1] & 0xff;
            int start;
            int length;
            if (opcode >= 1 && opcode <= 75) {
                start = 2;
                length = opcode;
            } else if (opcode == ScriptOpCodes.OP_PUSHDATA1 && script.length > 3) {
                start = 3;
                length = script[2] & 0xff;
            } else if (opcode == ScriptOpCodes.OP_PUSHDATA2 && script.length > 4) {
                start = 4;
                length = (script[2] & 0xff) | (script[3] & 0xff) << 8;
            } else {
                continue;
            }
            if (length > 0 && script.length == start + length) {
                found.add(Bytes.of(Arrays.copyOfRange(script, start, script.length)));
            }
        }
        return found;
    }
}
