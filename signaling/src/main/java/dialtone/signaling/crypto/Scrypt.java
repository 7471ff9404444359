package dialtone.signaling.crypto;

import dialtone.signaling.Bytes;
import java.util.function.DoubleConsumer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/** scrypt (RFC 7914) with p = 1, for r = 8: our own, because it takes seconds and says how far it is. */
public final class Scrypt {

    private static final int R = 8;
    private static final int BLOCK_INTS = 32 * R;
    private static final int SALSA_INTS = 16;
    private static final int REPORTS = 100;

    private Scrypt() {}

    /** {@code logN}: it takes 2^logN KiB of memory. {@code progress}: from 0 to 1, on the caller's thread. */
    public static Bytes derive(Bytes password, Bytes salt, int logN, int size, DoubleConsumer progress) {
        if (logN < 1 || logN > 20) {
            throw new IllegalArgumentException("scrypt with N of 2^1 to 2^20, not 2^" + logN);
        }
        int n = 1 << logN;
        int[] x = littleEndian(pbkdf2(password, salt, 1, 128 * R));
        int[][] v = new int[n][];
        int[] scratch = new int[BLOCK_INTS];
        int every = Math.max(1, 2 * n / REPORTS);
        for (int i = 0; i < 2 * n; i++) {
            if (i % every == 0) {
                progress.accept((double) i / (2 * n));
            }
            if (i < n) {
                v[i] = x.clone();
            } else {
                // Integerify: the first word of the last 64 bytes, modulo N.
                int[] vj = v[x[BLOCK_INTS - SALSA_INTS] & n - 1];
                for (int k = 0; k < BLOCK_INTS; k++) {
                    x[k] ^= vj[k];
                }
            }
            blockMix(x, scratch);
        }
        progress.accept(1);
        return pbkdf2(password, bytes(x), 1, size);
    }

    /** PBKDF2 with HMAC-SHA256 (RFC 8018). */
    public static Bytes pbkdf2(Bytes password, Bytes salt, int rounds, int size) {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(password.toArray(), salt.toArray(), rounds);
        return Bytes.of(((KeyParameter) generator.generateDerivedParameters(8 * size)).getKey());
    }

    /** RFC 7914, section 4: even results to the first half, odd ones to the second. */
    private static void blockMix(int[] b, int[] y) {
        int[] x = new int[SALSA_INTS];
        System.arraycopy(b, BLOCK_INTS - SALSA_INTS, x, 0, SALSA_INTS);
        for (int i = 0; i < 2 * R; i++) {
            for (int k = 0; k < SALSA_INTS; k++) {
                x[k] ^= b[i * SALSA_INTS + k];
            }
            salsa20of8Rounds(x);
            System.arraycopy(x, 0, y, (i / 2 + (i % 2) * R) * SALSA_INTS, SALSA_INTS);
        }
        System.arraycopy(y, 0, b, 0, BLOCK_INTS);
    }

    /** RFC 7914, section 3. */
    private static void salsa20of8Rounds(int[] b) {
        int[] x = b.clone();
        for (int round = 0; round < 8; round += 2) {
            for (int i = 0; i < 4; i++) {
                quarter(x, 5 * i, (5 * i + 4) % 16, (5 * i + 8) % 16, (5 * i + 12) % 16);
            }
            for (int i = 0; i < 4; i++) {
                int row = 4 * i;
                quarter(x, row + i, row + (i + 1) % 4, row + (i + 2) % 4, row + (i + 3) % 4);
            }
        }
        for (int i = 0; i < SALSA_INTS; i++) {
            b[i] += x[i];
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }

    private static int[] littleEndian(Bytes bytes) {
        int[] words = new int[bytes.size() / 4];
        for (int i = 0; i < words.length; i++) {
            words[i] =
                    bytes.at(4 * i) | bytes.at(4 * i + 1) << 8 | bytes.at(4 * i + 2) << 16 | bytes.at(4 * i + 3) << 24;
        }
        return words;
    }

    private static Bytes bytes(int[] words) {
        byte[] bytes = new byte[4 * words.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (words[i / 4] >>> 8 * (i % 4));
        }
        return Bytes.of(bytes);
    }
}
