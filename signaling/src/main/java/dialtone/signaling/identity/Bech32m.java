package dialtone.signaling.identity;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/**
 * Bech32m (BIP-350) of whole bytes, without the 90 characters of BIP-173: within 90 every four wrong characters are found for sure; beyond, as in Lightning invoices, a
 * wrong text passes once in 2^30 times.
 */
record Bech32m(String prefix, Bytes content) {

    private static final String CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32M = 0x2bc830a3;
    private static final int CHECKSUM_SYMBOLS = 6;
    private static final String WHAT = "bech32m text";

    static Bech32m parse(String text, int longest) {
        if (text.length() > longest) {
            throw new MalformedException(WHAT, "at most " + longest + " characters", String.valueOf(text.length()));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        // BIP-173: a reader must refuse mixed case.
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
            throw new MalformedException(WHAT, "all lower or all upper case", "both");
        }
        int separator = lower.lastIndexOf('1');
        if (separator < 1 || lower.length() - separator - 1 < CHECKSUM_SYMBOLS) {
            throw new MalformedException(
                    WHAT, "a prefix, '1' and at least 6 characters", MalformedException.quote(text));
        }
        String prefix = lower.substring(0, separator);
        if (!prefix.chars().allMatch(c -> c >= 33 && c <= 126)) {
            throw new MalformedException(WHAT, "a prefix of printable ASCII", MalformedException.quote(prefix));
        }
        int[] symbols = symbols(lower.substring(separator + 1));
        if (polymod(expand(prefix), symbols) != BECH32M) {
            throw new MalformedException(WHAT, "a checksum that fits", "one that does not: a character is wrong");
        }
        return new Bech32m(prefix, toBytes(symbols, symbols.length - CHECKSUM_SYMBOLS));
    }

    String text() {
        int[] symbols = toSymbols(content);
        int checksum = polymod(expand(prefix), symbols) ^ BECH32M;
        StringBuilder text = new StringBuilder(prefix).append('1');
        for (int i = 0; i < symbols.length - CHECKSUM_SYMBOLS; i++) {
            text.append(CHARSET.charAt(symbols[i]));
        }
        for (int i = 0; i < CHECKSUM_SYMBOLS; i++) {
            text.append(CHARSET.charAt(checksum >> 5 * (CHECKSUM_SYMBOLS - 1 - i) & 31));
        }
        return text.toString();
    }

    private static int[] symbols(String text) {
        int[] symbols = new int[text.length()];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = CHARSET.indexOf(text.charAt(i));
            if (symbols[i] < 0) {
                throw new MalformedException(
                        WHAT, "characters of " + CHARSET, MalformedException.quote(text.substring(i, i + 1)));
            }
        }
        return symbols;
    }

    /** 8-bit groups to 5-bit ones, padded with zeros, and room for the checksum. */
    private static int[] toSymbols(Bytes content) {
        int[] symbols = new int[(content.size() * 8 + 4) / 5 + CHECKSUM_SYMBOLS];
        for (int bit = 0; bit < content.size() * 8; bit++) {
            symbols[bit / 5] |= (content.at(bit / 8) >> (7 - bit % 8) & 1) << (4 - bit % 5);
        }
        return symbols;
    }

    private static Bytes toBytes(int[] symbols, int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int pending = 0;
        int bits = 0;
        for (int i = 0; i < count; i++) {
            pending = pending << 5 | symbols[i];
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(pending >> bits);
                pending &= (1 << bits) - 1;
            }
        }
        // BIP-173: at most 4 bits of padding, all zero, so that bytes have one text only.
        if (bits > 4 || pending != 0) {
            throw new MalformedException(WHAT, "at most 4 zero bits of padding", bits + " bits of " + pending);
        }
        return Bytes.of(bytes.toByteArray());
    }

    private static int[] expand(String prefix) {
        int[] expanded = new int[prefix.length() * 2 + 1];
        for (int i = 0; i < prefix.length(); i++) {
            expanded[i] = prefix.charAt(i) >> 5;
            expanded[prefix.length() + 1 + i] = prefix.charAt(i) & 31;
        }
        return expanded;
    }

    private static int polymod(int[]... parts) {
        int checksum = 1;
        for (int[] part : parts) {
            for (int value : part) {
                int top = checksum >>> 25;
                checksum = (checksum & 0x1ffffff) << 5 ^ value;
                for (int i = 0; i < GENERATOR.length; i++) {
                    checksum ^= (top >> i & 1) == 1 ? GENERATOR[i] : 0;
                }
            }
        }
        return checksum;
    }
}
