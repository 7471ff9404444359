package dialtone.signaling.identity;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/** The backup words (BIP-39, English). One that exists has a valid checksum. */
public record Mnemonic(List<String> words) {

    /** BIP-39, "Generating the mnemonic". */
    private static final int BITS_PER_WORD = 11;

    private static final int FEWEST_WORDS = 12;
    private static final int MOST_WORDS = 24;
    private static final int ENTROPY_BYTES_OF_12_WORDS = 16;
    private static final int PBKDF2_ROUNDS = 2048;
    static final int SEED_SIZE = 64;

    public Mnemonic {
        words = List.copyOf(words);
        if (words.size() < FEWEST_WORDS || words.size() > MOST_WORDS || words.size() % 3 != 0) {
            throw new MalformedException("backup words", "12, 15, 18, 21 or 24 words", words.size() + " words");
        }
        requireChecksum(words);
    }

    /** Twelve new words. */
    public static Mnemonic generate(SecureRandom random) {
        byte[] entropy = new byte[ENTROPY_BYTES_OF_12_WORDS];
        random.nextBytes(entropy);
        return fromEntropy(Bytes.of(entropy));
    }

    static Mnemonic fromEntropy(Bytes entropy) {
        // Entropy and its checksum (one bit for every 32) as one string of bits, cut in words of 11.
        Bytes bits = entropy.concat(Hashes.sha256(entropy).slice(0, 1));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < entropy.size() * 3 / 4; i++) {
            words.add(WordList.ENGLISH.get(number(bits, i * BITS_PER_WORD)));
        }
        return new Mnemonic(words);
    }

    /** Reads words separated by any white space, in any case. */
    public static Mnemonic parse(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .strip();
        return new Mnemonic(normal.isEmpty() ? List.of() : List.of(normal.split("\\s+")));
    }

    /** The 64 bytes from which BIP-32 derives every key. {@code passphrase}: empty for none. */
    public Bytes seed(String passphrase) {
        String salt = "mnemonic" + Normalizer.normalize(passphrase, Normalizer.Form.NFKD);
        PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SHA512Digest());
        pbkdf2.init(
                String.join(" ", words).getBytes(StandardCharsets.UTF_8),
                salt.getBytes(StandardCharsets.UTF_8),
                PBKDF2_ROUNDS);
        return Bytes.of(((KeyParameter) pbkdf2.generateDerivedParameters(8 * SEED_SIZE)).getKey());
    }

    private static void requireChecksum(List<String> words) {
        int entropyBits = words.size() * BITS_PER_WORD * 32 / 33;
        byte[] bits = new byte[entropyBits / 8 + 1];
        for (int i = 0; i < words.size(); i++) {
            int number = WordList.ENGLISH.indexOf(words.get(i));
            if (number < 0) {
                // Not quoted: what was mistyped is almost the word.
                throw new MalformedException("backup word " + (i + 1), "a word of the BIP-39 English list", "another");
            }
            for (int bit = 0; bit < BITS_PER_WORD; bit++) {
                int at = i * BITS_PER_WORD + bit;
                bits[at / 8] |= (byte) ((number >> (BITS_PER_WORD - 1 - bit) & 1) << (7 - at % 8));
            }
        }
        Bytes read = Bytes.of(bits);
        Bytes entropy = read.slice(0, entropyBits / 8);
        int unused = 8 - entropyBits / 32;
        if (read.at(entropyBits / 8) >> unused != Hashes.sha256(entropy).at(0) >> unused) {
            throw new MalformedException(
                    "backup words", "words whose checksum is right", "a wrong, missing or swapped word");
        }
    }

    private static int number(Bytes bits, int from) {
        int number = 0;
        for (int at = from; at < from + BITS_PER_WORD; at++) {
            number = number << 1 | bits.at(at / 8) >> (7 - at % 8) & 1;
        }
        return number;
    }

    @Override
    public String toString() {
        return "Mnemonic[redacted]";
    }
}
