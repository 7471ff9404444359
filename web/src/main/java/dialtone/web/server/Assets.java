package dialtone.web.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The page's scripts, styles and pictures, from the class path. The ETag is a hash of the content: the files of a reproducible jar all bear the same date, so a tag made
 * of date and length would keep old scripts alive after an upgrade.
 */
final class Assets {

    private static final Pattern NAME = Pattern.compile("([a-z0-9-]+/)*[a-z0-9-]+\\.([a-z0-9]+)");

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "ico", "image/x-icon",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "mp3", "audio/mpeg",
            "ogg", "audio/ogg",
            "png", "image/png",
            "svg", "image/svg+xml",
            "webmanifest", "application/manifest+json");

    void serve(Context ctx) throws IOException {
        String name = ctx.path().substring(Routes.ASSETS.length());
        var matcher = NAME.matcher(name);
        String type = matcher.matches() ? TYPES.get(matcher.group(2)) : null;
        byte[] content = type == null ? null : read(name);
        if (content == null) {
            throw new Problem(404, "not-found", "there is no such file");
        }
        String tag = '"' + hash(content) + '"';
        ctx.header("ETag", tag);
        if (tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        ctx.contentType(type).result(content);
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = Assets.class.getResourceAsStream("/static/" + name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
