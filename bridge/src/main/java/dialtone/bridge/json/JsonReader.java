package dialtone.bridge.json;

import dialtone.signaling.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One pass over a text (RFC 8259). Refuses what parsers understand differently: a name that comes twice, and anything after the object. */
final class JsonReader {

    private static final int DEEPEST = 16;
    /** A whole number of more digits is read as a fraction, which no field of ours takes. */
    private static final int MOST_DIGITS = 18;

    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
    }

    JsonObject read() {
        skipSpace();
        if (peek() != '{') {
            throw malformed("an object");
        }
        JsonObject object = object(1);
        skipSpace();
        if (at < text.length()) {
            throw malformed("nothing after the object");
        }
        return object;
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw malformed("at most " + DEEPEST + " levels");
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private JsonObject object(int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (taken('}')) {
            return new JsonObject(fields);
        }
        while (true) {
            skipSpace();
            if (peek() != '"') {
                throw malformed("a name");
            }
            String name = string();
            if (fields.containsKey(name)) {
                throw malformed("each name once");
            }
            skipSpace();
            require(':');
            fields.put(name, value(depth + 1));
            skipSpace();
            if (taken('}')) {
                return new JsonObject(fields);
            }
            require(',');
        }
    }

    private List<Object> array(int depth) {
        List<Object> values = new ArrayList<>();
        at++;
        skipSpace();
        if (taken(']')) {
            return values;
        }
        while (true) {
            values.add(value(depth + 1));
            skipSpace();
            if (taken(']')) {
                return values;
            }
            require(',');
        }
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        at++;
        while (true) {
            char c = next();
            if (c == '"') {
                return string.toString();
            }
            if (c < 0x20) {
                throw malformed("no control characters in a text");
            }
            string.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> fourHexDigits();
            default -> throw malformed("an escape of JSON");
        };
    }

    private char fourHexDigits() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = next();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw malformed("four hex digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Object number() {
        int start = at;
        taken('-');
        int digits = at;
        digits();
        if (at - digits > 1 && text.charAt(digits) == '0') {
            throw malformed("no leading zeros");
        }
        boolean whole = at - digits <= MOST_DIGITS;
        if (taken('.')) {
            whole = false;
            digits();
        }
        if (taken('e') || taken('E')) {
            whole = false;
            if (!taken('+')) {
                taken('-');
            }
            digits();
        }
        String number = text.substring(start, at);
        if (whole) {
            return Long.valueOf(number);
        }
        return Double.valueOf(number);
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw malformed("a value");
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw malformed("a value");
        }
        at += word.length();
        return value;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean taken(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void require(char wanted) {
        if (!taken(wanted)) {
            throw malformed("'" + wanted + "'");
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw malformed("more");
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    /** Never what stood there: it may be a secret. */
    private MalformedException malformed(String expected) {
        return new MalformedException("JSON text", expected, "something else at character " + at);
    }
}
