package dialtone.web.server;

import dialtone.web.server.BridgeApi.Refused;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** The API's handlers for files and TCP connections. */
final class LinkRoutes {

    private static final Pattern FILE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /** Each keeps one of the server's threads. */
    private static final int UPLOADS_AT_ONCE = 4;

    record Target(String target) {}

    record Listening(String friend, int port, String target, boolean once) {}

    record FilePath(String path) {}

    record Decided(boolean mine, String decision) {}

    record Folder(String folder) {}

    private final BridgeApi bridge;
    private final JsonBodies json = new JsonBodies();
    private final Semaphore uploads = new Semaphore(UPLOADS_AT_ONCE);

    LinkRoutes(BridgeApi bridge) {
        this.bridge = bridge;
    }

    private static String friend(Context ctx) {
        return JsonBodies.friend(ctx.pathParam("id"));
    }

    void allowed(Context ctx) {
        json.answer(ctx, bridge.links().allowed(friend(ctx)));
    }

    void allow(Context ctx) {
        bridge.links().allow(friend(ctx), json.body(ctx, Target.class).target());
        ctx.status(204);
    }

    void forbid(Context ctx) {
        bridge.links().forbid(friend(ctx), json.body(ctx, Target.class).target());
        ctx.status(204);
    }

    void ports(Context ctx) {
        json.answer(ctx, bridge.links().ports());
    }

    void listen(Context ctx) {
        Listening wanted = json.body(ctx, Listening.class);
        if (wanted.port() < 0 || wanted.port() > 65_535) {
            throw new Problem(400, "malformed", "expected a port of 0 to 65535, got " + wanted.port());
        }
        String friend = JsonBodies.friend(wanted.friend());
        json.answer(ctx.status(201), bridge.links().listen(friend, wanted.port(), wanted.target(), wanted.once()));
    }

    void closePort(Context ctx) {
        String id = ctx.pathParam("port");
        if (!NUMBER.matcher(id).matches()) {
            throw new Problem(400, "malformed", "expected the number of an open port, got " + StrictJson.shown(id));
        }
        bridge.links().closePort(Integer.parseInt(id));
        ctx.status(204);
    }

    void files(Context ctx) {
        json.answer(ctx, bridge.links().files(friend(ctx)));
    }

    void sendFile(Context ctx) {
        FilePath file = json.body(ctx, FilePath.class);
        json.answer(ctx.status(201), bridge.links().sendFile(friend(ctx), file.path()));
    }

    void decide(Context ctx) {
        Decided decided = json.body(ctx, Decided.class);
        String id = ctx.pathParam("file");
        if (!FILE.matcher(id).matches()) {
            throw new Problem(400, "malformed", "expected a file's id of 32 hex digits, got " + StrictJson.shown(id));
        }
        LinksApi.Decision decision = Arrays.stream(LinksApi.Decision.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(decided.decision()))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        400,
                        "malformed",
                        "expected accept, decline or cancel, got " + StrictJson.shown(decided.decision())));
        if (decided.mine() && decision != LinksApi.Decision.CANCEL) {
            throw new Problem(400, "malformed", "expected cancel for a file of our own, got " + decided.decision());
        }
        json.answer(ctx, bridge.links().decide(friend(ctx), id, decided.mine(), decision));
    }

    /** The body is the file: {@code ?friend=...&name=...} say whose and what it is called. */
    void upload(Context ctx) throws IOException {
        String friend = JsonBodies.friend(single(ctx, "friend"));
        String name = single(ctx, "name");
        if (!"application/octet-stream".equals(ctx.contentType())) {
            throw new Problem(415, "malformed", "expected Content-Type: application/octet-stream");
        }
        long size = ctx.req().getContentLengthLong();
        if (size < 0) {
            throw new Problem(411, "malformed", "expected the header Content-Length");
        }
        LinksApi links = bridge.links();
        if (!uploads.tryAcquire()) {
            throw new Refused(
                    Refused.BUSY, UPLOADS_AT_ONCE + " files are on their way from the page: wait for one of them.");
        }
        try {
            json.answer(
                    ctx.status(201), links.upload(friend, name, size, ctx.req().getInputStream()));
        } finally {
            uploads.release();
        }
    }

    private static String single(Context ctx, String parameter) {
        if (ctx.queryParams(parameter).size() != 1) {
            throw new Problem(400, "malformed", "expected the parameter " + parameter + " once");
        }
        return ctx.queryParams(parameter).get(0);
    }

    void folder(Context ctx) {
        json.answer(ctx, new Folder(bridge.links().folder()));
    }

    void setFolder(Context ctx) {
        bridge.links().setFolder(json.body(ctx, Folder.class).folder());
        ctx.status(204);
    }
}
