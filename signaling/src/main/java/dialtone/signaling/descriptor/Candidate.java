package dialtone.signaling.descriptor;

import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.Address.IPv6;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A UDP candidate (RFC 8839, section 5.1), as much of it as must travel. */
public record Candidate(Kind kind, Address address, int port) {

    /** RFC 8445, section 5.1.2.2 recommends these type preferences. */
    public enum Kind {
        HOST("host", 126),
        SRFLX("srflx", 100),
        RELAY("relay", 0);

        private final String text;
        private final int preference;

        Kind(String text, int preference) {
            this.text = text;
            this.preference = preference;
        }

        /** As it stands in an SDP. */
        public String text() {
            return text;
        }

        int preference() {
            return preference;
        }
    }

    public Candidate {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(address);
        if (port < 1 || port > 65_535) {
            throw new MalformedException("port of a candidate", "1 to 65535", String.valueOf(port));
        }
    }

    /** For people who may see the addresses, as in {@code host 192.0.2.2:50001, srflx 203.0.113.7:50001}. */
    public static String inWords(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::inWords).collect(Collectors.joining(", "));
    }

    private String inWords() {
        String host = address instanceof IPv6 ? "[" + address.text() + "]" : address.text();
        return kind.text() + " " + host + ":" + port;
    }
}
