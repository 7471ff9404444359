package dialtone.bridge.bitcoin;

import dialtone.bridge.bitcoin.Replacement.Kind;
import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutput;

/**
 * Replaces a transaction that is not confirmed by one that pays more for the same coins (BIP-125, rules 3 and 4), so that at most one of the two happens. The frame in it stays
 * valid, because it is sealed to the coins.
 */
final class Replacements {

    /** What every node asks for its trouble: the relay fee of nodes before Core 30, which is ten times that of later ones. */
    private static final double RELAY_SAT_PER_VBYTE = 1.0;

    /** As long as nodes remember a transaction (Core, -mempoolexpiry). */
    private static final Duration BROADCAST_FOR = Duration.ofDays(14);

    private final Database database;
    private final Coins coins;
    private final Outbox outbox;
    private final Keys keys;
    private final FeeRate feeRate;
    private final Clock clock;

    /** What would be signed. */
    private record Plan(List<WalletCoin> inputs, List<CoinSigner.Output> outputs, Replacement quote) {}

    Replacements(Database database, Coins coins, Outbox outbox, Keys keys, FeeRate feeRate, Clock clock) {
        this.database = database;
        this.coins = coins;
        this.outbox = outbox;
        this.keys = keys;
        this.feeRate = feeRate;
        this.clock = clock;
    }

    /** Whether nothing speaks against it yet; what it costs, and whether the coins suffice, the quote tells. */
    boolean mayReplace(Outbox.Entry entry) {
        return entry.isOpen() && coins.spendersOf(internal(entry.txid())).isEmpty();
    }

    Replacement quote(Sha256Hash txid, Kind kind) throws CannotReplaceException {
        return plan(entry(txid), kind).quote();
    }

    /**
     * Signs the replacement; on disk when this returns. Empty when it would not cost {@code feeSat} any more. The same request again gives the transaction of the first
     * time.
     */
    Optional<Replacement> replaceAndKeep(Sha256Hash txid, Kind kind, long feeSat) throws CannotReplaceException {
        return database.transaction(() -> {
            Outbox.Entry old = entry(txid);
            Optional<Replacement> before = doneBefore(old, kind, feeSat);
            if (before.isPresent()) {
                return before;
            }
            Plan plan = plan(old, kind);
            if (plan.quote().feeSat() != feeSat) {
                return Optional.empty();
            }
            return Optional.of(keep(old, plan));
        });
    }

    private Optional<Replacement> doneBefore(Outbox.Entry old, Kind kind, long feeSat) {
        return outbox.ofIntent(old.intentId())
                .filter(now -> now.attempt() == old.attempt() + 1
                        && now.feeSat() == feeSat
                        && (kind == Kind.BUMP) == now.purpose().equals(old.purpose()))
                .map(now -> new Replacement(
                        kind,
                        old.txid().toString(),
                        now.txid().toString(),
                        feeSat,
                        feeSat - old.feeSat(),
                        ours(now.transaction()),
                        now.feeRateSatPerVbyte()));
    }

    private Replacement keep(Outbox.Entry old, Plan plan) {
        Transaction transaction = CoinSigner.sign(plan.inputs(), plan.outputs(), keys);
        Bytes txid = internal(transaction.getTxId());
        Instant now = clock.instant();
        boolean takesBack = plan.quote().kind() == Kind.TAKE_BACK;
        coins.undo(internal(old.txid()));
        plan.inputs().forEach(coin -> coins.spent(coin.outpoint(), txid, null));
        for (TransactionOutput output : transaction.getOutputs()) {
            keys.find(output.getScriptBytes()).ifPresent(path -> {
                coins.paid(new Outpoint(txid, output.getIndex()), output.getValue().value, path, false, now, null);
                keys.paid(path, false);
            });
        }
        String purpose = takesBack ? Outbox.TAKEN_BACK + old.purpose() : old.purpose();
        Intent intent = new Intent(old.intentId(), purpose, now.plus(BROADCAST_FOR));
        outbox.replaced(old.txid());
        outbox.add(
                intent,
                old.attempt() + 1,
                transaction,
                takesBack ? Bytes.EMPTY : old.payload(),
                plan.quote().feeSat(),
                now);
        Replacement quote = plan.quote();
        return new Replacement(
                quote.kind(),
                quote.replacedTxid(),
                transaction.getTxId().toString(),
                quote.feeSat(),
                quote.extraSat(),
                quote.backSat(),
                quote.satPerVbyte());
    }

    private Plan plan(Outbox.Entry old, Kind kind) throws CannotReplaceException {
        if (!old.isOpen()) {
            throw new CannotReplaceException(
                    old.state() == Spend.State.CONFIRMED
                            ? "It is in a block already: nothing can change it."
                            : "It was replaced or given up already: look at the newest one.");
        }
        if (kind == Kind.TAKE_BACK && old.takesBack()) {
            throw new CannotReplaceException("It takes the coins back already: pay more for it instead.");
        }
        if (!coins.spendersOf(internal(old.txid())).isEmpty()) {
            throw new CannotReplaceException(
                    "A later transaction of yours spends its change and would vanish with it: replace that one first.");
        }
        if (old.state() == Spend.State.SEEN && paysForItsAnswer(old)) {
            throw new CannotReplaceException(
                    "What it pays for its answer may be spent already, and nodes refuse to replace both: wait for a block.");
        }
        List<WalletCoin> inputs = inputs(old.transaction());
        double rate = Math.max(feeRate.satPerVbyte(), old.feeRateSatPerVbyte() + RELAY_SAT_PER_VBYTE);
        List<CoinSigner.Output> outputs =
                kind == Kind.TAKE_BACK ? List.of(ours(old.transaction(), inputs)) : outputs(old.transaction());
        return paying(old, kind, inputs, outputs, rate);
    }

