package dialtone.web.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/**
 * The page's scripts, styles and pictures, from the class path. They stand under a path that names their content: a browser keeps them and does not ask again, so that a
 * reload takes one request, and after an upgrade it finds all of them elsewhere (W10).
 */
final class Assets {

    private static final String FOLDER = "static";

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

    private static final Map<String, byte[]> FILES = read();

    /** Where they are, with a slash at its end. */
    static final String PLACE = Routes.ASSETS + hash(FILES) + "/";

    private Assets() {}

    static void serve(Context ctx) {
        String name = ctx.path().substring(PLACE.length());
        byte[] content = FILES.get(name);
        if (content == null) {
            throw new Problem(404, "not-found", "there is no such file");
        }
        ctx.header(SafetyHeaders.CACHE_CONTROL, SafetyHeaders.FOREVER)
                .contentType(TYPES.get(extension(name)))
                .result(content);
    }

    private static Map<String, byte[]> read() {
        Map<String, byte[]> files = new TreeMap<>();
        try {
            for (URL root : Collections.list(Assets.class.getClassLoader().getResources(FOLDER))) {
                for (String name : names(root)) {
                    if (TYPES.containsKey(extension(name))) {
                        files.put(name, content(name));
                    }
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the page's files cannot be read", e);
        }
        return files;
    }

    /** Of all files below {@code root}, a folder on the disk or in a jar; with slashes. */
    private static Set<String> names(URL root) throws IOException, URISyntaxException {
        if (root.openConnection() instanceof JarURLConnection jar) {
            return jar.getJarFile().stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(FOLDER + "/"))
                    .map(name -> name.substring(FOLDER.length() + 1))
                    .collect(TreeSet::new, Set::add, Set::addAll);
        }
        Path folder = Path.of(root.toURI());
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .collect(TreeSet::new, Set::add, Set::addAll);
        }
    }

    private static byte[] content(String name) throws IOException {
        try (InputStream in = Assets.class.getResourceAsStream("/" + FOLDER + "/" + name)) {
            return in.readAllBytes();
        }
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String hash(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, content) -> {
                digest.update((name + "\n" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
