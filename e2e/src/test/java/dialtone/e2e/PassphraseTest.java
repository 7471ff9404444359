package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys that are sealed from one start to the next: what the user sees, and that nothing is lost by it (threat S3). */
class PassphraseTest {

    private static final String PASSPHRASE = "canary horse battery";

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void whoKnowsThePassphraseGetsEverythingBackAndNobodyElseAnything() throws IOException {
        // The node is in Bob's process: it stays when Alice's ends.
        App bobsBridge = stage.run("Bob");
        Path data = stage.dataDir("Alice");
        App alicesBridge = stage.run("Alice", data, 0, bobsBridge.node());
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, alicesBridge.link(), bob, bobsBridge.link());
        AbsenceTest.befriend(alice, bob);
        AbsenceTest.connect(alice, bob);
        alice.say("before it was sealed");
        alice.seesDelivered("before it was sealed");
        alice.canReturn();
        String card = alice.myCard();

        setsPassphrase(alice);
        alicesBridge.close();
        App locked = stage.run("Alice", data, App.portOf(alicesBridge.link()), bobsBridge.node());
        assertThat(locked.talk()).contains("nothing connects until you unlock them in the page");
        List<String> heard = new CopyOnWriteArrayList<>();
        alice.page().onWebSocket(socket -> socket.onFrameReceived(frame -> heard.add(frame.text())));
        alice.opensLocked(locked.link());
        looksRight(alice);
        alice.page().evaluate("globalThis.sinceTheStart = true");

        alice.unlocks("canary horse batterY");
        assertThat(alice.page().getByRole(AriaRole.ALERT)).containsText("This passphrase does not open the keys");
        assertThat(alice.textBox("Passphrase")).isFocused();
        assertThat(alice.heading("Dialtone is locked")).isVisible();

        long start = System.nanoTime();
        alice.unlocks(PASSPHRASE);
        alice.seesTheApp();
        System.out.printf("S3 from Enter to the open page: %d ms%n", (System.nanoTime() - start) / 1_000_000);
        assertThat(alice.page().evaluate("globalThis.sinceTheStart"))
                .as("without a reload")
                .isEqualTo(true);
        assertThat(alice.myCard()).isEqualTo(card);
        alice.choose("Bob");
        alice.reads("before it was sealed");
        assertThat(heard.get(0)).isEqualTo("{\"type\":\"locked\"}");
        assertThat(heard.get(1)).contains("\"type\":\"welcome\"").contains("\"redial\":\"{");
        alice.hasTransactions(1);

        removesPassphrase(alice);
        locked.close();
        App open = stage.run("Alice", data, App.portOf(alicesBridge.link()), bobsBridge.node());
        alice.open(open.link());
        assertThat(alice.myCard()).isEqualTo(card);

        assertThat(open.talk()).doesNotContain("canary");
        assertThat(Files.readString(data.resolve("regtest/dialtone.log"))).doesNotContain("canary");
    }

    private static void setsPassphrase(Person alice) {
        Locator dialog = alice.opensPassphrase("Set a passphrase");
        AccessibilityTest.hasNoViolations("passphrase", alice);
        types(alice, "hunter2", "hunter3");
        alice.button("Set passphrase").click();
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("not the same");
        types(alice, "hunter2", "hunter2");
        alice.button("Set passphrase").click();
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("at least 12 characters, got 7");
        alice.button("Make one for me").click();
        assertThat(dialog.getByText("Write these eight words down")).isVisible();
        types(alice, PASSPHRASE, PASSPHRASE);
        alice.button("Set passphrase").click();
        assertThat(dialog).isHidden();
        assertThat(alice.button("Change or remove the passphrase")).isVisible();
    }

    private static void types(Person person, String fresh, String again) {
        person.textBox("New passphrase").fill(fresh);
        person.textBox("The same again").fill(again);
    }

    private static void removesPassphrase(Person alice) {
        Locator dialog = alice.opensPassphrase("Change or remove the passphrase");
        alice.button("Remove it").click();
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("does not open the keys");
        AccessibilityTest.hasNoViolations("passphrase, refused", alice);
        alice.textBox("Present passphrase").fill(PASSPHRASE);
        alice.button("Remove it").click();
        assertThat(dialog).isHidden();
        assertThat(alice.button("Set a passphrase")).isVisible();
    }

    /** With a keyboard alone, with a screen reader, on a small screen. */
    private static void looksRight(Person alice) {
        assertThat(alice.textBox("Passphrase")).isFocused();
        assertThat(alice.textBox("Passphrase")).hasAttribute("autocomplete", "current-password");
        assertThat(alice.friends()).isHidden();
        AccessibilityTest.hasNoViolations("locked", alice);
        alice.page().setViewportSize(320, 640);
        AccessibilityTest.fits("locked", alice);
        alice.page().setViewportSize(1440, 900);
    }
}
