package dialtone.bridge.vault;

import dialtone.signaling.identity.Mnemonic;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * What the user knows and nobody else, as UTF-8 in the normal form NFKC, so that every keyboard's way to write it is the same. Closing wipes it; one that is closed opens
 * nothing.
 */
public final class Passphrase implements AutoCloseable {

    /** With a second and 256 MiB for each guess, twelve characters that are no common phrase hold out. */
    public static final int FEWEST_CHARACTERS = 12;

    private static final int MOST_CHARACTERS = 1_000;
    private static final int FEWEST_DIFFERENT = 5;

    /** Of 2048 each: 88 bits. */
    private static final int GENERATED_WORDS = 8;

    private final byte[] utf8;

    private Passphrase(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Takes {@code typed} and wipes it. Characters beyond the first thousand are refused, not ignored. */
    public static Passphrase of(char[] typed) {
        try {
            if (typed.length > MOST_CHARACTERS) {
                throw new VaultException(
                        VaultException.Reason.WEAK,
                        "Expected a passphrase of at most " + MOST_CHARACTERS + " characters, got " + typed.length
                                + ".");
            }
            CharSequence text = CharBuffer.wrap(typed);
            // A text that is normal already, as nearly all are, never becomes a String, which could not be wiped.
            boolean normal = Normalizer.isNormalized(text, Normalizer.Form.NFKC);
            return new Passphrase(utf8(normal ? text : Normalizer.normalize(text, Normalizer.Form.NFKC)));
        } finally {
            Arrays.fill(typed, '\0');
        }
    }

    /** Eight words of the BIP-39 list, with blanks between them. */
    public static Passphrase generate(SecureRandom random) {
        // Of the twelve words of a mnemonic the first eight are random to the last bit; the checksum is in the twelfth.
        return of(String.join(" ", Mnemonic.generate(random).words().subList(0, GENERATED_WORDS))
                .toCharArray());
    }

    /** Throws a {@link VaultException} that says what is missing. For new ones only: an old one opens what it sealed. */
    public Passphrase requireStrong() {
        int[] characters = text().codePoints().toArray();
        if (characters.length < FEWEST_CHARACTERS) {
            throw new VaultException(
                    VaultException.Reason.WEAK,
                    "Expected a passphrase of at least " + FEWEST_CHARACTERS + " characters, got " + characters.length
                            + ". Four or five words that do not belong together are easy to keep and hard to guess.");
        }
        long different = Arrays.stream(characters).distinct().count();
        if (different < FEWEST_DIFFERENT) {
            throw new VaultException(
                    VaultException.Reason.WEAK,
                    "Expected a passphrase of at least " + FEWEST_DIFFERENT + " different characters, got " + different
                            + ". Repeating one makes it longer, not harder to guess.");
        }
        return this;
    }

    /** None was given. */
    public boolean isEmpty() {
        return utf8.length == 0;
    }

    /** For showing one that was generated, and for handing it to our own bridge. Secret. */
    public String text() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    public boolean isSameAs(Passphrase other) {
        return MessageDigest.isEqual(utf8, other.utf8);
    }

    byte[] utf8() {
        return utf8;
    }

    private static byte[] utf8(CharSequence text) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    @Override
    public void close() {
        Arrays.fill(utf8, (byte) 0);
    }

    @Override
    public String toString() {
        return "Passphrase[redacted]";
    }
}
