package dialtone.web.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The frames between a tab and us: {@code {"type": "<record's name with a small first letter>", ...fields}}. Which types exist is read from the sealed interface itself;
 * the JSON never names a class.
 */
final class TabCodec {

    private static final Map<String, Class<?>> TYPES = Arrays.stream(FromBrowser.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(TabCodec::name, Function.identity()));

    private final StrictJson json = new StrictJson();

    FromBrowser read(String frame) throws StrictJson.Malformed {
        ObjectNode object = json.object(frame);
        JsonNode type = object.remove("type");
        if (type == null || !type.isTextual()) {
            throw new StrictJson.Malformed("expected the field type to name the message, got none");
        }
        Class<?> record = TYPES.get(type.textValue());
        if (record == null) {
            throw new StrictJson.Malformed(
                    "expected a known message, got the type " + StrictJson.shown(type.textValue()));
        }
        try {
            return (FromBrowser) json.record(object, record);
        } catch (StrictJson.Malformed e) {
            throw new StrictJson.Malformed(type.textValue() + ": " + e.getMessage());
        }
    }

    String write(ToBrowser message) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("type", name(message.getClass()));
        object.setAll(json.tree(message));
        return object.toString();
    }

    private static String name(Class<?> type) {
        String name = type.getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
