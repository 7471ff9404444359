package dialtone.signaling.identity;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import dialtone.signaling.crypto.Scrypt;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleConsumer;

/**
 * A <b>brain wallet</b>: a root out of a passphrase and a salt, after WarpWallet 1.0. Whoever guesses the two has the identity and the money, and people guess better than
 * people think; backup words are the better root. It takes 256 MiB of memory and about a second, so that each guess does too.
 *
 * <pre>
 * s1   = scrypt(passphrase | 01, salt | 01, N = 2^18, r = 8, p = 1)       32 bytes
 * s2   = PBKDF2-HMAC-SHA256(passphrase | 02, salt | 02, 2^16 rounds)      32 bytes
 * seed = s1 xor s2
 * </pre>
 */
public final class WarpWallet {

    /** What the check demands of a passphrase: out of reach of somebody who guesses all day at this price. */
    public static final int LEAST_ENTROPY_BITS = 80;

    private static final int LOG_N = 18;
    private static final int PBKDF2_ROUNDS = 1 << 16;
    static final int SEED_BYTES = 32;

    /** A word that people choose counts as one out of 2,048. */
    private static final int BITS_OF_A_WORD = 11;

    private static final int SHORTEST_WORD = 3;

    private WarpWallet() {}

    /** The identity of a brain wallet, refused when the passphrase is too easily guessed or there is no salt. {@code progress}: from 0 to 1. */
    public static Identity identity(String passphrase, String salt, Chain chain, DoubleConsumer progress) {
        int bits = entropyBits(passphrase);
        if (bits < LEAST_ENTROPY_BITS) {
            throw new MalformedException(
                    "passphrase of a brain wallet",
                    "at least " + LEAST_ENTROPY_BITS + " bits, as eight words drawn at random have",
                    "about " + bits + " bits");
        }
        if (salt.isBlank()) {
            throw new MalformedException("salt of a brain wallet", "text, as an e-mail address", "nothing");
        }
        return Identity.fromSeed(seed(passphrase, salt, progress), chain);
    }

    /** The 32 bytes that WarpWallet takes for a private key, whatever the passphrase; here they are the seed of BIP-32. Secret. */
    public static Bytes seed(String passphrase, String salt, DoubleConsumer progress) {
        Bytes s1 = Scrypt.derive(with(passphrase, 1), with(salt, 1), LOG_N, SEED_BYTES, progress);
        Bytes s2 = Scrypt.pbkdf2(with(passphrase, 2), with(salt, 2), PBKDF2_ROUNDS, SEED_BYTES);
        ByteWriter seed = new ByteWriter();
        for (int i = 0; i < SEED_BYTES; i++) {
            seed.u8(s1.at(i) ^ s2.at(i));
        }
        return seed.toBytes();
    }

    /**
     * How hard a passphrase is to guess, at most: the smaller of what its different words and what its characters give. Nobody can measure what somebody else would guess
     * first, so a famous sentence still counts too much.
     */
    public static int entropyBits(String passphrase) {
        String text = Normalizer.normalize(passphrase, Normalizer.Form.NFKC).strip();
        return (int) Math.min(bitsOfWords(text), bitsOfCharacters(text));
    }

    /** Each different word once; what is no plain word counts by its characters. */
    private static double bitsOfWords(String text) {
        double bits = 0;
        Set<String> seen = new HashSet<>();
        for (String part : text.toLowerCase(Locale.ROOT).split("[\\s\\p{Punct}&&[^+/]]+")) {
            if (!seen.add(part)) {
                continue;
            }
            boolean word = part.length() >= SHORTEST_WORD && part.chars().allMatch(Character::isLetter);
            double ofCharacters = bitsOfCharacters(part);
            // Letters alone are a word unless they are many more than words have.
            bits += word && part.length() <= 12 ? Math.min(BITS_OF_A_WORD, ofCharacters) : ofCharacters;
        }
        // Capitals and punctuation between words are worth a little.
        return text.isEmpty() ? 0 : bits + 4;
    }

    /** By the kinds of characters there are; a character that repeats or continues the one before it counts one bit. */
    private static double bitsOfCharacters(String text) {
        int alphabet = 0;
        alphabet += text.chars().anyMatch(Character::isLowerCase) ? 26 : 0;
        alphabet += text.chars().anyMatch(Character::isUpperCase) ? 26 : 0;
        alphabet += text.chars().anyMatch(Character::isDigit) ? 10 : 0;
        alphabet += text.chars().anyMatch(each -> !Character.isLetterOrDigit(each)) ? 10 : 0;
        double perCharacter = Math.log(Math.max(2, alphabet)) / Math.log(2);
        double bits = 0;
        Set<Integer> different = new HashSet<>();
        for (int i = 0; i < text.length(); i++) {
            different.add((int) text.charAt(i));
            boolean predictable = i > 0 && Math.abs(text.charAt(i) - text.charAt(i - 1)) <= 1;
            bits += predictable ? 1 : perCharacter;
        }
        return Math.min(bits, text.length() * Math.log(Math.max(1, different.size())) / Math.log(2) + 4);
    }

    private static Bytes with(String text, int end) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).concat(Bytes.of((byte) end));
    }
}
