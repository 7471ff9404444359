package dialtone.signaling.descriptor;

import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.Address.IPv6;
import dialtone.signaling.descriptor.Candidate.Kind;
import java.util.List;
import java.util.Locale;

/** Writes the SDP that Chromium, Firefox and libwebrtc take. Nothing in it is text that came from somebody else. */
final class SdpTemplate {

    /** The only m-line has this mid in an offer by every browser; the answer must repeat it. */
    static final String MID = "0";

    /** RFC 8841; every browser uses this port. */
    static final int SCTP_PORT = 5000;

    private static final int LARGEST_MESSAGE_BYTES = 262_144;
    private static final int COMPONENT = 1;

    private SdpTemplate() {}

    static String write(Descriptor descriptor, String setup) {
        StringBuilder sdp = new StringBuilder();
        line(sdp, "v=0");
        line(sdp, "o=- 1 1 IN IP4 0.0.0.0");
        line(sdp, "s=-");
        line(sdp, "t=0 0");
        // RFC 8843: a connection whose bundle policy is max-bundle takes no description without the group.
        line(sdp, "a=group:BUNDLE " + MID);
        line(sdp, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
        line(sdp, "c=IN IP4 0.0.0.0");
        line(sdp, "a=mid:" + MID);
        line(sdp, "a=ice-ufrag:" + descriptor.credentials().ufrag());
        line(sdp, "a=ice-pwd:" + descriptor.credentials().pwd());
        line(sdp, "a=fingerprint:sha-256 " + colons(descriptor.fingerprint()));
        line(sdp, "a=setup:" + setup);
        line(sdp, "a=sctp-port:" + SCTP_PORT);
        line(sdp, "a=max-message-size:" + LARGEST_MESSAGE_BYTES);
        List<Candidate> candidates = descriptor.candidates();
        for (int i = 0; i < candidates.size(); i++) {
            line(sdp, candidate(candidates.get(i), i));
        }
        return sdp.toString();
    }

    private static String candidate(Candidate candidate, int index) {
        // RFC 8445, section 5.1.2.1; the local preference falls with the place in the list.
        long priority = ((long) candidate.kind().preference() << 24) + ((65_535L - index) << 8) + (256 - COMPONENT);
        // Concatenated and not formatted: a format writes the digits of the machine's locale.
        String line = "a=candidate:" + (index + 1) + " " + COMPONENT + " udp " + priority + " "
                + candidate.address().text() + " " + candidate.port() + " typ "
                + candidate.kind().text();
        if (candidate.kind() == Kind.HOST) {
            return line;
        }
        // RFC 8839, section 5.1 demands a related address; where it is nobody's business, this one.
        return line + " raddr " + (candidate.address() instanceof IPv6 ? "::" : "0.0.0.0") + " rport 0";
    }

    private static String colons(Bytes fingerprint) {
        return fingerprint.hex().toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
    }

    private static void line(StringBuilder sdp, String line) {
        sdp.append(line).append("\r\n");
    }
}
