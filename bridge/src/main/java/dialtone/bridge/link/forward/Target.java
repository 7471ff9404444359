package dialtone.bridge.link.forward;

import dialtone.signaling.MalformedException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where the far side connects to: a name or an address as text, which only the far side resolves, and a port. */
public record Target(String host, int port) {

    private static final int LONGEST_HOST = 253;
    private static final Pattern HOST = Pattern.compile("[a-z0-9.:_-]{1,253}");

    public Target {
        host = host.length() <= LONGEST_HOST ? host.toLowerCase(Locale.ROOT) : host;
        if (!HOST.matcher(host).matches()) {
            throw new MalformedException(
                    "host",
                    "1 to 253 letters, digits, dots, colons, hyphens or underscores",
                    MalformedException.quote(host));
        }
        if (port < 1 || port > 65_535) {
            throw new MalformedException("port", "1 to 65535", String.valueOf(port));
        }
    }

    /** As people write it: {@code localhost:22}, {@code [::1]:22}. */
    public static Target parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}")) {
            throw new MalformedException(
                    "target", "a host and a port, as in localhost:22", MalformedException.quote(text));
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new Target(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
