package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.script.ScriptBuilder;

/**
 * The one place where money is spent. Reserve, seal, sign and write down are one database transaction; broadcasting is not its business, so nothing can leave before the
 * commit.
 */
final class SpendGate {

    /** What a frame is thought to carry until it is sealed: more than most do. */
    static final int USUAL_PAYLOAD_BYTES = 240;

    /** What an answer with several addresses carries ({@code docs/protocol.md}, section 5.2). */
    private static final int LARGE_PAYLOAD_BYTES = 320;

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

    /** What one frame is to pay: its rate, and what it gives others. */
    private record Order(double rate, List<CoinSigner.Output> payments) {

        long feeSat(int inputs, int payloadBytes, int changes) {
            return FeeRate.feeSat(FrameTransaction.vsize(inputs, payloadBytes, changes + payments.size()), rate);
        }

        long paymentsSat() {
            return payments.stream().mapToLong(CoinSigner.Output::valueSat).sum();
        }

        long neededSat(int inputs, int payloadBytes, int changes) {
            return paymentsSat() + feeSat(inputs, payloadBytes, changes);
        }
    }

    /** The intent's transaction, on disk when this returns. */
    SentFrame signAndKeep(Intent intent, Sealer sealer) throws CannotPayException {
        return database.<SentFrame, CannotPayException>transaction(() -> {
            Optional<Outbox.Entry> before = outbox.ofIntent(intent.id());
            if (before.isPresent()) {
                return before.get().frame(true);
            }
            return intent.paidBy().isPresent() ? signCollected(intent, sealer) : sign(intent, sealer);
        });
    }

    /** With what the invitation paid for this answer, and nothing of ours: the user was told that it costs nothing. */
    private SentFrame signCollected(Intent intent, Sealer sealer) throws CannotPayException {
        WalletCoin coin = collected(intent.paidBy().orElseThrow())
                .orElseThrow(() -> new NotEnoughCoinsException(0, LEAST_WITHDRAWAL_SAT, "what paid for it is gone"));
        Bytes payload = seal(sealer, List.of(coin));
        double affordable = (double) coin.valueSat() / FrameTransaction.vsize(1, payload.size(), 0);
        if (affordable < feeRate.floorSatPerVbyte()) {
            throw new NotEnoughCoinsException(
                    coin.valueSat(),
                    FeeRate.feeSat(FrameTransaction.vsize(1, payload.size(), 0), feeRate.floorSatPerVbyte()),
                    "the call pays too little for its answer; call them instead");
        }
        Order order = new Order(Math.min(feeRate.satPerVbyte(), affordable), List.of());
        // Their money: it counts against no budget of ours.
        Intent theirs = new Intent(intent.id(), intent.purpose(), intent.expiry());
        return keep(theirs, List.of(coin), payload, order);
    }

    private Optional<WalletCoin> collected(String invitationTxid) {
        return coins.collected(Bytes.of(Networks.internal(Sha256Hash.wrap(invitationTxid))));
    }

    /** Whether the invitation in that transaction paid enough for an answer of any usual size at the present fee rate. It is real only once it is confirmed. */
    boolean paysAnswer(String invitationTxid) {
        long feeSat = new Order(feeRate.satPerVbyte(), List.of()).feeSat(1, LARGE_PAYLOAD_BYTES, 0);
        return collected(invitationTxid)
                .filter(coin -> coin.valueSat() >= feeSat)
                .isPresent();
    }

    private SentFrame sign(Intent intent, Sealer sealer) throws CannotPayException {
        Order order = new Order(feeRate.satPerVbyte(), payments(intent));
        List<WalletCoin> reserved =
                choose(USUAL_PAYLOAD_BYTES, order).or(() -> choose(1, order)).orElseThrow(() -> notEnough(1, order));
        Bytes payload = seal(sealer, reserved);
        if (sum(reserved) < order.neededSat(reserved.size(), payload.size(), 0)) {
            int payloadBytes = payload.size();
            reserved = choose(payloadBytes, order).orElseThrow(() -> notEnough(payloadBytes, order));
            payload = seal(sealer, reserved);
            if (payload.size() > payloadBytes) {
                throw new IllegalStateException("the sealer made " + payloadBytes + " bytes, then " + payload.size()
                        + " for other coins; the size must not depend on them");
            }
        }
        return keep(intent, reserved, payload, order);
    }

