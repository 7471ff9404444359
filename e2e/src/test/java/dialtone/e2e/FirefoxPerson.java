package dialtone.e2e;

import dialtone.e2e.peer.Firefox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;

/** Somebody who uses Firefox, with a fake camera that asks for no permission. */
final class FirefoxPerson implements AutoCloseable {

    private static final Map<String, String> CAMERA = Map.of(
            "media.navigator.streams.fake", "true",
            "media.navigator.permission.disabled", "true",
            "media.autoplay.default", "0");

    /** The elements that can be seen, by the names that a screen reader would say. */
    private static final String EYES = """
            globalThis.eyes = {
              named: (selector, name) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility()
                && (element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent).trim() === name)[0],
              frames: () => eyes.named('video', 'Remote video')?.mozPaintedFrames ?? 0,
              type: (name, text) => {
                const box = eyes.named('input, textarea', name);
                box.value = text;
                box.dispatchEvent(new Event('input', { bubbles: true }));
              },
            };
            globalThis.thrown = [];
            addEventListener('error', ({ message }) => thrown.push(message));
            addEventListener('unhandledrejection', ({ reason }) => thrown.push(String(reason)));
            """;

    private final Firefox firefox;

    FirefoxPerson(Path path) {
        firefox = new Firefox(path, CAMERA);
    }

    FirefoxPerson open(String link) {
        firefox.open(link);
        firefox.evaluate(EYES);
        return this;
    }

    private void awaits(String what, String condition) {
        try {
            Awaitility.await(what)
                    .until(() -> firefox.evaluate("String(Boolean(" + condition + "))")
                            .equals("true"));
        } catch (RuntimeException notSeen) {
            throw new AssertionError(
                    notSeen.getMessage() + "\n" + firefox.evaluate("document.body.innerText + '\\n' + thrown"),
                    notSeen);
        }
    }

    private static String named(String selector, String name) {
        return "eyes.named(" + Firefox.quoted(selector) + ", " + Firefox.quoted(name) + ")";
    }

    void press(String button) {
        awaits("a button " + button, named("button:enabled", button));
        firefox.evaluate("void " + named("button", button) + ".click()");
    }

    void choose(String friend) {
        String item =
                "[...document.querySelectorAll('[aria-label=\"Friends\"] button')].find((each) => each.textContent.includes("
                        + Firefox.quoted(friend) + "))";
        awaits("a friend " + friend, item);
        firefox.evaluate("void " + item + ".click()");
    }

    void reads(String words) {
        awaits("to read " + words, "document.body.innerText.includes(" + Firefox.quoted(words) + ")");
    }

    void seesNoButton(String name) {
        awaits("no button " + name, "!" + named("button", name));
    }

    void say(String text) {
        awaits("the box for messages", named("input, textarea", "Message"));
        firefox.evaluate("void eyes.type('Message', " + Firefox.quoted(text) + ")");
        press("Send");
    }

    void seesMovingPicture(int more) {
        int before = Integer.parseInt(firefox.evaluate("String(eyes.frames())"));
        awaits(more + " frames more than " + before, "eyes.frames() >= " + (before + more));
    }

    /** What went wrong in the page without stopping it. */
    String thrown() {
        return firefox.evaluate("thrown.join('; ')");
    }

    void leaveScreenshot(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, firefox.screenshot());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        firefox.close();
    }
}
