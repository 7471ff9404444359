package dialtone.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Alice and Bob in windows of one browser profile. The page is the real one; instead of a bridge that holds links there is {@code scripted-bridge.js}. */
final class ScriptedPeople implements AutoCloseable {

    /** For {@code stopwatch.js}. */
    static final String ACCEPT_WHEN_CONNECTED = """
            void (globalThis.beforeAccept = () => new Promise((done) => {
              const pc = scripted.connections.at(-1);
              const look = () => pc.connectionState === 'connected' && done();
              pc.addEventListener('connectionstatechange', look);
              look();
            }))
            """;

    private final BrowserContext context;
    private final String link;
    final Page alice;
    final Page bob;

    /** {@code page}: any bridge, which serves the page and hears nothing from it. {@code scripts}: more that run before the page's own. */
    ScriptedPeople(Browser browser, App page, String... scripts) {
        link = page.link(0);
        context = browser.newContext(new Browser.NewContextOptions()
                .setPermissions(List.of("camera", "microphone"))
                .setViewportSize(1440, 900));
        context.setDefaultTimeout(Person.PATIENCE.toMillis());
        context.addInitScript(script("scripted-bridge.js"));
        for (String each : scripts) {
            context.addInitScript(script(each));
        }
        alice = context.newPage();
        alice.onDialog(Dialog::accept);
        alice.navigate(link);
        awaitLink(alice);
        bob = window("Bob");
    }

    /** One more tab of the person that {@code name} begins with; it leads, unless the name ends with "silent". A window of its own: a tab behind another paints once a second. */
    Page window(String name) {
        Page opened = alice.waitForPopup(() -> alice.evaluate(
                "([link, name]) => void window.open(link, name, 'popup,width=1200,height=800')", List.of(link, name)));
        opened.onDialog(Dialog::accept);
        opened.waitForLoadState();
        opened.reload(); // its scripts ran for the empty document with which a window begins
        awaitLink(opened);
        return opened;
    }

    /** Both as if they had just opened their windows, which takes half as long as to open them: what a page knows of calls goes when it is loaded. */
    void startAfresh() {
        context.pages().stream()
                .filter(page -> page != alice && page != bob)
                .toList()
                .forEach(Page::close);
        alice.reload(new Page.ReloadOptions().setWaitUntil(WaitUntilState.COMMIT));
        bob.reload();
        awaitLink(alice);
        awaitLink(bob);
    }

    private static void awaitLink(Page page) {
        page.getByText("connected").first().waitFor();
    }

    static String script(String name) {
        try (InputStream in = ScriptedPeople.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
