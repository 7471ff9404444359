package dialtone.bridge.json;

import dialtone.signaling.MalformedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON object whose fields are checked when they are read. Unknown fields are ignored: a later version may send them. */
public final class JsonObject {

    private final Map<String, Object> fields;

    JsonObject(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** Of at most {@code most} characters; the caller bounds the text before it makes one of bytes. */
    public static JsonObject parse(String text, int most) {
        if (text.length() > most) {
            throw new MalformedException("JSON text", "at most " + most + " characters", text.length() + " characters");
        }
        return new JsonReader(text).read();
    }

    public static JsonObject of(String type) {
        return new JsonObject(new LinkedHashMap<>()).put("type", type);
    }

    public JsonObject with(String name, String value) {
        return put(name, value);
    }

    public JsonObject with(String name, long value) {
        return put(name, value);
    }

    private JsonObject put(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new JsonObject(more);
    }

    public String type() {
        return text("type", 100);
    }

    public String text(String name, int longest) {
        if (!(fields.get(name) instanceof String text)) {
            throw wrong(name, "a text");
        }
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
        if (!(fields.get(name) instanceof Long number)) {
            throw wrong(name, "a whole number");
        }
        if (number < least || number > most) {
            throw new MalformedException("field " + name, least + " to " + most, String.valueOf(number));
        }
        return number;
    }

    private MalformedException wrong(String name, String expected) {
        Object value = fields.get(name);
        return new MalformedException("field " + name, expected, value == null ? "none" : kind(value));
    }

    private static String kind(Object value) {
        if (value instanceof String) {
            return "a text";
        }
        if (value instanceof List) {
            return "an array";
        }
        return value instanceof JsonObject ? "an object" : "another value";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        fields.forEach((name, value) -> {
            text.append(text.length() == 1 ? "" : ",");
            quote(text, name);
            write(text.append(':'), value);
        });
        return text.append('}').toString();
    }

    private static void write(StringBuilder text, Object value) {
        if (value instanceof String string) {
            quote(text, string);
        } else if (value instanceof List<?> list) {
            text.append('[');
            for (int i = 0; i < list.size(); i++) {
                write(i == 0 ? text : text.append(','), list.get(i));
            }
            text.append(']');
        } else {
            text.append(value);
        }
    }

    private static void quote(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
