package dialtone.e2e.peer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.List;

/** A page in Chromium. */
public final class ChromiumPeer implements Peer {

    private final BrowserContext context;
    private final Page page;

    public ChromiumPeer(Browser browser, String address) {
        // Who may use the camera shows real addresses, which a peer without multicast DNS needs.
        context = browser.newContext(new Browser.NewContextOptions().setPermissions(List.of("camera", "microphone")));
        page = context.newPage();
        page.setDefaultTimeout(PATIENCE_S * 1000.0);
        page.navigate(address);
        page.evaluate(Scripts.PEER);
    }

    @Override
    public String name() {
        return "Chromium";
    }

    @Override
    public String offer() {
        return (String) page.evaluate("peer.offer()");
    }

    @Override
    public String answer(String offer) {
        return (String) page.evaluate("offer => peer.answer(offer)", offer);
    }

    @Override
    public void apply(String answer) {
        page.evaluate("answer => peer.apply(answer)", answer);
    }

    @Override
    public void say(String text) {
        page.evaluate("text => void peer.say(text)", text);
    }

    @Override
    public String hear() {
        page.evaluate("void peer.hear().then(text => globalThis.heardText = text)");
        return (String) page.waitForFunction("() => globalThis.heardText").jsonValue();
    }

    @Override
    public void end() {
        page.evaluate("peer.end(), globalThis.heardText = ''");
    }

    @Override
    public void close() {
        context.close();
    }
}
