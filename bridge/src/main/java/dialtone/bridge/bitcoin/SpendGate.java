package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;

/**
 * The one place where money is spent. Reserve, seal, sign and write down are one database transaction; broadcasting is not its business, so nothing can leave before the
 * commit.
 */
final class SpendGate {

    /** What a frame is thought to carry until it is sealed: more than most do. */
    static final int USUAL_PAYLOAD_BYTES = 240;

    private static final int MAX_INPUTS = 10;

    /** Core forgets a transaction after this time in the mempool (-mempoolexpiry). */
    private static final Duration UNCONFIRMED_FOR = Duration.ofDays(14);

    /** Change is split in two while fewer coins than this can be spent, so that frames do not have to wait for each other's confirmation. */
    static final int WANTED_COINS = 4;

    /** ... and only when each half pays for this many frames: smaller coins would cost more to spend than they save. */
    private static final int FRAMES_PER_HALF = 10;

    /** Dust for every kind of address: Core's limit for P2PKH, the largest. */
    private static final long LEAST_WITHDRAWAL_SAT = 546;

    private final Database database;
    private final Coins coins;
    private final Outbox outbox;
    private final Keys keys;
    private final FeeRate feeRate;
    private final Clock clock;
    private final IntSupplier tipHeight;

    SpendGate(
            Database database,
            Coins coins,
            Outbox outbox,
            Keys keys,
            FeeRate feeRate,
            Clock clock,
            IntSupplier tipHeight) {
        this.database = database;
        this.coins = coins;
        this.outbox = outbox;
        this.keys = keys;
        this.feeRate = feeRate;
        this.clock = clock;
        this.tipHeight = tipHeight;
    }

    /** The intent's transaction, on disk when this returns. */
    SentFrame signAndKeep(Intent intent, Sealer sealer) throws NotEnoughCoinsException {
        return database.transaction(() -> {
            Optional<Outbox.Entry> before = outbox.ofIntent(intent.id());
            if (before.isPresent()) {
                return before.get().frame(true);
            }
            return sign(intent, sealer);
        });
    }

    private SentFrame sign(Intent intent, Sealer sealer) throws NotEnoughCoinsException {
        double rate = feeRate.satPerVbyte();
        List<WalletCoin> reserved =
                choose(USUAL_PAYLOAD_BYTES, rate).or(() -> choose(1, rate)).orElseThrow(() -> notEnough(1, rate));
        Bytes payload = seal(sealer, reserved);
        if (sum(reserved) < feeSat(reserved.size(), payload.size(), 0, rate)) {
            int payloadBytes = payload.size();
            reserved = choose(payloadBytes, rate).orElseThrow(() -> notEnough(payloadBytes, rate));
            payload = seal(sealer, reserved);
            if (payload.size() > payloadBytes) {
                throw new IllegalStateException("the sealer made " + payloadBytes + " bytes, then " + payload.size()
                        + " for other coins; the size must not depend on them");
            }
        }
        List<FrameTransaction.Change> changes = change(reserved, payload.size(), rate);
        Transaction transaction = FrameTransaction.sign(reserved, payload, changes, keys);
        long feeSat = sum(reserved)
                - changes.stream().mapToLong(FrameTransaction.Change::valueSat).sum();
        Instant now = clock.instant();
        Bytes txid = Bytes.of(Networks.internal(transaction.getTxId()));
        for (WalletCoin coin : reserved) {
            coins.spent(coin.outpoint(), txid, null);
        }
        for (int i = 0; i < changes.size(); i++) {
            // Output 0 is the OP_RETURN.
            Outpoint output = new Outpoint(txid, i + 1);
            coins.paid(output, changes.get(i).valueSat(), changes.get(i).path(), false, now, null);
        }
        outbox.add(intent, transaction, payload, feeSat, now);
        return new SentFrame(
                intent.id(),
                transaction.getTxId().toString(),
                Networks.outpoints(transaction),
                payload,
                transaction.getVsize(),
                feeSat,
                now,
                false);
    }

