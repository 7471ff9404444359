package dialtone.signaling.identity;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.PrivateKey;
import java.nio.charset.StandardCharsets;

/** A BIP-32 private key of which only hardened children are derived: who gets hold of one child learns nothing of its parent or siblings. */
record HardenedKey(PrivateKey key, Bytes chainCode) {

    private static final Bytes MASTER_KEY = Bytes.of("Bitcoin seed".getBytes(StandardCharsets.US_ASCII));
    private static final long HARDENED = 0x80000000L;

    static HardenedKey master(Bytes seed) {
        Bytes i = Hashes.hmacSha512(MASTER_KEY, seed);
        return new HardenedKey(PrivateKey.of(i.slice(0, 32)), i.slice(32, 64));
    }

    /** BIP-32, CKDpriv for i >= 2^31: I = HMAC-SHA512(c_par, 00 || ser256(k_par) || ser32(i)); k_i = I_L + k_par. */
    HardenedKey child(int index) {
        Bytes input =
                new ByteWriter().u8(0).bytes(key.secret()).u32(HARDENED + index).toBytes();
        Bytes i = Hashes.hmacSha512(chainCode, input);
        // BIP-32 refuses I_L >= n, once in 2^127 times; so does this.
        Bytes left = PrivateKey.of(i.slice(0, 32)).secret();
        return new HardenedKey(key.plus(left), i.slice(32, 64));
    }

    @Override
    public String toString() {
        return "HardenedKey[redacted]";
    }
}
