package dialtone.bridge.bitcoin.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.core.VerificationException;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.SignatureDecodeException;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.crypto.internal.CryptoUtils;
import org.bitcoinj.script.ScriptBuilder;

/**
 * Verifies the signature of an input that spends a P2WPKH, P2PKH or P2PK output, and refuses to spend any other. Own code, because bitcoinj's
 * {@code correctlySpends} passes junk for P2WSH and P2TR, and for P2WPKH accepts extra witness items and ignores ANYONECANPAY.
 */
final class InputScripts {
    private static final int COMPRESSED_KEY_BYTES = 33;
    private static final int UNCOMPRESSED_KEY_BYTES = 65;
    private static final int MAX_DIRECT_PUSH = 75;

    private InputScripts() {}

    /** Why the input may not spend the output; empty when its signature is good. */
    static Optional<String> refusal(Transaction tx, int index, TransactionOutput spent) {
        try {
            String refusal = verify(tx, index, spent);
            return Optional.ofNullable(refusal).map(reason -> "input " + index + ": " + reason);
        } catch (SignatureDecodeException | VerificationException | IllegalArgumentException malformed) {
            return Optional.of("input " + index + ": malformed signature or key");
        }
    }

    private static String verify(Transaction tx, int index, TransactionOutput spent) throws SignatureDecodeException {
        byte[] script = spent.getScriptBytes();
        TransactionInput input = tx.getInput(index);
        TransactionWitness witness = input.getWitness();
        OutputForm form = OutputForm.of(script);
        if (form == OutputForm.P2WPKH) {
            return verifyP2wpkh(tx, index, spent);
        }
        if (witness.getPushCount() != 0) {
            return "a witness where none belongs";
        }
        List<byte[]> pushes = directPushes(input.getScriptBytes());
        if (form == OutputForm.P2PKH) {
            if (pushes.size() != 2) {
                return "expected a signature and a key";
            }
            byte[] key = pushes.get(1);
            return hashMatches(key, script, 3)
                    ? verifyLegacy(tx, index, script, pushes.get(0), key)
                    : "the key is not the one paid to";
        }
        if (form == OutputForm.P2PK) {
            if (pushes.size() != 1) {
                return "expected a signature alone";
            }
            return verifyLegacy(tx, index, script, pushes.get(0), Arrays.copyOfRange(script, 1, script.length - 1));
        }
        return "this node does not verify spends of " + form + " outputs";
    }

    private static String verifyP2wpkh(Transaction tx, int index, TransactionOutput spent)
            throws SignatureDecodeException {
        TransactionInput input = tx.getInput(index);
        TransactionWitness witness = input.getWitness();
        if (input.getScriptBytes().length != 0) {
            return "a P2WPKH input has no script"; // BIP-141, else the txid is malleable
        }
        if (witness.getPushCount() != 2) {
            return "expected a signature and a key in the witness, got " + witness.getPushCount() + " items";
        }
        byte[] signatureBytes = witness.getPush(0);
        byte[] key = witness.getPush(1);
        if (key.length != COMPRESSED_KEY_BYTES || !hashMatches(key, spent.getScriptBytes(), 2)) {
            return "the key is not the one paid to";
        }
        TransactionSignature signature = TransactionSignature.decodeFromBitcoin(signatureBytes, true, true);
        ECKey publicKey = ECKey.fromPublicOnly(key);
        // BIP-143: the script code of P2WPKH is that of the matching P2PKH.
        byte[] scriptCode = ScriptBuilder.createP2PKHOutputScript(publicKey).program();
        Sha256Hash hash =
                tx.hashForWitnessSignature(index, scriptCode, spent.getValue(), (byte) signature.sighashFlags);
        return publicKey.verify(hash, signature) ? null : "the signature is wrong";
    }

    private static String verifyLegacy(Transaction tx, int index, byte[] script, byte[] signatureBytes, byte[] key)
            throws SignatureDecodeException {
        if (key.length != COMPRESSED_KEY_BYTES && key.length != UNCOMPRESSED_KEY_BYTES) {
            return "the key has " + key.length + " bytes";
        }
        TransactionSignature signature = TransactionSignature.decodeFromBitcoin(signatureBytes, true, true);
        Sha256Hash hash = tx.hashForSignature(index, script, (byte) signature.sighashFlags);
        return ECKey.fromPublicOnly(key).verify(hash, signature) ? null : "the signature is wrong";
    }

    private static boolean hashMatches(byte[] key, byte[] script, int hashOffset) {
        byte[] hash = CryptoUtils.sha256hash160(key);
        return Arrays.equals(hash, 0, hash.length, script, hashOffset, hashOffset + hash.length);
    }

    /** The pushes of a script made of direct pushes alone; nothing standard needs another form here. */
    private static List<byte[]> directPushes(byte[] script) {
        List<byte[]> pushes = new ArrayList<>();
        for (int i = 0; i < script.length; ) {
            int length = Byte.toUnsignedInt(script[i]);
            if (length == 0 || length > MAX_DIRECT_PUSH || length > script.length - i - 1) {
                return List.of();
            }
            pushes.add(Arrays.copyOfRange(script, i + 1, i + 1 + length));
            i += 1 + length;
        }
        return pushes;
    }
}
