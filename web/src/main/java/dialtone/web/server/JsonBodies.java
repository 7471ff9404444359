package dialtone.web.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/** Bodies of requests, read strictly, and of answers. */
final class JsonBodies {

    private static final Pattern FRIEND = Pattern.compile("[0-9a-f]{66}");

    private final StrictJson json = new StrictJson();

    <R extends Record> R body(Context ctx, Class<R> type) {
        try {
            return json.record(object(ctx), type);
        } catch (StrictJson.Malformed e) {
            throw new Problem(400, "malformed", e.getMessage());
        }
    }

    ObjectNode object(Context ctx) {
        String contentType = ctx.contentType();
        if (contentType == null || !contentType.matches("application/json(; ?charset=(utf|UTF)-8)?")) {
            throw new Problem(415, "malformed", "expected Content-Type: application/json");
        }
        try {
            return json.object(ctx.body());
        } catch (StrictJson.Malformed e) {
            throw new Problem(400, "malformed", e.getMessage());
        }
    }

    void answer(Context ctx, Object value) {
        ctx.contentType("application/json").result(json.write(value));
    }

    static String friend(String id) {
        if (!FRIEND.matcher(id).matches()) {
            throw new Problem(400, "malformed", "expected a friend's id of 66 hex digits, got " + StrictJson.shown(id));
        }
        return id;
    }
}