    private static Bytes seal(Sealer sealer, List<WalletCoin> reserved) {
        Bytes payload = sealer.seal(reserved.stream().map(WalletCoin::outpoint).toList());
        if (payload.size() == 0 || payload.size() > FrameTransaction.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("a payload has 1 to " + FrameTransaction.MAX_PAYLOAD_BYTES
                    + " bytes, this one has " + payload.size());
        }
        return payload;
    }

    /** One coin that pays for it all: the longest confirmed first, then our change. Several only when no single one is large enough. */
    private Optional<List<WalletCoin>> choose(int payloadBytes, double rate) {
        List<WalletCoin> spendable = coins.spendable(tipHeight.getAsInt());
        long needed = feeSat(1, payloadBytes, 0, rate);
        for (WalletCoin coin : spendable) {
            if (coin.valueSat() >= needed && hasRoom(coin)) {
                return Optional.of(List.of(coin));
            }
        }
        List<WalletCoin> largestFirst = spendable.stream()
                .filter(WalletCoin::confirmed)
                .sorted(Comparator.comparingLong(WalletCoin::valueSat).reversed())
                .limit(MAX_INPUTS)
                .toList();
        for (int count = 1; count <= largestFirst.size(); count++) {
            List<WalletCoin> several = largestFirst.subList(0, count);
            if (sum(several) >= feeSat(count, payloadBytes, 0, rate)) {
                return Optional.of(several);
            }
        }
        return Optional.empty();
    }

    private NotEnoughCoinsException notEnough(int payloadBytes, double rate) {
        int tip = tipHeight.getAsInt();
        long needed = feeSat(1, payloadBytes, 0, rate);
        long pending = coins.pendingSat(tip);
        boolean chainsAreFull = coins.spendable(tip).stream().anyMatch(coin -> coin.valueSat() >= needed);
        String whatToDo = chainsAreFull
                ? "too many of our transactions wait for a block, so wait for the next one and try again"
                : pending >= needed
                        ? "wait until the %d sat on their way to us are confirmed".formatted(pending)
                        : "send coins to " + keys.receiveAddress();
        return new NotEnoughCoinsException(coins.balanceSat(tip), needed, whatToDo);
    }

    /** A transaction that nodes would refuse because too many unconfirmed ones hang on it is worth nothing. */
    private boolean hasRoom(WalletCoin coin) {
        return coin.confirmed() || coins.unconfirmedCluster(coin.outpoint().txid()) < Coins.MAX_UNCONFIRMED_CLUSTER;
    }

    private List<FrameTransaction.Change> change(List<WalletCoin> reserved, int payloadBytes, double rate) {
        long inSat = sum(reserved);
        int othersLeft = coins.spendable(tipHeight.getAsInt()).size() - reserved.size();
        long halved = (inSat - feeSat(reserved.size(), payloadBytes, 2, rate)) / 2;
        if (othersLeft + 1 < WANTED_COINS && halved >= FRAMES_PER_HALF * feeSat(1, USUAL_PAYLOAD_BYTES, 1, rate)) {
            long rest = inSat - feeSat(reserved.size(), payloadBytes, 2, rate) - halved;
            return List.of(
                    new FrameTransaction.Change(keys.nextChange(), rest),
                    new FrameTransaction.Change(keys.nextChange(), halved));
        }
        long whole = inSat - feeSat(reserved.size(), payloadBytes, 1, rate);
        // Too small to be relayed, or to be spent again: the miner gets it.
        if (whole < Math.max(FrameTransaction.DUST_SAT, Coins.SMALLEST_SAT)) {
            return List.of();
        }
        return List.of(new FrameTransaction.Change(keys.nextChange(), whole));
    }

    /** What {@link #withdrawAndKeep} would send now. */
    Withdrawal quoteWithdrawal(Destination to) throws NotEnoughCoinsException {
        return withdrawal(to, sweepable(), feeRate.satPerVbyte());
    }

