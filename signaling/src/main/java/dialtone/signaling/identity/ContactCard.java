package dialtone.signaling.identity;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import dialtone.signaling.UnknownVersionException;
import dialtone.signaling.crypto.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What friends exchange once. Who has it can invite its owner. {@code name}: what the owner calls themselves, or empty; a suggestion, proved by nothing.
 *
 * <pre>
 * bech32m, prefix by network:  version(1) = 1 | public key(33) | name, UTF-8 (0 to 64)
 * </pre>
 */
public record ContactCard(Chain chain, PublicKey key, String name) {

    public static final int MOST_NAME_BYTES = 64;

    private static final int VERSION = 1;
    private static final String SCHEME = "dialtone:";
    private static final Map<Chain, String> PREFIXES = Map.of(
            Chain.MAINNET, "dial",
            Chain.TESTNET, "dialt",
            Chain.SIGNET, "dials",
            Chain.REGTEST, "dialr");

    /** prefix(5) + '1' + 98 bytes in 5-bit symbols(157) + checksum(6). */
    private static final int LONGEST_TEXT = 5 + 1 + 157 + 6;

    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    public ContactCard {
        Objects.requireNonNull(chain);
        Objects.requireNonNull(key);
        if (!name.equals(cleanName(name))) {
            throw new MalformedException(
                    "name on a card",
                    "NFC text without control or direction characters",
                    MalformedException.quote(name));
        }
    }

    /** Reads the text or the link, in lower or upper case. */
    public static ContactCard parse(String input) {
        String text = input.strip();
        if (text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            text = text.substring(SCHEME.length());
        }
        if (!text.toLowerCase(Locale.ROOT).startsWith("dial")) {
            throw new MalformedException(
                    "card",
                    "text that starts with dial, or a dialtone: link",
                    // Not quoted: people paste backup words into the wrong field.
                    "%d other characters".formatted(text.length()));
        }
        Bech32m parsed = Bech32m.parse(text, LONGEST_TEXT);
        ByteReader in = new ByteReader(parsed.content());
        int version = in.u8("version of the card");
        if (version > VERSION) {
            throw new UnknownVersionException("card", version, VERSION);
        }
        if (version < VERSION) {
            throw new MalformedException("version of the card", "1", String.valueOf(version));
        }
        PublicKey key = PublicKey.of(in.take(PublicKey.SIZE, "public key on a card"));
        return new ContactCard(chain(parsed.prefix()), key, name(in.take(in.left(), "name on a card")));
    }

    public String text() {
        Bytes content = new ByteWriter()
                .u8(VERSION)
                .bytes(key.bytes())
                .bytes(Bytes.of(name.getBytes(StandardCharsets.UTF_8)))
                .toBytes();
        return new Bech32m(PREFIXES.get(chain), content).text();
    }

    public String link() {
        return SCHEME + text();
    }

    /**
     * A name as a card may carry it: NFC, without the characters that are not seen or turn the direction of what follows, white space as single blanks. The two
     * joiners that scripts and emoji need stay. Refuses what is longer than {@link #MOST_NAME_BYTES} in UTF-8.
     */
    public static String cleanName(String typed) {
        // Looked at before it is normalized: nothing of a text that can never fit is processed.
        if (typed.length() > 16 * MOST_NAME_BYTES) {
            throw tooLong(typed.length() + " characters");
        }
        StringBuilder seen = new StringBuilder();
        typed.codePoints()
                .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
                .filter(ContactCard::isSeen)
                .forEach(seen::appendCodePoint);
        String name = Normalizer.normalize(seen.toString().strip().replaceAll(" +", " "), Normalizer.Form.NFC);
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_NAME_BYTES) {
            throw tooLong(bytes + " bytes");
        }
        return name;
    }

    private static boolean isSeen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE -> false;
            case Character.FORMAT -> codePoint == ZERO_WIDTH_JOINER || codePoint == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }

    private static MalformedException tooLong(String got) {
        return new MalformedException("name on a card", "at most " + MOST_NAME_BYTES + " bytes of UTF-8", got);
    }

    private static Chain chain(String prefix) {
        return PREFIXES.entrySet().stream()
                .filter(entry -> entry.getValue().equals(prefix))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new MalformedException(
                        "card", "prefix dial, dialt, dials or dialr", MalformedException.quote(prefix)));
    }

    private static String name(Bytes utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8.toArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedException("name on a card", "UTF-8", "bytes that are not");
        }
    }
}
