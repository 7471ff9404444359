package dialtone.e2e;

import dialtone.signaling.Outpoint;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.descriptor.ShortDescriptor;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What frames carry, as maps that a browser can read: numbers as the protocol page has them, bytes in hex. */
final class Facts {

    private Facts() {}

    static Map<String, Object> of(Descriptor descriptor) {
        return of(descriptor, descriptor.candidates());
    }

    /** {@code candidates}: in an order of their own. */
    static Map<String, Object> of(Descriptor descriptor, List<Candidate> candidates) {
        return Map.of(
                "fingerprint", descriptor.fingerprint().hex(),
                "credentials", of(descriptor.credentials()),
                "candidates", candidates.stream().map(Facts::of).toList());
    }

    static Map<String, Object> of(ShortDescriptor descriptor) {
        return of(descriptor, descriptor.candidates());
    }

    static Map<String, Object> of(ShortDescriptor descriptor, List<Candidate> candidates) {
        Map<String, Object> facts = new HashMap<>();
        descriptor.fingerprint().ifPresent(fingerprint -> facts.put("fingerprint", fingerprint.hex()));
        descriptor.credentials().ifPresent(credentials -> facts.put("credentials", of(credentials)));
        facts.put("candidates", candidates.stream().map(Facts::of).toList());
        return facts;
    }

    static Map<String, Object> of(ServiceEndpoint endpoint) {
        return Map.of(
                "endpoint",
                Map.of(
                        "kind", endpoint.kind().ordinal(),
                        "family", family(endpoint.address()),
                        "address", endpoint.address().bytes().hex(),
                        "port", endpoint.port(),
                        "key", endpoint.key().hex()));
    }

    static Map<String, Object> of(IceCredentials credentials) {
        return Map.of("ufrag", credentials.ufrag(), "pwd", credentials.pwd());
    }

    static List<Map<String, Object>> of(List<Outpoint> outpoints) {
        // A JavaScript number; an index may be larger than an int.
        return outpoints.stream()
                .map(outpoint ->
                        Map.<String, Object>of("txid", outpoint.txid().hex(), "index", (double) outpoint.index()))
                .toList();
    }

    static Map<String, Object> refused(String reason) {
        return Map.of("refused", reason);
    }

    static int seconds(Instant instant) {
        return Math.toIntExact(instant.getEpochSecond());
    }

    private static Map<String, Object> of(Candidate candidate) {
        return Map.of(
                "kind", candidate.kind().ordinal(),
                "family", family(candidate.address()),
                "address", candidate.address().bytes().hex(),
                "port", candidate.port());
    }

    private static int family(Address address) {
        if (address instanceof Address.IPv4) {
            return 0;
        }
        return address instanceof Address.IPv6 ? 1 : 2;
    }
}
