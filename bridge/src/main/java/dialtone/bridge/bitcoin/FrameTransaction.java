package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.reunion.Batch;
import dialtone.signaling.reunion.Reunion;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptOpCodes;

/**
 * The transaction of a frame: our coins in, one OP_RETURN with the payload and our change out. What it will weigh is known before it is signed.
 */
final class FrameTransaction {

    /** Core, policy.cpp, GetDustThreshold for P2WPKH at its default dust relay fee: a smaller output is not relayed. */
    static final long DUST_SAT = 294;

    /** The largest batch ({@code docs/protocol.md}, section 13). Consensus limits pushes to 520 bytes in scripts that run, which this one never does. */
    static final int MAX_PAYLOAD_BYTES = Batch.MOST_FRAMES * Reunion.LARGEST;

    // value 8, script 1 + 22
    private static final int CHANGE_BYTES = 8 + 1 + 22;

    /** One output back to ourselves. */
    record Change(Keys.Path path, long valueSat) {}

    private FrameTransaction() {}

    /** At most what the signed transaction will have. */
    static int vsize(int inputs, int payloadBytes, int changes) {
        return CoinSigner.vsize(inputs, opReturnBytes(payloadBytes) + changes * CHANGE_BYTES);
    }

    private static int opReturnBytes(int payloadBytes) {
        // Up to 75 bytes the push's opcode is the length; then OP_PUSHDATA1, then OP_PUSHDATA2.
        int push = payloadBytes <= 75 ? 1 : payloadBytes <= 255 ? 2 : 3;
        int script = 1 + push + payloadBytes;
        return 8 + (script < 253 ? 1 : 3) + script;
    }

    /** {@code payments}: to others, between the frame and the change. */
    static Transaction sign(
            List<WalletCoin> coins, Bytes payload, List<CoinSigner.Output> payments, List<Change> changes, Keys keys) {
        // Not ScriptBuilder.createOpReturnScript: it refuses more than 80 bytes.
        Script opReturn = new ScriptBuilder()
                .op(ScriptOpCodes.OP_RETURN)
                .data(payload.toArray())
                .build();
        List<CoinSigner.Output> outputs = new ArrayList<>();
        outputs.add(new CoinSigner.Output(opReturn.program(), 0));
        outputs.addAll(payments);
        for (Change change : changes) {
            outputs.add(new CoinSigner.Output(keys.script(change.path()).program(), change.valueSat()));
        }
        return CoinSigner.sign(coins, outputs, keys);
    }
}
