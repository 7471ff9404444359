package dialtone.signaling.frame;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.OneTimeBox;
import dialtone.signaling.crypto.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * Seals the content of one introduction frame to one day key and one transaction. The key comes out of ECDH with an ephemeral key that {@link Introduction} makes for
 * this content alone, so it seals one message and the zero nonce of {@link OneTimeBox} is safe.
 */
record Envelope(Chain chain, Bytes outpoints, PublicKey recipientDayKey, Bytes ephemeralX) {

    private static final String KEY_LABEL = "dialtone/1/introduction key";
    private static final String ID_LABEL = "dialtone/1/invitation id";

    static Envelope of(Chain chain, List<Outpoint> outpoints, PublicKey recipientDayKey, Bytes ephemeralX) {
        return new Envelope(chain, Outpoint.serialize(outpoints), recipientDayKey, ephemeralX);
    }

    Header header() {
        return new Header(recipientDayKey.hash160(), ephemeralX);
    }

    Bytes outpointsHash() {
        return Hashes.sha256(outpoints);
    }

    /** {@code sharedX}: ECDH of the ephemeral key and the day key. */
    Bytes seal(Bytes sharedX, Bytes plaintext) {
        return OneTimeBox.seal(key(sharedX), associated(), plaintext);
    }

    /** Nothing, unless this very box was sealed for this network, this day key and this transaction. */
    Optional<Bytes> open(Bytes sharedX, Bytes box) {
        return OneTimeBox.open(key(sharedX), associated(), box);
    }

    /** The name of an invitation. Not the txid, which changes when the transaction is replaced. */
    Bytes invitationId(Bytes box) {
        return Hashes.tagged(ID_LABEL, outpointsHash().concat(box)).slice(0, Content.ID_SIZE);
    }

    private Bytes key(Bytes sharedX) {
        Bytes info = new ByteWriter()
                .ascii(KEY_LABEL)
                .u8(chain.id())
                .bytes(recipientDayKey.bytes())
                .bytes(ephemeralX)
                .toBytes();
        return Hkdf.derive(sharedX, outpointsHash(), info, OneTimeBox.KEY_SIZE);
    }

    private Bytes associated() {
        return header().encode().concat(outpoints);
    }
}
