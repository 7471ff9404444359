package dialtone.signaling.descriptor;

import dialtone.signaling.MalformedException;
import java.util.regex.Pattern;

/** What each ICE check is authenticated with (RFC 8839, section 5.4). */
public record IceCredentials(String ufrag, String pwd) {

    /** RFC 8839: ice-ufrag = 4*256ice-char, ice-pwd = 22*256ice-char, ice-char = ALPHA / DIGIT / "+" / "/". */
    private static final Pattern UFRAG = Pattern.compile("[A-Za-z0-9+/]{4,256}");

    private static final Pattern PWD = Pattern.compile("[A-Za-z0-9+/]{22,256}");

    public IceCredentials {
        if (!UFRAG.matcher(ufrag).matches()) {
            throw new MalformedException("ice-ufrag", "4 to 256 of A-Z a-z 0-9 + /", ufrag.length() + " characters");
        }
        if (!PWD.matcher(pwd).matches()) {
            throw new MalformedException("ice-pwd", "22 to 256 of A-Z a-z 0-9 + /", pwd.length() + " characters");
        }
    }

    @Override
    public String toString() {
        return "IceCredentials[redacted]";
    }
}
