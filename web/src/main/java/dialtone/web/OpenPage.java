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
    static AutoCloseable inBrowser(URI link, DataDir dir, PrintWriter talk) throws IOException {
        Path file = dir.path().resolve("open.html");
        OwnerOnly.write(file, """
                <!doctype html>
                <meta charset="utf-8">
                <meta name="referrer" content="no-referrer">
                <meta http-equiv="refresh" content="0; url=%s">
                <title>Dialtone</title>
                """.formatted(link));
        Optional<String> opener = opener(System.getProperty("os.name"), System.getenv());
        if (opener.isEmpty()) {
            talk.println("No desktop to open a browser on: open the link yourself.");
        } else {
            try {
                new ProcessBuilder(opener.get(), file.toString())
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                talk.println("Could not open a browser (" + e.getMessage() + "): open the link yourself.");
            }
        }
        return () -> Files.deleteIfExists(file);
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
