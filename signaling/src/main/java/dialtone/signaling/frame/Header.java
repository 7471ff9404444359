package dialtone.signaling.frame;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.UnknownVersionException;
import dialtone.signaling.crypto.PublicKey;
import java.util.Set;

/**
 * What everybody can read of an introduction frame. {@code recipient}: hash160 of the recipient's day key. {@code ephemeralX}: the x of a key made for this frame;
 * ECDH needs no more, because x(k*P) = x(k*-P).
 *
 * <pre>
 * 'D' 'T'(2) | version(1) = 1 | kind(1) = 1 | recipient(20) | ephemeral x(32) | sealed
 * </pre>
 */
record Header(Bytes recipient, Bytes ephemeralX) {

    static final int VERSION = 1;
    static final int KIND_INTRODUCTION = 1;
    static final Bytes MAGIC = Bytes.of((byte) 'D', (byte) 'T');
    static final int FLAG_SIZE = 4;
    static final int HASH_SIZE = 20;
    static final int SIZE = FLAG_SIZE + HASH_SIZE + PublicKey.X_SIZE;

    /** The one place that looks at the version. */
    static Header read(ByteReader in) {
        if (!in.take(MAGIC.size(), "flag").equals(MAGIC)) {
            throw new MalformedException("flag", "4454 ('DT')", "something else");
        }
        int version = in.u8("version of the frame");
        if (version > VERSION) {
            throw new UnknownVersionException("frame", version, VERSION);
        }
        int kind = in.u8("kind of the frame");
        if (version < VERSION || kind != KIND_INTRODUCTION) {
            throw new MalformedException(
                    "frame", "version 1, kind 1 (introduction)", "version " + version + ", kind " + kind);
        }
        return new Header(in.take(HASH_SIZE, "recipient"), in.take(PublicKey.X_SIZE, "ephemeral key"));
    }

    Bytes encode() {
        return new ByteWriter()
                .bytes(MAGIC)
                .u8(VERSION)
                .u8(KIND_INTRODUCTION)
                .bytes(recipient)
                .bytes(ephemeralX)
                .toBytes();
    }

    /** Whether a payload is a frame, of any version, to one of these day keys. Costs no public-key operation, because every stranger's output comes by here. */
    static boolean addresses(Bytes payload, Set<Bytes> recipients) {
        return payload.size() >= SIZE
                && payload.at(0) == 'D'
                && payload.at(1) == 'T'
                && recipients.contains(payload.slice(FLAG_SIZE, FLAG_SIZE + HASH_SIZE));
    }
}
