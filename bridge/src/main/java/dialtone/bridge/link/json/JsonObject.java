package dialtone.bridge.link.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.MalformedException;
import java.nio.charset.StandardCharsets;

/** A JSON object whose fields are checked when they are read. Unknown fields are ignored: a later version may send them. */
public final class JsonObject {

    /** In bytes ({@code docs/protocol.md}, 8.6 and 8.7). */
    public static final int LONGEST = 8 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(LONGEST)
                        .maxStringLength(LONGEST)
                        .maxNestingDepth(8)
                        .maxNumberLength(40)
                        .build());
    }

    private final ObjectNode fields;

    private JsonObject(ObjectNode fields) {
        this.fields = fields;
    }

    public static JsonObject parse(byte[] utf8) {
        if (utf8.length > LONGEST) {
            throw new MalformedException("JSON text", "at most " + LONGEST + " bytes", utf8.length + " bytes");
        }
        try {
            // By way of a String: the bytes alone might be taken for UTF-16.
            if (JSON.readTree(new String(utf8, StandardCharsets.UTF_8)) instanceof ObjectNode object) {
                return new JsonObject(object);
            }
        } catch (JsonProcessingException e) {
            // Its message quotes what came.
        }
        throw new MalformedException("JSON text", "an object of at most 8 levels", "something else");
    }

    public static JsonObject of(String type) {
        return new JsonObject(JsonNodeFactory.instance.objectNode().put("type", type));
    }

    public JsonObject with(String name, String value) {
        return new JsonObject(fields.deepCopy().put(name, value));
    }

    public JsonObject with(String name, long value) {
        return new JsonObject(fields.deepCopy().put(name, value));
    }

    public String type() {
        return text("type", 100);
    }

    public String text(String name, int longest) {
        JsonNode value = fields.path(name);
        if (!value.isTextual()) {
            throw new MalformedException("field " + name, "a text", kind(value));
        }
        String text = value.textValue();
        if (text.length() > longest) {
            throw new MalformedException(
                    "field " + name, "at most " + longest + " characters", text.length() + " characters");
        }
        return text;
    }

    /** A text that matches {@code pattern}, which {@code expected} says in words. */
    public String text(String name, String pattern, int longest, String expected) {
        String text = text(name, longest);
        if (!text.matches(pattern)) {
            throw new MalformedException("field " + name, expected, MalformedException.quote(text));
        }
        return text;
    }

    public long number(String name, long least, long most) {
        JsonNode value = fields.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new MalformedException("field " + name, "a whole number", kind(value));
        }
        long number = value.longValue();
        if (number < least || number > most) {
            throw new MalformedException("field " + name, least + " to " + most, String.valueOf(number));
        }
        return number;
    }

    private static String kind(JsonNode value) {
        return value.isMissingNode() ? "none" : "another " + value.getNodeType();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
