package dialtone.signaling.descriptor;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.descriptor.Candidate.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link Descriptor} out of an SDP (RFC 8866) and refuses what the {@link SdpTemplate} could not say. */
final class SdpReader {

    /** docs/protocol.md, section 4: what a friend, or our own browser, may hand us. */
    private static final int MOST_BYTES = 65_536;

    private static final int MOST_MEDIA_LINES = 20;
    static final int MOST_CANDIDATES = 30;

    private static final Pattern LINE = Pattern.compile("[a-z]=[^\\p{Cntrl}]*");
    private static final Pattern DATA_CHANNEL = Pattern.compile("m=application \\d+ UDP/DTLS/SCTP webrtc-datachannel");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){31}");
    private static final String SHA_256 = "sha-256 ";

    /** RFC 8839, section 5.1: foundation component transport priority address port "typ" type, then what we have no use for. */
    private static final Pattern CANDIDATE = Pattern.compile(
            "[A-Za-z0-9+/]{1,32} (\\d{1,3}) ([A-Za-z]{1,16}) \\d{1,10} (\\S{1,255}) (\\d{1,5}) typ ([a-z]+)( .*)?");

    private final List<String> session = new ArrayList<>();
    private final List<String> dataChannel = new ArrayList<>();

    private SdpReader(List<String> lines) {
        int mediaLines = 0;
        int candidates = 0;
        boolean found = false;
        List<String> section = session;
        for (String line : lines) {
            if (!LINE.matcher(line).matches()) {
                // Not quoted: it may hold the password.
                throw new MalformedException("SDP", "lines like a=value", line.length() + " other characters");
            }
            if (line.startsWith("a=candidate:") && ++candidates > MOST_CANDIDATES) {
                throw new MalformedException("SDP", "at most " + MOST_CANDIDATES + " candidates", "more");
            }
            if (line.startsWith("m=")) {
                if (++mediaLines > MOST_MEDIA_LINES) {
                    throw new MalformedException("SDP", "at most " + MOST_MEDIA_LINES + " m-lines", "more");
                }
                boolean wanted = !found && DATA_CHANNEL.matcher(line).matches();
                section = wanted ? dataChannel : new ArrayList<>();
                found |= wanted;
            }
            section.add(line);
        }
    }

    static Descriptor read(String sdp) {
        if (sdp.length() > MOST_BYTES || sdp.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new MalformedException("SDP", "at most " + MOST_BYTES + " bytes", "more");
        }
        if (!sdp.startsWith("v=0\r\n") && !sdp.startsWith("v=0\n")) {
            throw new MalformedException("SDP", "v=0 as its first line", "another");
        }
        return new SdpReader(List.of(sdp.split("\r?\n"))).descriptor();
    }

    private Descriptor descriptor() {
        if (dataChannel.isEmpty()) {
            throw new MalformedException("SDP", "m=application ... UDP/DTLS/SCTP webrtc-datachannel", "none");
        }
        if (dataChannel.get(0).startsWith("m=application 0 ")) {
            throw new MalformedException("SDP", "a data channel", "one that was rejected (port 0)");
        }
        requireTemplate();
        IceCredentials credentials = new IceCredentials(required("ice-ufrag"), required("ice-pwd"));
        return new Descriptor(fingerprint(), credentials, candidates());
    }

    /** What does not travel must be what the template says, or the other side would be told something else than what our browser does. */
    private void requireTemplate() {
        String mid = required("mid");
        if (!mid.equals(SdpTemplate.MID)) {
            throw new MalformedException("a=mid", SdpTemplate.MID, MalformedException.quote(mid));
        }
        String setup = required("setup");
        if (!setup.equals("actpass") && !setup.equals("active")) {
            throw new MalformedException(
                    "a=setup", "actpass in an offer, active in an answer", MalformedException.quote(setup));
        }
        optional("sctp-port").ifPresent(port -> {
            if (!port.equals(String.valueOf(SdpTemplate.SCTP_PORT))) {
                throw new MalformedException(
                        "a=sctp-port", String.valueOf(SdpTemplate.SCTP_PORT), MalformedException.quote(port));
            }
        });
    }

    private Bytes fingerprint() {
        List<String> sha256 = values("fingerprint").stream()
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SHA_256))
                .map(value -> value.substring(SHA_256.length()).toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        if (sha256.size() != 1) {
            throw new MalformedException("a=fingerprint", "one sha-256 fingerprint", String.valueOf(sha256.size()));
        }
        if (!FINGERPRINT.matcher(sha256.get(0)).matches()) {
            throw new MalformedException(
                    "a=fingerprint", "32 bytes as AA:BB:...", sha256.get(0).length() + " characters");
        }
        return Bytes.fromHex(sha256.get(0).replace(":", ""));
    }

    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        for (String line : dataChannel) {
            if (line.startsWith("a=candidate:")) {
                candidate(line.substring("a=candidate:".length())).ifPresent(candidates::add);
            }
        }
        return candidates;
    }

    private static Optional<Candidate> candidate(String value) {
        Matcher matcher = CANDIDATE.matcher(value);
        if (!matcher.matches()) {
            // Not quoted: it holds an address.
            throw new MalformedException("a=candidate", "the line of RFC 8839", value.length() + " other characters");
        }
        boolean udp = matcher.group(2).equalsIgnoreCase("udp");
        boolean firstComponent = matcher.group(1).equals("1");
        Optional<Kind> kind = kind(matcher.group(5));
        if (!udp || !firstComponent || kind.isEmpty()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(4));
        return Address.parse(matcher.group(3)).map(address -> new Candidate(kind.get(), address, port));
    }

    /** RFC 8839 lets new types come; prflx is never written by a gathering side. */
    private static Optional<Kind> kind(String text) {
        for (Kind kind : Kind.values()) {
            if (kind.text().equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private String required(String name) {
        return optional(name)
                .orElseThrow(() -> new MalformedException("SDP", "a=" + name + " for the data channel", "none"));
    }

    private Optional<String> optional(String name) {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw new MalformedException("SDP", "a=" + name + " once", values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** Of the data channel's section, or else of the session's (RFC 8866, section 5.13: the section's own value wins). */
    private List<String> values(String name) {
        List<String> own = values(dataChannel, name);
        return own.isEmpty() ? values(session, name) : own;
    }

    private static List<String> values(List<String> section, String name) {
        String start = "a=" + name + ":";
        return section.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }
}
