package dialtone.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A browser, and the people and processes of each test. What a test opened is closed after it; what was opened before the first test, after the last.
 * A test that fails leaves traces, screenshots, consoles and the processes' words in {@code target/failures/CLASS.test}.
 */
final class Stage implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** Nothing of the browser's own may use the network or the machine's devices. */
    private static final List<String> FLAGS = List.of(
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-gpu");

    /** Who holds the links of the bridges: the page, unless a test asks for the native peer. */
    static final String BROWSER = "browser";

    static final String NATIVE = "native";

    private static final String FAKE_CAMERA = "--use-fake-device-for-media-stream";

    private final List<String> flags = new ArrayList<>(FLAGS);
    private String holder = BROWSER;

    private Browser browser;
    private Path work;
    private String test = "class";
    private final Deque<AutoCloseable> ofClass = new ArrayDeque<>();
    private final Deque<AutoCloseable> ofTest = new ArrayDeque<>();
    private final List<Person> peopleOfClass = new ArrayList<>();
    private final List<Person> peopleOfTest = new ArrayList<>();
    private boolean inTest;

    /** With a fake camera and microphone. */
    Stage() {
        this(FAKE_CAMERA);
    }

    private Stage(String... more) {
        flags.addAll(Arrays.asList(more));
    }

    static Stage withoutCamera() {
        return new Stage(new String[0]);
    }

    static Stage withNativeLinks() {
        Stage stage = new Stage();
        stage.holder = NATIVE;
        return stage;
    }

    /** The camera shows this person. */
    static Stage filming(Portrait portrait) {
        try {
            Path film = Files.createTempFile("portrait-", ".y4m");
            film.toFile().deleteOnExit();
            return withFlags("--use-file-for-fake-video-capture=" + portrait.film(film));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stage withFlags(String... more) {
        Stage stage = new Stage();
        stage.flags.addAll(Arrays.asList(more));
        return stage;
    }

    /** For a browser with a fake camera that a test launches by itself. */
    static List<String> flags() {
        return new Stage().flags;
    }

    Browser browser() {
        return browser;
    }

    App demo() {
        return add(App.demo(log("demo"), holder));
    }

    /** A bridge with an embedded node of its own. */
    App run(String name) {
        return run(name, dataDir(name), 0, "");
    }

    App run(String name, String node) {
        return run(name, dataDir(name), 0, node);
    }

    App run(String name, Path dataDir, int port, String node) {
        return run(name, dataDir, port, node, holder);
    }

    App run(String name, Path dataDir, int port, String node, String linksHeldBy) {
        return add(App.run(log(dataDir.getFileName().toString()), dataDir, name, port, node, linksHeldBy));
    }

    Path dataDir(String name) {
        return work.resolve(test).resolve(name + "-data");
    }

    /** A person at a screen of their own: camera and microphone allowed. */
    Person person(String name) {
        return person(name, name);
    }

    /** {@code files}: what their files are called, when their name would make a bad file name. */
    Person person(String files, String name) {
        return add(new Person(files, name, browser, true));
    }

    /** A person who allows no camera and no microphone. */
    Person shyPerson(String name) {
        return add(new Person(name, name, browser, false));
    }

    private Path log(String name) {
        return work.resolve(test).resolve(name + ".stderr");
    }

    private <T extends AutoCloseable> T add(T opened) {
        (inTest ? ofTest : ofClass).push(opened);
        if (opened instanceof Person person) {
            (inTest ? peopleOfTest : peopleOfClass).add(person);
        }
        return opened;
    }

    private Stream<Person> people() {
        return Stream.of(peopleOfClass, peopleOfTest).flatMap(List::stream);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        PlaywrightAssertions.setDefaultAssertionTimeout(Person.PATIENCE.toMillis());
        Awaitility.setDefaultTimeout(Person.PATIENCE);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
        work = target().resolve("stage").resolve(context.getRequiredTestClass().getSimpleName());
        clear(work);
        browser = Browsers.of(context).with(flags);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        test = context.getRequiredTestMethod().getName();
        inTest = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        String name = context.getRequiredTestClass().getSimpleName() + "." + test;
        Path evidence = target().resolve("failures").resolve(name);
        clear(evidence);
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure != null) {
            leaveEvidence(evidence, failure);
        }
        List<String> errors =
                people().flatMap(person -> person.pageErrors().stream()).toList();
        peopleOfTest.clear();
        closeAll(ofTest);
        inTest = false;
        test = "class";
        if (failure == null && !errors.isEmpty()) {
            throw new AssertionError("the page threw: " + errors);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        closeAll(ofClass);
    }

    private void leaveEvidence(Path evidence, Throwable failure) {
        try {
            Files.createDirectories(evidence);
            Files.writeString(evidence.resolve("failure.txt"), failure + System.lineSeparator());
            for (Person person : people().toList()) {
                person.leaveEvidence(evidence);
            }
            Path said = work.resolve(test);
            if (Files.isDirectory(said)) {
                try (Stream<Path> files = Files.walk(said)) {
                    for (Path file : files.filter(Stage::isLog).toList()) {
                        String name = said.relativize(file).toString().replace('/', '-');
                        Files.copy(file, evidence.resolve(name));
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".stderr") || name.endsWith(".log");
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        RuntimeException failed = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failed = failed == null ? new IllegalStateException("closing failed", e) : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    static Path target() {
        return Path.of(System.getProperty("dialtone.target", "target")).toAbsolutePath();
    }

    static void clear(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
