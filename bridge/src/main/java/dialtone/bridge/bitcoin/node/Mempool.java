package dialtone.bridge.bitcoin.node;

import dialtone.bridge.bitcoin.node.Admission.Accepted;
import dialtone.bridge.bitcoin.node.Admission.Known;
import dialtone.bridge.bitcoin.node.Admission.MissingParents;
import dialtone.bridge.bitcoin.node.Admission.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.VerificationException;

/** Unconfirmed transactions that the next blocks will hold. Entries stand in the order they came, so parents before children. */
final class Mempool {
    static final int MAX_ANCESTORS = 25; // itself included: Core before 31
    static final int MAX_CLUSTER = 64; // Core 31
    static final int MAX_REPLACED = 100; // BIP-125, rule 5
    static final int MAX_BYTES = 50_000_000;

    private final ChainState chain;
    private final Map<Sha256Hash, MempoolEntry> entries = new LinkedHashMap<>();
    private final Map<TransactionOutPoint, MempoolEntry> spenders = new HashMap<>();
    private long bytes;

    Mempool(ChainState chain) {
        this.chain = chain;
    }

    int size() {
        return entries.size();
    }

    Collection<MempoolEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    Optional<Transaction> transaction(Sha256Hash txid) {
        return Optional.ofNullable(entries.get(txid)).map(entry -> entry.transaction);
    }

    boolean spends(TransactionOutPoint outpoint) {
        return spenders.containsKey(outpoint);
    }

    void removeMined(Block block) {
        for (Transaction tx : block.getTransactions()) {
            MempoolEntry entry = entries.get(tx.getTxId());
            if (entry != null) {
                remove(entry);
            }
        }
    }

    /** Cheap checks first; signatures last, when the fee for them is certain. */
    Admission admit(Transaction tx) {
        try {
            Transaction.verify(Regtest.NETWORK, tx);
        } catch (VerificationException invalid) {
            return new Refused("not a valid transaction: " + invalid.getMessage());
        }
        if (tx.isCoinBase()) {
            return new Refused("a coinbase belongs in a block");
        }
        if (entries.containsKey(tx.getTxId()) || chain.confirmed(tx.getTxId())) {
            return new Known();
        }
        Optional<String> nonStandard = StandardPolicy.refusal(tx);
        if (nonStandard.isPresent()) {
            return new Refused(nonStandard.get());
        }
        if (!tx.isFinal(chain.height() + 1, chain.medianTimePast())) {
            return new Refused("lock time " + tx.lockTime().rawValue() + " is not reached");
        }
        return admitInputs(tx);
    }

    private Admission admitInputs(Transaction tx) {
        List<TransactionOutput> spent = new ArrayList<>();
        Set<Sha256Hash> missing = new LinkedHashSet<>();
        for (TransactionInput input : tx.getInputs()) {
            TransactionOutPoint outpoint = input.getOutpoint();
            Optional<UnspentOutput> coin = coin(outpoint);
            if (coin.isPresent()) {
                if (!coin.get().matureAt(chain.height() + 1)) {
                    return new Refused("spends a coinbase before it is " + Regtest.COINBASE_MATURITY + " blocks deep");
                }
                spent.add(coin.get().output());
            } else if (entries.containsKey(outpoint.hash()) || chain.confirmed(outpoint.hash())) {
                return new Refused(outpoint + " is spent or was never there");
            } else {
                missing.add(outpoint.hash());
            }
        }
        if (!missing.isEmpty()) {
            return new MissingParents(missing);
        }
        long feeSat =
                spent.stream().mapToLong(output -> output.getValue().value).sum() - tx.getOutputSum().value;
        if (feeSat < 0) {
            return new Refused("pays out " + -feeSat + " sat more than it takes in");
        }
        return admitEntry(new MempoolEntry(tx, feeSat), spent);
    }

