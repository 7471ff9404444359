package dialtone.signaling.identity;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sixty digits that two people compare to be sure that each has the other's key: thirty from each key, the smaller thirty first, so both see the same.
 *
 * <p>A key's digits are a hash iterated 5,200 times: an attacker who wants a key whose digits look like a given one's (about 2^100 work for all thirty, less for the few that
 * people really compare) pays 5,200 times over.
 */
public record SafetyNumber(String digits) {

    private static final Bytes LABEL = Bytes.of("dialtone/1/safety".getBytes(StandardCharsets.US_ASCII));
    private static final int ROUNDS = 5_200;
    private static final int GROUPS_PER_KEY = 6;
    private static final int BYTES_PER_GROUP = 5;
    private static final int DIGITS_PER_GROUP = 5;
    private static final int GROUP_MODULUS = 100_000;

    public static SafetyNumber of(PublicKey a, PublicKey b) {
        return ofHalves(digitsOf(a), digitsOf(b));
    }

    /** From the thirty digits of each key, for who compares one key with many: those of one take milliseconds. */
    public static SafetyNumber ofHalves(String a, String b) {
        return new SafetyNumber(a.compareTo(b) <= 0 ? a + b : b + a);
    }

    /** In twelve groups of five, as people read it. */
    public String grouped() {
        return IntStream.range(0, digits.length() / DIGITS_PER_GROUP)
                .mapToObj(i -> digits.substring(i * DIGITS_PER_GROUP, (i + 1) * DIGITS_PER_GROUP))
                .collect(Collectors.joining(" "));
    }

    /** The thirty digits of one key. */
    public static String digitsOf(PublicKey key) {
        Bytes hash = Hashes.iteratedSha512(LABEL.concat(key.bytes()), key.bytes(), ROUNDS);
        StringBuilder digits = new StringBuilder();
        for (int group = 0; group < GROUPS_PER_KEY; group++) {
            long number = 0;
            for (int i = 0; i < BYTES_PER_GROUP; i++) {
                number = number << 8 | hash.at(group * BYTES_PER_GROUP + i);
            }
            // Without a locale some machines would write other digits than 0 to 9.
            digits.append(String.format(Locale.ROOT, "%05d", number % GROUP_MODULUS));
        }
        return digits.toString();
    }

    @Override
    public String toString() {
        return digits;
    }
}
