package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A file goes from one page to the other person's disk, over the link that the bridges hold. */
class FilesTest {

    private static final double PATIENCE_MS = 120_000;

    @RegisterExtension
    static final Stage stage = Stage.withNativeLinks();

    @Test
    void aFileThatIsAttachedInThePageIsAcceptedAndArrivesWhole() throws Exception {
        App alices = stage.run("Alice");
        App bobs = stage.run("Bob", alices.node());
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, alices.link(), bob, bobs.link());
        AbsenceTest.befriend(alice, bob);
        AbsenceTest.connect(alice, bob);
        Path film = stage.dataDir("Alice").resolveSibling("a <b>film.mkv");
        byte[] bytes = new byte[5_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(film, bytes);

        assertThat(alice.button("Attach a file")).isVisible();
        alice.page().locator("input[type=file]").setInputFiles(film);

        Locator offer = file(bob);
        assertThat(offer).containsText("a _b_film.mkv", patient());
        assertThat(offer).containsText("5.0 MB");
        Path received = stage.dataDir("Bob").resolve("regtest/received");
        assertThat(offer).containsText("Alice offers it. It would go to " + received);
        assertThat(file(alice)).containsText("Waits until Bob accepts.");
        AccessibilityTest.hasNoViolations("an offer of a file", bob);
        Path chosen = choosesAFolder(bob, received);
        assertThat(offer).containsText("It would go to " + chosen);
        bob.button("Accept a _b_film.mkv").click();

        assertThat(offer).containsText("Received: " + chosen, patient());
        assertThat(received).doesNotExist();
        assertThat(file(alice)).containsText("Bob has it.", patient());
        AccessibilityTest.hasNoViolations("a file that is there", bob);
        assertThat(sha256(chosen.resolve("a _b_film.mkv"))).isEqualTo(sha256(film));
        assertThat(filesIn(stage.dataDir("Alice").resolve("regtest/outgoing"))).isEmpty();

        Path notes = Files.writeString(film.resolveSibling("notes.txt"), "from the command line");
        try (App.Running send = App.begin(stage.dataDir("Alice"), "send", notes.toString(), "Bob")) {
            bob.button("Accept notes.txt").click();
            assertThat(send.awaitExit()).isZero();
            assertThat(Files.readString(send.talk())).contains("notes.txt (21 bytes) is offered", "Delivered.");
        }
        assertThat(chosen.resolve("notes.txt")).hasContent("from the command line");
        assertThat(notes).exists();

        alice.page().locator("input[type=file]").setInputFiles(notes);
        assertThat(file(bob).first()).containsText("Alice offers it", patient());
        App.Ended accepted = App.command(stage.dataDir("Bob"), "", "receive", "Alice");
        assertThat(accepted.out())
                .as(accepted.talk())
                .isEqualTo(chosen.resolve("notes (2).txt").toString());
        assertThat(chosen.resolve("notes (2).txt")).hasContent("from the command line");
        assertThat(file(bob).first()).containsText("Received: ");
    }

    private static Path choosesAFolder(Person bob, Path before) throws IOException {
        Path chosen = before.resolveSibling("films");
        bob.button("Another folder a _b_film.mkv").click();
        assertThat(bob.textBox("Folder")).hasValue(before.toString());
        bob.textBox("Folder").fill(chosen.toString());
        bob.button("Save").click();
        assertThat(bob.page().getByRole(AriaRole.ALERT)).containsText("a folder that exists: make it first");
        AccessibilityTest.hasNoViolations("a folder that is not there", bob);
        Files.createDirectory(chosen);
        bob.button("Save").click();
        assertThat(bob.page().getByRole(AriaRole.DIALOG)).isHidden();
        return chosen;
    }

    private static Locator file(Person person) {
        return person.page().locator(".file");
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
    }

    private static byte[] sha256(Path file) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
