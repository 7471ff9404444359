package dialtone.web.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * JSON objects into flat records, strictly: every field there, none besides, each of its type. The messages name what was expected and the kind of what came, never the
 * value, which may be a secret.
 */
final class StrictJson {

    /** Bytes of a request body, characters of a WebSocket frame. */
    static final int LIMIT = 256 * 1024;

    private static final int SHOWN_CHARS = 40;

    static final class Malformed extends Exception {
        Malformed(String text) {
            super(text, null, false, false);
        }
    }

    private final ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(LIMIT)
                            .maxStringLength(LIMIT)
                            .maxNestingDepth(16)
                            .maxNameLength(1_000)
                            .maxNumberLength(40)
                            .maxTokenCount(1_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    ObjectNode object(String text) throws Malformed {
        JsonNode node = tree(text, "object");
        if (!(node instanceof ObjectNode object)) {
            throw new Malformed("expected a JSON object, got " + kind(node));
        }
        return object;
    }

    ArrayNode array(String text) throws Malformed {
        JsonNode node = tree(text, "array");
        if (!(node instanceof ArrayNode array)) {
            throw new Malformed("expected a JSON array, got " + kind(node));
        }
        return array;
    }

    private JsonNode tree(String text, String what) throws Malformed {
        if (text.length() > LIMIT) {
            throw new Malformed("expected at most " + LIMIT + " characters, got " + text.length());
        }
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new Malformed(
                    "expected a JSON " + what + " of at most 16 levels, got what cannot be read as one" + where);
        }
    }

    <R> R record(ObjectNode object, Class<R> type) throws Malformed {
        List<RecordComponent> fields = Arrays.asList(type.getRecordComponents());
        for (RecordComponent field : fields) {
            JsonNode value = object.get(field.getName());
            if (value == null) {
                throw new Malformed("expected the field " + field.getName() + ", got none");
            }
            if (!fits(value, field.getType())) {
                throw new Malformed("expected the field " + field.getName() + " to be " + expected(field.getType())
                        + ", got " + kind(value));
            }
        }
        if (object.size() > fields.size()) {
            String names = fields.stream().map(RecordComponent::getName).collect(Collectors.joining(", "));
            throw new Malformed("expected " + (names.isEmpty() ? "no fields" : "only the fields " + names)
                    + ", got the field " + stranger(object, fields));
        }
        try {
            return mapper.treeToValue(object, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(type.getSimpleName() + " is not a flat record", e);
        }
    }

    ObjectNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }

    private static String stranger(ObjectNode object, List<RecordComponent> fields) {
        List<String> known = fields.stream().map(RecordComponent::getName).toList();
        return object.properties().stream()
                .map(property -> property.getKey())
                .filter(name -> !known.contains(name))
                .findFirst()
                .map(StrictJson::shown)
                .orElseThrow();
    }

    private static boolean fits(JsonNode value, Class<?> type) {
        if (type == String.class) {
            return value.isTextual();
        }
        if (type == boolean.class) {
            return value.isBoolean();
        }
        if (type == int.class) {
            return value.isIntegralNumber() && value.canConvertToInt();
        }
        if (type == double.class) {
            return value.isNumber() && Double.isFinite(value.doubleValue());
        }
        throw new IllegalStateException("no rule for fields of type " + type);
    }

    private static String expected(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return type == int.class ? "a whole number of 32 bits" : "a finite number";
    }

    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> "another number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            default -> "nothing";
        };
    }

    /** A name from outside, fit to be shown in a message. */
    static String shown(String name) {
        String printable = name.replaceAll("[^A-Za-z0-9 ._-]", "?");
        return printable.length() <= SHOWN_CHARS ? printable : printable.substring(0, SHOWN_CHARS) + "...";
    }
}
