package dialtone.web.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What proves that a page or program was started by the owner: 256 random bits, new at every start. */
public final class Token {

    private static final int BYTES = 32;

    private final String hex;

    private Token(String hex) {
        this.hex = hex;
    }

    public static Token random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Token(HexFormat.of().formatHex(bytes));
    }

    /** For the page's link and the owner-only files; nowhere else. */
    public String hex() {
        return hex;
    }

    /** Takes the same time wherever the first wrong character stands. */
    boolean matches(String presented) {
        return MessageDigest.isEqual(
                hex.getBytes(StandardCharsets.US_ASCII), presented.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Token[redacted]";
    }
}
