package dialtone.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The browsers of a test run, one for each set of flags: the people in it have profiles of their own, and to start one takes as long as a short test. */
final class Browsers implements AutoCloseable {

    private final Playwright playwright;
    private final Path executable;
    private final Map<List<String>, Browser> launched = new HashMap<>();

    private Browsers() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Path playwrights = Path.of(playwright.chromium().executablePath());
        executable = new BrowserFinder(System.getenv()).find(playwrights).orElse(null);
    }

    /** The same for all test classes; closed after the last. */
    static Browsers of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Browsers.class, key -> new Browsers(), Browsers.class);
    }

    /** Where there is no browser, the tests that need one are skipped with a message. */
    Browser with(List<String> flags) {
        Assumptions.assumeTrue(executable != null, BrowserFinder.NONE);
        return launched.compute(
                List.copyOf(flags), (key, known) -> known != null && known.isConnected() ? known : launch(key));
    }

    private Browser launch(List<String> flags) {
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(flags)
                        .setChromiumSandbox(!isRoot()));
    }

    @Override
    public void close() {
        playwright.close();
    }

    /** Chromium's sandbox does not work for root. */
    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
