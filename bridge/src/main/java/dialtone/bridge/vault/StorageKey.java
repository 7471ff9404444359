package dialtone.bridge.vault;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.Hkdf;
import dialtone.signaling.crypto.SyntheticIvBox;
import dialtone.signaling.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals single values of the database under the identity's seed, with or without a passphrase: who has not the seed cannot read them, and who can write the file cannot
 * move one to another place.
 *
 * <pre>
 * key   = HKDF-SHA256(seed; no salt; info = "dialtone/storage/1"), 64 bytes
 * value = mark(1) = 0xd1 | box(size + 12): {@link SyntheticIvBox}, associated data = SHA-256 of the place, such as "friends.redial 02ab..."
 * text  = "sealed:" and the box in base64url
 * </pre>
 *
 * <p>The box takes no nonce: a restored copy of the database, which continues from old state, can repeat none.
 */
public final class StorageKey {

    private static final Logger LOG = LoggerFactory.getLogger(StorageKey.class);

    private static final Bytes LABEL = Bytes.of("dialtone/storage/1".getBytes(StandardCharsets.US_ASCII));
    private static final Bytes MARK = Bytes.of((byte) 0xd1);
    private static final String TEXT_MARK = "sealed:";

    private final Bytes key;

    private StorageKey(Bytes key) {
        this.key = key;
    }

    public static StorageKey of(Identity identity) {
        return new StorageKey(Hkdf.derive(identity.walletSeed(), Bytes.EMPTY, LABEL, SyntheticIvBox.KEY_SIZE));
    }

    public Bytes seal(String place, Bytes value) {
        return MARK.concat(box(place, value));
    }

    /** The value, or nothing when it was changed or stands in the wrong place; the log says so then. */
    public Optional<Bytes> open(String place, Bytes sealed) {
        return isSealed(sealed) ? unbox(place, sealed.slice(MARK.size(), sealed.size())) : damaged(place);
    }

    /** An empty text stays empty: there is nothing to hide. */
    public String seal(String place, String text) {
        Bytes value = Bytes.of(text.getBytes(StandardCharsets.UTF_8));
        return text.isEmpty()
                ? ""
                : TEXT_MARK
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(box(place, value).toArray());
    }

    /** The text, or an empty one when it was changed or stands in the wrong place; the log says so then. */
    public String open(String place, String sealed) {
        if (sealed.isEmpty()) {
            return "";
        }
        Optional<Bytes> value =
                isSealed(sealed) ? decode(place, sealed).flatMap(box -> unbox(place, box)) : damaged(place);
        return value.map(bytes -> new String(bytes.toArray(), StandardCharsets.UTF_8))
                .orElse("");
    }

    public static boolean isSealed(Bytes stored) {
        return stored.size() > MARK.size() && stored.at(0) == MARK.at(0);
    }

    public static boolean isSealed(String stored) {
        return stored.startsWith(TEXT_MARK);
    }

    private static Optional<Bytes> decode(String place, String sealed) {
        try {
            return Optional.of(Bytes.of(Base64.getUrlDecoder().decode(sealed.substring(TEXT_MARK.length()))));
        } catch (IllegalArgumentException notBase64) {
            return damaged(place);
        }
    }

    private Bytes box(String place, Bytes value) {
        return SyntheticIvBox.seal(key, associated(place), value);
    }

    private Optional<Bytes> unbox(String place, Bytes box) {
        Optional<Bytes> value = SyntheticIvBox.open(key, associated(place), box);
        return value.isPresent() ? value : damaged(place);
    }

    private static Optional<Bytes> damaged(String place) {
        LOG.warn("{} in the database does not open: the file was damaged or changed", place);
        return Optional.empty();
    }

    private static Bytes associated(String place) {
        return Hashes.sha256(Bytes.of(place.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "StorageKey[redacted]";
    }
}
