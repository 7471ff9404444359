package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.ByteReader;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Candidate.Kind;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The inputs of one vector, read as what they mean. */
record Inputs(JsonNode fields) {

    /** Names and values in turn; bytes become hex, lists become arrays. */
    static ObjectNode of(Object... namesAndValues) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.set((String) namesAndValues[i], json(namesAndValues[i + 1]));
        }
        return fields;
    }

    /** The same inputs but for one, which makes the difference. */
    static ObjectNode changed(ObjectNode inputs, String name, Object value) {
        return inputs.deepCopy().set(name, json(value));
    }

    private static JsonNode json(Object value) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof Bytes bytes) {
            return make.textNode(bytes.hex());
        }
        if (value instanceof List<?> list) {
            ArrayNode array = make.arrayNode();
            list.forEach(each -> array.add(json(each)));
            return array;
        }
        if (value instanceof Integer number) {
            return make.numberNode(number);
        }
        if (value instanceof Boolean flag) {
            return make.booleanNode(flag);
        }
        return make.textNode(value.toString());
    }

    boolean has(String name) {
        return fields.has(name);
    }

    String text(String name) {
        return fields.required(name).asText();
    }

    int number(String name) {
        return fields.required(name).asInt();
    }

    boolean flag(String name) {
        return fields.required(name).asBoolean();
    }

    Bytes bytes(String name) {
        return Bytes.fromHex(text(name));
    }

    Optional<Bytes> maybe(String name) {
        return has(name) ? Optional.of(bytes(name)) : Optional.empty();
    }

    List<Bytes> list(String name) {
        List<Bytes> list = new ArrayList<>();
        fields.path(name).forEach(each -> list.add(Bytes.fromHex(each.asText())));
        return list;
    }

    PublicKey key(String name) {
        return PublicKey.of(bytes(name));
    }

    Instant time(String name) {
        return Instant.parse(text(name));
    }

    LocalDate day(String name) {
        return LocalDate.parse(text(name));
    }

    Chain network() {
        return Chain.parse(text("network"));
    }

    Identity person() {
        return Identity.fromMnemonic(Mnemonic.parse(text("words")), network());
    }

    Optional<Inputs> inner(String name) {
        return has(name) ? Optional.of(new Inputs(fields.get(name))) : Optional.empty();
    }

    List<Outpoint> outpoints(String name) {
        ByteReader in = new ByteReader(bytes(name));
        List<Outpoint> outpoints = new ArrayList<>();
        while (in.left() > 0) {
            Bytes txid = in.take(32, "txid");
            outpoints.add(new Outpoint(txid, Integer.toUnsignedLong(Integer.reverseBytes((int) in.u32("index")))));
        }
        return outpoints;
    }

    List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        fields.required("candidates").forEach(each -> candidates.add(candidate(each.asText())));
        return candidates;
    }

    /** As in {@code host [2001:db8::5]:50001}. */
    private static Candidate candidate(String words) {
        int blank = words.indexOf(' ');
        int colon = words.lastIndexOf(':');
        String address = words.substring(blank + 1, colon).replace("[", "").replace("]", "");
        return new Candidate(
                Kind.valueOf(words.substring(0, blank).toUpperCase(Locale.ROOT)),
                Address.parse(address).orElseThrow(),
                Integer.parseInt(words.substring(colon + 1)));
    }

    Optional<IceCredentials> credentials() {
        return has("ufrag") ? Optional.of(new IceCredentials(text("ufrag"), text("pwd"))) : Optional.empty();
    }

    /** Gives the bytes of the input {@code random}, once. */
    SecureRandom random() {
        ByteReader in = new ByteReader(bytes("random"));
        return new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(in.take(bytes.length, "random").toArray(), 0, bytes, 0, bytes.length);
            }
        };
    }
}
