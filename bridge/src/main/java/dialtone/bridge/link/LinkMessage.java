package dialtone.bridge.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is said on a link: one JSON object ({@code docs/protocol.md}, 8.1 and 8.2). One that was parsed has the fields of its type, each in its range, and no others, whoever
 * sent it.
 */
public final class LinkMessage {

    /** Of one message, in UTF-16 units; JSON of 64 KiB has no more. */
    public static final int LONGEST = 64 * 1024;

    public static final int VERSION = 1;

    static final int LONGEST_TEXT = 4_000;

    private static final int LONGEST_CANDIDATE = 512;
    private static final double LAST_INSTANT = 8.64e15; // the range of a Date in a browser
    private static final long LARGEST_COUNT = (1L << 53) - 1; // of a number in a browser

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
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

    private record Type(Map<String, Predicate<JsonNode>> fields, Set<String> optional) {}

    private static final Predicate<JsonNode> FLAG = JsonNode::isBoolean;
    private static final Predicate<JsonNode> COUNT =
            value -> value.isIntegralNumber() && value.canConvertToLong() && inRange(value.longValue());
    private static final Predicate<JsonNode> CALL = matching("[0-9a-f]{1,64}");
    private static final Predicate<JsonNode> MESSAGE_ID = matching("[0-9a-f]{32}");
    private static final Predicate<JsonNode> NONCE = matching("[0-9a-f]{64}");
    private static final Predicate<JsonNode> FRAME = matching("([0-9a-f]{16}){5,10}"); // 40 to 80 bytes
    private static final Predicate<JsonNode> INSTANT =
            value -> value.isNumber() && value.doubleValue() > 0 && value.doubleValue() < LAST_INSTANT;

    private static final Map<String, Type> CONTROL = Map.ofEntries(
            Map.entry(
                    "hello",
                    new Type(
                            Map.of("version", COUNT, "call", matching("[0-9a-f]{0,64}"), "apart", FLAG),
                            Set.of("apart"))),
            type("ping", Map.of("n", COUNT)),
            type("pong", Map.of("n", COUNT)),
            Map.entry("ring", new Type(Map.of("call", CALL, "video", FLAG, "ahead", FLAG), Set.of("ahead"))),
            type("ahead", Map.of("call", CALL)),
            type("accept", Map.of("call", CALL, "video", FLAG)),
            type("decline", Map.of("call", CALL)),
            type("busy", Map.of("call", CALL)),
            type("cancel", Map.of("call", CALL)),
            type("hangup", Map.of("call", CALL)),
            type("withdrawn", Map.of("call", CALL)),
            type("unattended", Map.of("call", CALL)),
            Map.entry(
                    "description",
                    new Type(
                            Map.of("sdp", text(LONGEST), "kind", matching("offer|answer"), "call", CALL),
                            Set.of("call"))),
            Map.entry(
                    "candidate",
                    new Type(
                            Map.of(
                                    "candidate",
                                    text(LONGEST_CANDIDATE),
                                    "mid",
                                    matching("[\\x21-\\x7e]{1,16}"),
                                    "call",
                                    CALL),
                            Set.of("call"))),
            type("media", Map.of("audio", FLAG, "video", FLAG)),
            type("carry", Map.of("to", matching("[0-9a-f]{40}"), "nonce", NONCE, "frame", FRAME)),
            type("carried", Map.of("nonce", NONCE, "frame", FRAME)),
            type("redial", Map.of("ticket", JsonNode::isObject)),
            type("bye", Map.of()));

    private static final Map<String, Type> CHAT = Map.ofEntries(
            type(
                    "message",
                    Map.of(
                            "id",
                            MESSAGE_ID,
                            "text",
                            text(LONGEST_TEXT).and(value -> !value.textValue().isBlank()),
                            "at",
                            INSTANT)),
            type("ack", Map.of("id", MESSAGE_ID)));

    /** What the tabs say and hear themselves; the rest is between the two holders of the link. */
    private static final Set<String> ABOUT_CALLS = Set.of(
            "ring",
            "ahead",
            "accept",
            "decline",
            "busy",
            "cancel",
            "hangup",
            "withdrawn",
            "unattended",
            "description",
            "candidate",
            "media");

    private final ObjectNode json;

    private LinkMessage(ObjectNode json) {
        this.json = json;
    }

