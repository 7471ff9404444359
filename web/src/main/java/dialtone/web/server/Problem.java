package dialtone.web.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** What an API request got wrong, in words. {@code code} is stable, for programs. */
final class Problem extends RuntimeException {

    private final int status;
    private final String code;

    Problem(int status, String code, String text) {
        super(text, null, false, false);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String json() {
        return json(code, getMessage());
    }

    static String json(String code, String text) {
        var root = JsonNodeFactory.instance.objectNode();
        root.putObject("error").put("code", code).put("text", text);
        return root.toString();
    }
}
