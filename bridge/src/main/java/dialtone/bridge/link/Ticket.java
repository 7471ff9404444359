package dialtone.bridge.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.Bytes;
import dialtone.signaling.SignalingException;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.descriptor.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to dial a friend's standby ({@code docs/protocol.md}, 8.3). Secret: it holds ICE credentials.
 *
 * @param standby the friend's description: fingerprint, credentials, addresses
 * @param dial our credentials when we dial it
 * @param lasting the friend's holder makes the same standby again after a restart
 */
record Ticket(Descriptor standby, IceCredentials dial, boolean lasting) {

    static final int LONGEST = 4_096;

    private static final int VERSION = 1;
    private static final int MOST_CANDIDATES = 30;

    /** Nothing for a text that is none. */
    static Optional<Ticket> parse(String text, Reach reach) {
        return LinkMessage.object(text, LONGEST).flatMap(json -> read(json, reach));
    }

    /** A friend's, or what we kept of one: each field is checked, and an address that nobody may send us to is left out. Nothing when no address is left. */
    static Optional<Ticket> read(JsonNode json, Reach reach) {
        JsonNode candidates = json.path("candidates");
        if (json.path("v").asInt(0) != VERSION || !candidates.isArray() || candidates.size() > MOST_CANDIDATES) {
            return Optional.empty();
        }
        try {
            List<Candidate> usable = new ArrayList<>();
            for (JsonNode candidate : candidates) {
                candidate(candidate).filter(reach::allows).ifPresent(usable::add);
            }
            if (usable.isEmpty() || !json.path("fingerprint").asText("").matches("[0-9a-f]{64}")) {
                return Optional.empty();
            }
            Bytes fingerprint = Bytes.fromHex(json.path("fingerprint").textValue());
            return Optional.of(new Ticket(
                    new Descriptor(fingerprint, credentials(json), usable),
                    credentials(json.path("dial")),
                    json.path("lasting").asBoolean(false)));
        } catch (SignalingException outOfRange) {
            return Optional.empty();
        }
    }

    private static IceCredentials credentials(JsonNode json) {
        return new IceCredentials(
                json.path("ufrag").asText(""), json.path("pwd").asText(""));
    }

    private static Optional<Candidate> candidate(JsonNode json) {
        String address = json.path("ip").asText(json.path("name").asText(""));
        for (Candidate.Kind kind : Candidate.Kind.values()) {
            if (kind.text().equals(json.path("kind").asText())
                    && json.path("port").isInt()
                    && !address.isEmpty()) {
                return Address.parse(address)
                        .map(parsed ->
                                new Candidate(kind, parsed, json.path("port").intValue()));
            }
        }
        return Optional.empty();
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("v", VERSION)
                .put("fingerprint", standby.fingerprint().hex());
        put(json, standby.credentials());
        ArrayNode candidates = json.putArray("candidates");
        for (Candidate each : standby.candidates()) {
            candidates
                    .addObject()
                    .put(
                            each.address() instanceof Address.Mdns ? "name" : "ip",
                            each.address().text())
                    .put("port", each.port())
                    .put("kind", each.kind().text());
        }
        put(json.putObject("dial"), dial);
        return json.put("lasting", lasting);
    }

    private static void put(ObjectNode json, IceCredentials credentials) {
        json.put("ufrag", credentials.ufrag()).put("pwd", credentials.pwd());
    }

    @Override
    public String toString() {
        return "Ticket[redacted]";
    }
}