    /** Nothing for what is no message of the control channel, or out of range. */
    public static Optional<LinkMessage> control(String text) {
        return parse(text, CONTROL);
    }

    static Optional<LinkMessage> chat(String text) {
        return parse(text, CHAT);
    }

    private static Optional<LinkMessage> parse(String text, Map<String, Type> types) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
        if (node == null || !node.isObject() || !node.path("type").isTextual()) {
            return Optional.empty();
        }
        Type type = types.get(node.get("type").textValue());
        if (type == null) {
            return Optional.empty();
        }
        ObjectNode known = JsonNodeFactory.instance.objectNode().put("type", typeOf(node));
        for (Map.Entry<String, Predicate<JsonNode>> field : type.fields.entrySet()) {
            JsonNode value = node.get(field.getKey());
            if (value == null && type.optional.contains(field.getKey())) {
                continue;
            }
            if (value == null || !field.getValue().test(value)) {
                return Optional.empty();
            }
            known.set(field.getKey(), value);
        }
        return Optional.of(new LinkMessage(known));
    }

    /** Ours, so its fields are in range; a field's value is a string, a boolean, a long or a double. */
    static LinkMessage of(String type, Map<String, Object> fields) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", type);
        fields.forEach((name, value) -> json.set(name, JSON.valueToTree(value)));
        return new LinkMessage(json);
    }

    static LinkMessage of(String type) {
        return of(type, Map.of());
    }

    /** As it is told to a tab. */
    public static LinkMessage hello(String call) {
        return of("hello", Map.of("version", VERSION, "call", call, "apart", true));
    }

    /** {@code to}: of the recipient's day key; nonce and frame: hex. */
    public static LinkMessage carry(String to, String nonce, String frame) {
        return of("carry", Map.of("to", to, "nonce", nonce, "frame", frame));
    }

    public static LinkMessage carried(String nonce, String frame) {
        return of("carried", Map.of("nonce", nonce, "frame", frame));
    }

    public static LinkMessage ofCall(String type, String call) {
        return of(type, Map.of("call", call));
    }

    /** Without addresses that are not those of TURN servers; nothing when that leaves nothing to say. */
    public Optional<LinkMessage> relayedOnly() {
        if (type().equals("candidate")) {
            return isRelayed(text("candidate")) ? Optional.of(this) : Optional.empty();
        }
        if (!type().equals("description")) {
            return Optional.of(this);
        }
        String sdp = text("sdp")
                .lines()
                .filter(line -> !line.startsWith("a=candidate:") || isRelayed(line))
                .map(line -> line.startsWith("c=") ? "c=IN IP4 0.0.0.0" : line)
                .collect(Collectors.joining("\r\n", "", "\r\n"));
        return Optional.of(new LinkMessage(json.deepCopy().put("sdp", sdp)));
    }

    private static boolean isRelayed(String candidate) {
        return candidate.matches(".* typ relay( .*)?");
    }

    public String type() {
        return typeOf(json);
    }

    public boolean isAboutCalls() {
        return ABOUT_CALLS.contains(type());
    }

    public boolean isForCarriers() {
        return type().equals("carry") || type().equals("carried");
    }

    /** Empty when it is not there. */
    public String text(String field) {
        return json.path(field).asText("");
    }

    public long number(String field) {
        return json.path(field).asLong();
    }

    /** False when it is not there. */
    public boolean flag(String field) {
        return json.path(field).asBoolean(false);
    }

    JsonNode object(String field) {
        return json.path(field);
    }

    public String toJson() {
        return json.toString();
    }

    /** The rest may be private. */
    @Override
    public String toString() {
        return "LinkMessage[" + type() + "]";
    }

    private static String typeOf(JsonNode node) {
        return node.get("type").textValue();
    }

    private static Map.Entry<String, Type> type(String name, Map<String, Predicate<JsonNode>> fields) {
        return Map.entry(name, new Type(fields, Set.of()));
    }

    private static boolean inRange(long value) {
        return value >= 0 && value <= LARGEST_COUNT;
    }

    private static Predicate<JsonNode> text(int longest) {
        return value -> value.isTextual() && value.textValue().length() <= longest;
    }

    private static Predicate<JsonNode> matching(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return value -> value.isTextual() && compiled.matcher(value.textValue()).matches();
    }

    /** For {@link Ticket}. */
    static Optional<JsonNode> object(String text, int longest) {
        if (text.length() > longest) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }
}