    /**
     * Signs all that can be spent over to {@code to}; on disk when this returns. Empty when it would not be exactly {@code amountSat} any more: a call was paid meanwhile,
     * or coins came, and the user has not agreed to that. An intent that was sent before gives the transaction of that time.
     */
    Optional<Withdrawal> withdrawAndKeep(Intent intent, Destination to, long amountSat) throws NotEnoughCoinsException {
        return database.transaction(() -> {
            Optional<Outbox.Entry> before = outbox.ofIntent(intent.id());
            if (before.isPresent()) {
                return Optional.of(withdrawn(to, amountSat, before.get()));
            }
            List<WalletCoin> all = sweepable();
            Withdrawal now = withdrawal(to, all, feeRate.satPerVbyte());
            if (now.amountSat() != amountSat) {
                return Optional.empty();
            }
            CoinSigner.Output output = new CoinSigner.Output(to.script().toArray(), amountSat);
            Transaction transaction = CoinSigner.sign(all, List.of(output), keys);
            Bytes txid = Bytes.of(Networks.internal(transaction.getTxId()));
            all.forEach(coin -> coins.spent(coin.outpoint(), txid, null));
            outbox.add(intent, transaction, Bytes.EMPTY, now.feeSat(), clock.instant());
            return Optional.of(
                    withdrawn(to, amountSat, outbox.ofIntent(intent.id()).orElseThrow()));
        });
    }

    private static Withdrawal withdrawn(Destination to, long amountSat, Outbox.Entry entry) {
        int inputs = entry.transaction().getInputs().size();
        return new Withdrawal(
                to, amountSat, entry.feeSat(), inputs, entry.txid().toString());
    }

    private List<WalletCoin> sweepable() {
        return coins.spendable(tipHeight.getAsInt()).stream()
                .filter(this::hasRoom)
                .sorted(Comparator.comparingLong(WalletCoin::valueSat).reversed())
                .limit(CoinSigner.MAX_INPUTS)
                .toList();
    }

    private Withdrawal withdrawal(Destination to, List<WalletCoin> all, double rate) throws NotEnoughCoinsException {
        int vsize =
                CoinSigner.vsize(all.size(), CoinSigner.Output.bytes(to.script().size()));
        long fee = FeeRate.feeSat(vsize, rate);
        long amount = sum(all) - fee;
        if (amount < LEAST_WITHDRAWAL_SAT) {
            long pending = coins.pendingSat(tipHeight.getAsInt());
            throw new NotEnoughCoinsException(
                    sum(all),
                    fee + LEAST_WITHDRAWAL_SAT,
                    pending > 0 ? "wait until the %d sat on their way are confirmed".formatted(pending) : "leave them");
        }
        return new Withdrawal(to, amount, fee, all.size(), "");
    }

    /** Gives back what transactions reserved that nobody will ever see: refused or never sent, and expired; or expired so long ago that no node has them any more. */
    void releaseAbandoned(Instant now) {
        Instant forgotten = now.minus(UNCONFIRMED_FOR);
        database.transaction(() -> {
            // Each round may free the parents of the ones given up in the last.
            for (List<Sha256Hash> abandoned = outbox.abandoned(now, forgotten); !abandoned.isEmpty(); ) {
                for (Sha256Hash txid : abandoned) {
                    coins.undo(Bytes.of(Networks.internal(txid)));
                    outbox.giveUp(txid);
                }
                abandoned = outbox.abandoned(now, forgotten);
            }
            coins.forgetUnconfirmed(forgotten);
            return null;
        });
    }

    /** What can be spent without waiting for another frame or a block. */
    int readyCoins() {
        long needed = costSat(USUAL_PAYLOAD_BYTES);
        return (int) coins.spendable(tipHeight.getAsInt()).stream()
                .filter(coin -> coin.valueSat() >= needed && hasRoom(coin))
                .count();
    }

    long costSat(int payloadBytes) {
        return feeSat(1, payloadBytes, 1, feeRate.satPerVbyte());
    }

    private static long feeSat(int inputs, int payloadBytes, int changes, double rate) {
        return FeeRate.feeSat(FrameTransaction.vsize(inputs, payloadBytes, changes), rate);
    }

    private static long sum(List<WalletCoin> coins) {
        return coins.stream().mapToLong(WalletCoin::valueSat).sum();
    }
}
