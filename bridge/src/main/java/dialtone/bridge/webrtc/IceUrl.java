package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a STUN or TURN server is: the URI of RFC 7064 or 7065. {@code host}: a name, an IPv4 address, or an IPv6 address without its brackets. */
public record IceUrl(Scheme scheme, String host, int port, boolean tcp) {

    public enum Scheme {
        STUN,
        STUNS,
        TURN,
        TURNS;

        public boolean relays() {
            return this == TURN || this == TURNS;
        }

        /** Over TLS, or DTLS where it is over UDP. */
        public boolean secure() {
            return this == STUNS || this == TURNS;
        }
    }

    private static final int LONGEST = 300;
    private static final int PORT = 3478;
    private static final int SECURE_PORT = 5349;

    private static final Pattern FORM = Pattern.compile(
            "(?i)(stuns?|turns?):([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(?::(\\d{1,5}))?(?:\\?transport=(udp|tcp))?");

    public static IceUrl parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > LONGEST || !form.matches()) {
            throw malformed(
                    "stun:HOST, stuns:HOST, turn:HOST or turns:HOST, then :PORT and, of turn and turns, ?transport=udp or tcp where wanted",
                    text);
        }
        Scheme scheme = Scheme.valueOf(form.group(1).toUpperCase(Locale.ROOT));
        if (form.group(4) != null && !scheme.relays()) {
            throw malformed("no transport in one of a STUN server", text);
        }
        int usual = scheme.secure() ? SECURE_PORT : PORT;
        int port = form.group(3) == null ? usual : Integer.parseInt(form.group(3));
        if (port < 1 || port > 65_535) {
            throw malformed("a port from 1 to 65535", text);
        }
        boolean tcp = form.group(4) == null ? scheme.secure() : form.group(4).equalsIgnoreCase("tcp");
        return new IceUrl(scheme, form.group(2).replaceAll("[\\[\\]]", ""), port, tcp);
    }

    private static MalformedException malformed(String expected, String text) {
        return new MalformedException("address of a server", expected, MalformedException.quote(text));
    }

    /** Whether it is reached over plain UDP. */
    public boolean udp() {
        return !tcp && !scheme.secure();
    }

    /** For people. */
    public String place() {
        return scheme.name().toLowerCase(Locale.ROOT) + " server " + (host.contains(":") ? "[" + host + "]" : host)
                + ":" + port + (tcp ? " (TCP)" : "");
    }
}
