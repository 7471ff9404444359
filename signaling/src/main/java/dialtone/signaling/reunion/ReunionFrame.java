package dialtone.signaling.reunion;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.SyntheticIvBox;
import dialtone.signaling.descriptor.ShortDescriptor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a reunion frame. {@code expirySeconds}: since 1970, modulo 2^24, which is 194 days.
 *
 * <pre>
 * tag(8) | synthetic IV(12) | head(1) | expiry(3) | short descriptor | zeros to 40, 56, 64, 72 or 80 bytes in all
 *
 * head, from the highest bit: zero(1) | quiet(1) | zero(2) | dialable(1) | fingerprint is there(1) | form of the credentials(2): 0 derived, 1 libwebrtc, 2 Firefox
 * </pre>
 */
record ReunionFrame(int expirySeconds, boolean dialable, boolean quiet, ShortDescriptor descriptor) {

    static final int TAG_SIZE = 8;

    /** What every node relays (Bitcoin Core before version 30: 83 bytes of script). */
    static final int LARGEST = 80;

    /** The only sizes there are, so that a length tells little of the candidates. */
    static final List<Integer> SIZES = List.of(40, 56, 64, 72, LARGEST);

    private static final int HEAD_SIZE = 1;
    private static final int EXPIRY_SIZE = 3;

    static final int ROOM = LARGEST - TAG_SIZE - SyntheticIvBox.OVERHEAD - HEAD_SIZE - EXPIRY_SIZE;

    private static final int DIALABLE = 8;
    private static final int QUIET = 0x40;
    private static final int WITH_FINGERPRINT = 4;
    private static final int FORM_BITS = 3;
    private static final long WRAP = 1L << 24;
    private static final int ID_SIZE = 16;
    private static final String KEY_LABEL = "dialtone/1/reunion key";
    private static final String ID_LABEL = "dialtone/1/invitation id";

    static ReunionFrame of(Instant expiry, boolean dialable, boolean quiet, ShortDescriptor descriptor) {
        return new ReunionFrame((int) Math.floorMod(expiry.getEpochSecond(), WRAP), dialable, quiet, descriptor);
    }

    /** The instant nearest to {@code around} that the three bytes can mean. */
    Instant expiry(Instant around) {
        long distance = Math.floorMod(expirySeconds - around.getEpochSecond(), WRAP);
        return Instant.ofEpochSecond(around.getEpochSecond() + (distance < WRAP / 2 ? distance : distance - WRAP));
    }

    /** {@code accepted}: the id of the invitation that this accepts, or empty for an invitation. */
    Bytes seal(SendSlot slot, Bytes accepted, List<Outpoint> outpoints) {
        Bytes tag = slot.tag();
        return tag.concat(
                SyntheticIvBox.seal(key(slot.generation(), tag, accepted, outpoints), Bytes.EMPTY, content()));
    }

    /** Padded, as it is sealed. */
    Bytes content() {
        int head = (dialable ? DIALABLE : 0)
                | (quiet ? QUIET : 0)
                | (descriptor.fingerprint().isPresent() ? WITH_FINGERPRINT : 0)
                | descriptor.form();
        Bytes content = new ByteWriter()
                .u8(head)
                .u24(expirySeconds)
                .bytes(descriptor.encode())
                .toBytes();
        int size = TAG_SIZE + SyntheticIvBox.OVERHEAD + content.size();
        return content.concat(Bytes.of(new byte[padded(size) - size]));
    }

    /** What was sealed under this key, in these outpoints; nothing if it was not. */
    static Optional<Bytes> unseal(Bytes frame, Generation generation, Bytes accepted, List<Outpoint> outpoints) {
        Bytes tag = frame.slice(0, TAG_SIZE);
        return SyntheticIvBox.open(
                key(generation, tag, accepted, outpoints), Bytes.EMPTY, frame.slice(TAG_SIZE, frame.size()));
    }

    static ReunionFrame read(Bytes content) {
        ByteReader in = new ByteReader(content);
        int head = in.u8("head");
        if ((head & ~(QUIET | DIALABLE | WITH_FINGERPRINT | FORM_BITS)) != 0) {
            throw new MalformedException("head", "no reserved bit", "%02x".formatted(head));
        }
        int expirySeconds = in.u24("expiry");
        ShortDescriptor descriptor = ShortDescriptor.read((head & WITH_FINGERPRINT) != 0, head & FORM_BITS, in);
        int size = TAG_SIZE + SyntheticIvBox.OVERHEAD + content.size();
        int needed = TAG_SIZE
                + SyntheticIvBox.OVERHEAD
                + HEAD_SIZE
                + EXPIRY_SIZE
                + descriptor.encode().size();
        if (padded(needed) != size) {
            throw new MalformedException("padding", "to " + padded(needed) + " bytes", "to " + size);
        }
        return new ReunionFrame(expirySeconds, (head & DIALABLE) != 0, (head & QUIET) != 0, descriptor);
    }

    static Bytes invitationId(Bytes frame, List<Outpoint> outpoints) {
        return Hashes.tagged(
                        ID_LABEL, Hashes.sha256(Outpoint.serialize(outpoints)).concat(frame))
                .slice(0, ID_SIZE);
    }

    private static Bytes key(Generation generation, Bytes tag, Bytes accepted, List<Outpoint> outpoints) {
        Bytes info =
                new ByteWriter().ascii(KEY_LABEL).bytes(tag).bytes(accepted).toBytes();
        Bytes salt = Hashes.sha256(Outpoint.serialize(outpoints));
        return Hkdf.derive(generation.secret().bytes(), salt, info, SyntheticIvBox.KEY_SIZE);
    }

    private static int padded(int size) {
        return SIZES.stream().filter(each -> each >= size).findFirst().orElseThrow();
    }
}