    private Admission admitEntry(MempoolEntry entry, List<TransactionOutput> spent) {
        Transaction tx = entry.transaction;
        if (entry.feeSat < StandardPolicy.minFeeSat(entry.vsize)) {
            return new Refused("fee of " + entry.feeSat + " sat for " + entry.vsize + " vB, expected at least "
                    + StandardPolicy.minFeeSat(entry.vsize));
        }
        Set<MempoolEntry> conflicts = new LinkedHashSet<>();
        for (TransactionInput input : tx.getInputs()) {
            Optional.ofNullable(spenders.get(input.getOutpoint())).ifPresent(conflicts::add);
            Optional.ofNullable(entries.get(input.getOutpoint().hash())).ifPresent(entry.parents::add);
        }
        Set<MempoolEntry> replaced = MempoolEntry.reach(conflicts, conflict -> conflict.children);
        Optional<String> refusal =
                replacementRefusal(entry, conflicts, replaced).or(() -> limitsRefusal(entry, replaced));
        for (int i = 0; refusal.isEmpty() && i < spent.size(); i++) {
            refusal = InputScripts.refusal(tx, i, spent.get(i));
        }
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        replaced.forEach(this::remove);
        add(entry);
        return new Accepted();
    }

    /** Full replace-by-fee: BIP-125's rules 2 to 5 without the signal of rule 1, and a higher fee rate than each conflict, as Core asks. */
    private static Optional<String> replacementRefusal(
            MempoolEntry entry, Set<MempoolEntry> conflicts, Set<MempoolEntry> replaced) {
        if (conflicts.isEmpty()) {
            return Optional.empty();
        }
        if (replaced.size() > MAX_REPLACED) {
            return Optional.of("would replace " + replaced.size() + " transactions, at most " + MAX_REPLACED);
        }
        if (!Collections.disjoint(entry.withAncestors(), replaced)) {
            return Optional.of("spends an output of what it would replace");
        }
        long replacedSat = replaced.stream().mapToLong(old -> old.feeSat).sum();
        long neededSat = replacedSat + StandardPolicy.minFeeSat(entry.vsize);
        if (entry.feeSat < neededSat) {
            return Optional.of("double spend: a replacement needs " + neededSat + " sat, pays " + entry.feeSat);
        }
        return conflicts.stream().allMatch(entry::paysHigherRateThan)
                ? Optional.empty()
                : Optional.of("double spend: a replacement needs a higher fee rate");
    }

    private Optional<String> limitsRefusal(MempoolEntry entry, Set<MempoolEntry> replaced) {
        if (entry.withAncestors().size() > MAX_ANCESTORS) {
            return Optional.of("too long a chain: more than " + MAX_ANCESTORS + " unconfirmed ancestors");
        }
        Set<MempoolEntry> cluster = MempoolEntry.reach(Set.of(entry), member -> {
            Set<MempoolEntry> neighbours = new LinkedHashSet<>(member.parents);
            neighbours.addAll(member.children);
            neighbours.removeAll(replaced);
            return neighbours;
        });
        if (cluster.size() > MAX_CLUSTER) {
            return Optional.of("too large a cluster: more than " + MAX_CLUSTER + " connected transactions");
        }
        long freed = replaced.stream().mapToLong(old -> old.bytes).sum();
        return bytes - freed + entry.bytes > MAX_BYTES ? Optional.of("the mempool is full") : Optional.empty();
    }

    private Optional<UnspentOutput> coin(TransactionOutPoint outpoint) {
        MempoolEntry parent = entries.get(outpoint.hash());
        if (parent == null) {
            return chain.unspent(outpoint);
        }
        List<TransactionOutput> outputs = parent.transaction.getOutputs();
        return outpoint.index() < outputs.size()
                ? Optional.of(new UnspentOutput(outputs.get((int) outpoint.index()), chain.height() + 1, false))
                : Optional.empty();
    }

    private void add(MempoolEntry entry) {
        entries.put(entry.transaction.getTxId(), entry);
        entry.transaction.getInputs().forEach(input -> spenders.put(input.getOutpoint(), entry));
        entry.parents.forEach(parent -> parent.children.add(entry));
        bytes += entry.bytes;
    }

    private void remove(MempoolEntry entry) {
        entries.remove(entry.transaction.getTxId());
        entry.transaction.getInputs().forEach(input -> spenders.remove(input.getOutpoint(), entry));
        entry.parents.forEach(parent -> parent.children.remove(entry));
        entry.children.forEach(child -> child.parents.remove(entry));
        bytes -= entry.bytes;
    }
}
