package dialtone.signaling.vectors;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.OneTimeBox;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import java.time.Instant;
import java.util.List;

/**
 * Introduction frames by the formulas of {@code docs/protocol.md}, section 5, and not by the code that the vectors test: what is sealed can be wrong, and what is right must
 * open all the same.
 */
record IntroductionByHand(Identity sender, PublicKey recipient, List<Outpoint> outpoints) {

    static final int INVITATION = 1;
    static final int ACCEPTANCE = 2;
    static final int PADDED = 0x10;

    private static final PrivateKey EPHEMERAL = PrivateKey.of(Peers.filled(32, 0x21));

    Bytes seal(Bytes content) {
        Bytes header = header(dayKey().hash160());
        Bytes info = new ByteWriter()
                .ascii("dialtone/1/introduction key")
                .u8(sender.chain().id())
                .bytes(dayKey().bytes())
                .bytes(EPHEMERAL.publicKey().x())
                .toBytes();
        Bytes key = Hkdf.derive(EPHEMERAL.sharedX(dayKey()), salt(), info, OneTimeBox.KEY_SIZE);
        return header.concat(OneTimeBox.seal(key, header.concat(Outpoint.serialize(outpoints)), content));
    }

    static Bytes header(Bytes recipientHash) {
        return new ByteWriter()
                .ascii("DT")
                .u8(1)
                .u8(1)
                .bytes(recipientHash)
                .bytes(EPHEMERAL.publicKey().x())
                .toBytes();
    }

    /** {@code who}: the sender's key or the invitation's id. {@code rest}: the descriptor without its form, and padding. */
    Bytes content(int head, Bytes who, Instant expiry, Bytes rest, Bytes signature) {
        return new ByteWriter()
                .u8(head)
                .bytes(who)
                .u24((int) (expiry.getEpochSecond() - DayKey.dayOf(Peers.NOON).toEpochDay() * 86_400))
                .bytes(rest)
                .bytes(signature)
                .toBytes();
    }

    /** {@code invitationId}: empty for an invitation. */
    Bytes signature(
            PrivateKey signer, int type, PublicKey signedFor, Instant expiry, Bytes invitationId, Bytes descriptor) {
        Bytes hash = Hashes.tagged(
                "dialtone/1/challenge",
                new ByteWriter()
                        .u8(sender.chain().id())
                        .u8(type)
                        .bytes(salt())
                        .bytes(signedFor.bytes())
                        .bytes(dayKey().bytes())
                        .bytes(EPHEMERAL.publicKey().x())
                        .u64(expiry.getEpochSecond())
                        .bytes(signer.publicKey().bytes())
                        .bytes(invitationId)
                        .bytes(descriptor)
                        .toBytes());
        return signer.sign(hash);
    }

    private PublicKey dayKey() {
        return DayKey.of(recipient, sender.chain(), DayKey.dayOf(Peers.NOON));
    }

    private Bytes salt() {
        return Hashes.sha256(Outpoint.serialize(outpoints));
    }
}
