package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import java.util.List;

/** A STUN or TURN server, as RTCIceServer of the W3C names it. {@code username} and {@code credential}: empty for STUN. Anything a browser would refuse is refused here. */
public record IceServer(List<String> urls, String username, String credential) {

    /** A server is named in as many ways: UDP, TCP and TLS, over IPv4 and IPv6. */
    public static final int MOST_URLS = 6;

    /** RFC 8489, section 14.3: fewer than 509 bytes, and a character has at most 4. */
    private static final int LONGEST_USERNAME = 127;

    private static final int LONGEST_CREDENTIAL = 512;

    public IceServer {
        urls = List.copyOf(urls);
        if (urls.isEmpty() || urls.size() > MOST_URLS) {
            throw new MalformedException("urls of a server", "1 to " + MOST_URLS, String.valueOf(urls.size()));
        }
        boolean relays =
                urls.stream().map(IceUrl::parse).anyMatch(url -> url.scheme().relays());
        requirePrintable("username of a server", username, LONGEST_USERNAME);
        requirePrintable("credential of a server", credential, LONGEST_CREDENTIAL);
        if (relays && (username.isEmpty() || credential.isEmpty())) {
            throw new MalformedException(
                    "TURN server " + MalformedException.quote(urls.get(0)),
                    "a username and a credential",
                    username.isEmpty() ? "no username" : "no credential");
        }
    }

    private static void requirePrintable(String what, String text, int longest) {
        if (text.length() > longest || text.codePoints().anyMatch(Character::isISOControl)) {
            throw new MalformedException(
                    what,
                    "at most " + longest + " characters and no controls",
                    text.length() > longest ? text.length() + " characters" : "a control character");
        }
    }

    /** Of one of its addresses. */
    public boolean relays() {
        return addresses().stream().anyMatch(url -> url.scheme().relays());
    }

    public List<IceUrl> addresses() {
        return urls.stream().map(IceUrl::parse).toList();
    }

    @Override
    public String toString() {
        return "IceServer[urls=" + urls + ", username and credential redacted]";
    }
}