    private SentFrame keep(Intent intent, List<WalletCoin> reserved, Bytes payload, Order order)
            throws OverBudgetException {
        List<FrameTransaction.Change> changes = change(reserved, payload.size(), order);
        long feeSat = sum(reserved)
                - order.paymentsSat()
                - changes.stream().mapToLong(FrameTransaction.Change::valueSat).sum();
        Instant now = clock.instant();
        if (intent.budget().isPresent()) {
            requireWithin(intent.budget().get(), feeSat + order.paymentsSat(), now);
        }
        Transaction transaction = FrameTransaction.sign(reserved, payload, order.payments(), changes, keys);
        Bytes txid = Bytes.of(Networks.internal(transaction.getTxId()));
        for (WalletCoin coin : reserved) {
            coins.spent(coin.outpoint(), txid, null);
        }
        for (int i = 0; i < changes.size(); i++) {
            // Output 0 is the OP_RETURN, then come the payments.
            Outpoint output = new Outpoint(txid, 1 + order.payments().size() + i);
            coins.paid(output, changes.get(i).valueSat(), changes.get(i).path(), false, now, null);
        }
        outbox.add(intent, 0, transaction, payload, feeSat, now);
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

    private void requireWithin(Budget budget, long costSat, Instant now) throws OverBudgetException {
        Instant dayAgo = now.minus(Duration.ofDays(1));
        long shareSat = budget.shareSat(costSat);
        for (Map.Entry<String, Long> limit : budget.friendSat().entrySet()) {
            long friendSat = outbox.automaticSat(limit.getKey(), dayAgo);
            if (friendSat + shareSat > limit.getValue()) {
                throw new OverBudgetException(shareSat, friendSat, limit.getValue(), "answering a friend by itself");
            }
        }
        long allSat = outbox.automaticSat("", dayAgo);
        if (allSat + costSat > budget.allSat()) {
            throw new OverBudgetException(costSat, allSat, budget.allSat(), "all answering by itself");
        }
    }

    private List<CoinSigner.Output> payments(Intent intent) {
        return intent.paysAnswerTo()
                .map(hash -> List.of(new CoinSigner.Output(
                        ScriptBuilder.createP2WPKHOutputScript(hash.toArray()).program(), answerPaymentSat())))
                .orElse(List.of());
    }

    /** Enough for an acceptance of any usual size at the present rate, and a quarter more, because the rate may rise until it is sent. */
    long answerPaymentSat() {
        long feeSat = new Order(feeRate.satPerVbyte(), List.of()).feeSat(1, LARGE_PAYLOAD_BYTES, 0);
        return Math.max(Coins.SMALLEST_SAT, feeSat + feeSat / 4);
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
    private Optional<List<WalletCoin>> choose(int payloadBytes, Order order) {
        List<WalletCoin> spendable = coins.spendable(tipHeight.getAsInt());
        long needed = order.neededSat(1, payloadBytes, 0);
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
            if (sum(several) >= order.neededSat(count, payloadBytes, 0)) {
                return Optional.of(several);
            }
        }
        return Optional.empty();
    }

    private NotEnoughCoinsException notEnough(int payloadBytes, Order order) {
        int tip = tipHeight.getAsInt();
        long needed = order.neededSat(1, payloadBytes, 0);
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

    private List<FrameTransaction.Change> change(List<WalletCoin> reserved, int payloadBytes, Order order) {
        long inSat = sum(reserved) - order.paymentsSat();
        int othersLeft = coins.spendable(tipHeight.getAsInt()).size() - reserved.size();
        long halved = (inSat - order.feeSat(reserved.size(), payloadBytes, 2)) / 2;
        if (othersLeft + 1 < WANTED_COINS && halved >= FRAMES_PER_HALF * costSat(USUAL_PAYLOAD_BYTES)) {
            long rest = inSat - order.feeSat(reserved.size(), payloadBytes, 2) - halved;
            return List.of(
                    new FrameTransaction.Change(keys.nextChange(), rest),
                    new FrameTransaction.Change(keys.nextChange(), halved));
        }
        long whole = inSat - order.feeSat(reserved.size(), payloadBytes, 1);
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
            outbox.add(intent, 0, transaction, Bytes.EMPTY, now.feeSat(), clock.instant());
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
        return new Order(feeRate.satPerVbyte(), List.of()).feeSat(1, payloadBytes, 1);
    }

    private static long sum(List<WalletCoin> coins) {
        return coins.stream().mapToLong(WalletCoin::valueSat).sum();
    }
}
