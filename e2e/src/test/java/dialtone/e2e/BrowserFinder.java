package dialtone.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the Chromium to test with: {@code DIALTONE_BROWSER}, then PATH, then known places, then Playwright's own. Downloads nothing. */
final class BrowserFinder {

    static final String VARIABLE = "DIALTONE_BROWSER";

    static final String NONE =
            "No Chromium found, so the browser tests are skipped. Install one (Debian: apt-get install chromium) or set "
                    + VARIABLE + " to the path of Chromium, Chrome or Edge.";

    private static final List<String> NAMES = List.of(
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "microsoft-edge",
            "microsoft-edge-stable");

    private static final List<Path> PLACES = Stream.of(
                    "/usr/bin/chromium",
                    "/usr/lib/chromium/chromium",
                    "/snap/bin/chromium",
                    "/opt/google/chrome/chrome",
                    "/opt/microsoft/msedge/msedge",
                    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                    "/Applications/Chromium.app/Contents/MacOS/Chromium",
                    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
                    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
                    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
                    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe")
            .map(Path::of)
            .toList();

    private final Map<String, String> environment;
    private final List<Path> places;

    BrowserFinder(Map<String, String> environment) {
        this(environment, PLACES);
    }

    BrowserFinder(Map<String, String> environment, List<Path> places) {
        this.environment = environment;
        this.places = places;
    }

    /** @param playwrights where Playwright would have installed its own */
    Optional<Path> find(Path playwrights) {
        String chosen = environment.get(VARIABLE);
        if (chosen != null) {
            return Optional.of(checked(Path.of(chosen)));
        }
        return Stream.of(onPath(), places.stream(), Stream.of(playwrights))
                .flatMap(candidates -> candidates)
                .filter(BrowserFinder::runs)
                .findFirst();
    }

    private Stream<Path> onPath() {
        List<Path> directories = Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(Path::of)
                .toList();
        return NAMES.stream().flatMap(name -> directories.stream().map(directory -> directory.resolve(name)));
    }

    /** A choice that does not hold is an error: another browser than the wanted one would prove nothing. */
    private static Path checked(Path chosen) {
        if (!runs(chosen)) {
            throw new IllegalStateException(
                    VARIABLE + " is " + chosen + ": expected the path of a browser that can be executed");
        }
        return chosen;
    }

    private static boolean runs(Path candidate) {
        return Files.isRegularFile(candidate) && Files.isExecutable(candidate);
    }
}
