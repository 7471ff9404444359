package dialtone.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens the page in the user's browser. The link holds the token, so it travels in a file of the owner and never on a command line, where every user could read it. */
final class OpenPage {

    private OpenPage() {}

    /** Closing deletes the file. */
    static AutoCloseable file(URI link, DataDir dir) throws IOException {
        Path file = file(dir);
        OwnerOnly.write(file, """
                <!doctype html>
                <meta charset="utf-8">
                <meta name="referrer" content="no-referrer">
                <meta http-equiv="refresh" content="0; url=%s">
                <title>Dialtone</title>
                """.formatted(link));
        return () -> Files.deleteIfExists(file);
    }

    /** A browser that does not open is no failure: the link has been printed. */
    static void inBrowser(DataDir dir, PrintWriter talk) {
        Optional<String> opener = opener(System.getProperty("os.name"), System.getenv());
        if (opener.isEmpty()) {
            talk.println("No desktop to open a browser on: open the link yourself.");
            return;
        }
        try {
            new ProcessBuilder(opener.get(), file(dir).toString())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            talk.println("Could not open a browser (" + e.getMessage() + "): open the link yourself.");
        }
    }

    private static Path file(DataDir dir) {
        return dir.path().resolve("open.html");
    }

    static Optional<String> opener(String os, Map<String, String> environment) {
        if (os.startsWith("Mac")) {
            return Optional.of("open");
        }
        if (os.startsWith("Windows")) {
            return Optional.of("explorer");
        }
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return desktop ? Optional.of("xdg-open") : Optional.empty();
    }
}