    private boolean paysForItsAnswer(Outbox.Entry entry) {
        return entry.payload().size() > 0
                && entry.transaction().getOutputs().stream()
                        .anyMatch(output -> output.getValue().isPositive()
                                && keys.find(output.getScriptBytes()).isEmpty());
    }

    /** Takes the fee from the output that is not the frame and has most; one that would become dust is left to the miner. */
    private Plan paying(
            Outbox.Entry old, Kind kind, List<WalletCoin> inputs, List<CoinSigner.Output> outputs, double rate)
            throws CannotReplaceException {
        long inSat = inputs.stream().mapToLong(WalletCoin::valueSat).sum();
        int vsize = CoinSigner.vsize(
                inputs.size(),
                outputs.stream()
                        .mapToInt(output -> CoinSigner.Output.bytes(output.script().length))
                        .sum());
        long needed = Math.max(FeeRate.feeSat(vsize, rate), old.feeSat() + FeeRate.feeSat(vsize, RELAY_SAT_PER_VBYTE));
        int payer = payer(outputs);
        long others = outputs.stream().mapToLong(CoinSigner.Output::valueSat).sum()
                - (payer < 0 ? 0 : outputs.get(payer).valueSat());
        long left = inSat - others - needed;
        if (payer < 0 && left < 0) {
            throw new CannotReplaceException(
                    "Its coins do not pay %,d sat: wait for a block, or take it back.".formatted(needed));
        }
        if (payer >= 0 && left < Coins.SMALLEST_SAT) {
            List<CoinSigner.Output> without = new ArrayList<>(outputs);
            without.remove(payer);
            if (without.isEmpty()) {
                throw new CannotReplaceException(
                        "That costs %,d sat, more than would come back: wait for a block.".formatted(needed));
            }
            return paying(old, kind, inputs, without, rate);
        }
        List<CoinSigner.Output> paid = new ArrayList<>(outputs);
        if (payer >= 0) {
            paid.set(payer, new CoinSigner.Output(outputs.get(payer).script(), left));
        }
        long fee = inSat - paid.stream().mapToLong(CoinSigner.Output::valueSat).sum();
        double paysRate = (double) fee / vsize;
        if (paysRate > feeRate.capSatPerVbyte()) {
            throw new CannotReplaceException(
                    "It would pay %.1f sat/vB, and more than %.1f sat/vB is never paid: wait for a block."
                            .formatted(paysRate, feeRate.capSatPerVbyte()));
        }
        long back = paid.stream()
                .filter(output -> keys.find(output.script()).isPresent())
                .mapToLong(CoinSigner.Output::valueSat)
                .sum();
        Replacement quote = new Replacement(kind, old.txid().toString(), "", fee, fee - old.feeSat(), back, paysRate);
        return new Plan(inputs, paid, quote);
    }

    /** Never an output that pays somebody else, unless nothing else is there: a withdrawal then sends less. */
    private int payer(List<CoinSigner.Output> outputs) {
        int best = -1;
        for (int i = 0; i < outputs.size(); i++) {
            boolean ours = keys.find(outputs.get(i).script()).isPresent();
            if (ours
                    && (best < 0
                            || outputs.get(i).valueSat() > outputs.get(best).valueSat())) {
                best = i;
            }
        }
        return best;
    }

    private List<WalletCoin> inputs(Transaction transaction) {
        List<WalletCoin> inputs = new ArrayList<>();
        for (TransactionInput input : transaction.getInputs()) {
            inputs.add(coins.find(Networks.outpoint(input.getOutpoint()))
                    .orElseThrow(() -> new IllegalStateException(
                            transaction.getTxId() + " spends a coin that is not in the wallet")));
        }
        return inputs;
    }

    private static List<CoinSigner.Output> outputs(Transaction transaction) {
        return transaction.getOutputs().stream()
                .map(output -> new CoinSigner.Output(output.getScriptBytes(), output.getValue().value))
                .toList();
    }

    /** One output with all of it: to the change key it had, or a new one. */
    private CoinSigner.Output ours(Transaction transaction, List<WalletCoin> inputs) {
        byte[] script = transaction.getOutputs().stream()
                .map(TransactionOutput::getScriptBytes)
                .filter(bytes -> keys.find(bytes).isPresent())
                .findFirst()
                .orElseGet(() -> keys.script(keys.peekChange()).program());
        return new CoinSigner.Output(
                script, inputs.stream().mapToLong(WalletCoin::valueSat).sum());
    }

    private long ours(Transaction transaction) {
        return transaction.getOutputs().stream()
                .filter(output -> keys.find(output.getScriptBytes()).isPresent())
                .mapToLong(output -> output.getValue().value)
                .sum();
    }

    private Outbox.Entry entry(Sha256Hash txid) throws CannotReplaceException {
        return outbox.ofTxid(txid)
                .orElseThrow(() -> new CannotReplaceException("No transaction of yours has the id " + txid + "."));
    }

    private static Bytes internal(Sha256Hash txid) {
        return Bytes.of(Networks.internal(txid));
    }
}
