package dialtone.signaling.crypto;

import dialtone.signaling.Bytes;

/** HKDF with SHA-256 (RFC 5869). */
public final class Hkdf {

    private static final int HASH_BYTES = 32;

    private Hkdf() {}

    public static Bytes derive(Bytes ikm, Bytes salt, Bytes info, int size) {
        if (size < 1 || size > 255 * HASH_BYTES) {
            throw new IllegalArgumentException("HKDF gives 1 to 8160 bytes, not " + size);
        }
        // RFC 5869, section 2.2: an absent salt is HashLen zeros.
        Bytes key = salt.size() == 0 ? Bytes.of(new byte[HASH_BYTES]) : salt;
        Bytes prk = Hashes.hmacSha256(key, ikm);
        Bytes okm = Bytes.EMPTY;
        Bytes block = Bytes.EMPTY;
        for (int n = 1; okm.size() < size; n++) {
            block = Hashes.hmacSha256(prk, block.concat(info).concat(Bytes.of((byte) n)));
            okm = okm.concat(block);
        }
        return okm.slice(0, size);
    }
}
