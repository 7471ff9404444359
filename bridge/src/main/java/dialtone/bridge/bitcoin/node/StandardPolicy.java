package dialtone.bridge.bitcoin.node;

import java.util.Optional;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutput;

/** What a transaction may look like to be relayed: the rules of Bitcoin Core 31 ({@code policy/policy.h}) for what wallets make. */
final class StandardPolicy {
    /** 0.1 sat/vB, minimum and increment alike. */
    static final long RELAY_FEE_SAT_PER_KVB = 100;

    static final long DUST_P2WPKH_SAT = 294;
    static final int MAX_WEIGHT = 400_000;
    static final int MAX_OP_RETURN_BYTES = 100_000;

    private static final int MIN_STRIPPED_BYTES = 65; // a 64-byte transaction can pose as an inner merkle node
    private static final int MAX_SCRIPT_SIG_BYTES = 1_650;
    private static final long DUST_RELAY_FEE_SAT_PER_KVB = 3_000;
    private static final long SEQUENCE_LOCKTIME_DISABLED = 1L << 31; // BIP-68
    private static final int INPUT_BYTES = 148;
    private static final int WITNESS_INPUT_BYTES = 67;

    private StandardPolicy() {}

    static long minFeeSat(int vsize) {
        return (vsize * RELAY_FEE_SAT_PER_KVB + 999) / 1_000;
    }

    /** Why the transaction is refused by its form alone; empty when it is fine. */
    static Optional<String> refusal(Transaction tx) {
        if (tx.getVersion() < 1 || tx.getVersion() > 2) {
            return Optional.of("expected version 1 or 2, got " + tx.getVersion());
        }
        int weight = tx.getWeight();
        if (weight > MAX_WEIGHT) {
            return Optional.of("weight " + weight + " is over " + MAX_WEIGHT);
        }
        if (Wire.withoutWitness(tx).length < MIN_STRIPPED_BYTES) {
            return Optional.of("shorter than " + MIN_STRIPPED_BYTES + " bytes");
        }
        for (TransactionInput input : tx.getInputs()) {
            if (input.getScriptBytes().length > MAX_SCRIPT_SIG_BYTES) {
                return Optional.of("input script is over " + MAX_SCRIPT_SIG_BYTES + " bytes");
            }
            if (tx.getVersion() >= 2 && (input.getSequenceNumber() & SEQUENCE_LOCKTIME_DISABLED) == 0) {
                return Optional.of("relative lock times are not supported here");
            }
        }
        return outputsRefusal(tx);
    }

    private static Optional<String> outputsRefusal(Transaction tx) {
        int dataBytes = 0;
        for (TransactionOutput output : tx.getOutputs()) {
            OutputForm form = OutputForm.of(output.getScriptBytes());
            long sat = output.getValue().value;
            if (form == OutputForm.OTHER) {
                return Optional.of("output " + output.getIndex() + " has a script that is not standard");
            }
            if (form == OutputForm.DATA) {
                dataBytes += output.getScriptBytes().length;
            } else if (sat < dustSat(output, form)) {
                return Optional.of("output " + output.getIndex() + " of " + sat + " sat is dust, expected at least "
                        + dustSat(output, form));
            }
        }
        return dataBytes > MAX_OP_RETURN_BYTES
                ? Optional.of("OP_RETURN outputs of " + dataBytes + " bytes are over " + MAX_OP_RETURN_BYTES)
                : Optional.empty();
    }

    /** Below this an output costs more to spend than it is worth, at 3 sat/vB (Core, GetDustThreshold). */
    private static long dustSat(TransactionOutput output, OutputForm form) {
        int bytes = output.messageSize()
                + (form == OutputForm.P2WPKH || form == OutputForm.WITNESS ? WITNESS_INPUT_BYTES : INPUT_BYTES);
        return bytes * DUST_RELAY_FEE_SAT_PER_KVB / 1_000;
    }
}
