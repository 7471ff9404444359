package dialtone.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** Two homes behind routers, with a bridge and a browser in each: {@code lab/nat-lab}. Closing it removes everything. */
final class NatLab implements AutoCloseable {

    /** Kept by the page, so that the test may ask each connection which of its addresses carry it. */
    private static final String WATCH_CONNECTIONS = """
            globalThis.connections = [];
            globalThis.RTCPeerConnection = class extends RTCPeerConnection {
              constructor(...options) {
                super(...options);
                globalThis.connections.push(this);
              }
            };
            """;

    private static final String PATH = """
            async () => {
              for (const connection of globalThis.connections) {
                if (connection.connectionState !== 'connected') continue;
                const stats = await connection.getStats();
                const { selectedCandidatePairId } = [...stats.values()].find(({ type }) => type === 'transport');
                const { localCandidateId, remoteCandidateId } = stats.get(selectedCandidatePairId);
                return `${stats.get(localCandidateId).candidateType}->${stats.get(remoteCandidateId).candidateType}`;
              }
              return 'none';
            }
            """;

    private static final Path SCRIPT = Path.of(System.getProperty("dialtone.docs", "../docs"))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("lab/nat-lab");

    private final String name;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Map<String, String> links = Map.of();

    private NatLab(String name) {
        this.name = name;
    }

    /** Skips the test where the machine does not permit it. */
    static void assumePossible() {
        Ended end = run("labcheck", List.of("check"));
        Assumptions.assumeTrue(end.code == 0, end.said);
    }

    private static final String NATIVE_PEER = "dialtone.bridge.webrtc.child.Child";

    /** {@code options}: of nat-lab up. */
    static NatLab up(String a, String b, List<String> options) {
        NatLab lab = new NatLab("lab" + ProcessHandle.current().pid());
        List<String> arguments = new ArrayList<>(List.of("up", a, b));
        arguments.addAll(options);
        lab.links = lab.does(arguments)
                .lines()
                .filter(line -> line.matches("[ab] http://.*"))
                .collect(Collectors.toMap(line -> line.substring(0, 1), line -> line.substring(2)));
        return lab;
    }

    /** That home's computer has another address from now on. {@code home}: a or b. */
    void move(String home) {
        does(List.of("move", home));
    }

    /** SIGKILL for the process that holds the links of that home. {@code home}: a or b. */
    void killNativePeer(String home) {
        does(List.of("in", home, "ip", "netns", "pids", name + "-" + home))
                .lines()
                .map(Long::parseLong)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(process -> process.info().commandLine().orElse("").contains(NATIVE_PEER))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private String does(List<String> arguments) {
        Ended end = run(name, arguments);
        if (end.code != 0) {
            throw new IllegalStateException("nat-lab " + arguments + " ended with " + end.code + ":\n" + end.said);
        }
        return end.said;
    }

    /** Somebody in that home, with a browser of its own. {@code home}: a or b. */
    Person person(Playwright playwright, String home, Path directory) {
        Path found = new BrowserFinder(System.getenv())
                .find(Path.of(playwright.chromium().executablePath()))
                .orElse(null);
        Assumptions.assumeTrue(found != null, BrowserFinder.NONE);
        try {
            Files.createDirectories(directory);
            Path inHome = Files.createTempFile(
                    directory,
                    "browser-",
                    ".sh",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(
                    inHome, "#!/bin/sh\nNAT_LAB=%s exec '%s' in %s '%s' \"$@\"\n".formatted(name, SCRIPT, home, found));
            Browser browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(inHome)
                            .setArgs(Stage.flags())
                            .setChromiumSandbox(false));
            opened.add(browser);
            Person person = new Person(home, home, browser, true);
            person.context().addInitScript(WATCH_CONNECTIONS);
            opened.add(person);
            return person.open(links.get(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the pages saw of a test that failed. */
    void leaveEvidence(Path directory, Throwable failure) {
        try {
            Files.createDirectories(directory);
            for (AutoCloseable each : opened) {
                if (each instanceof Person person) {
                    person.leaveEvidence(directory);
                }
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** The kinds of our and of the friend's address that carry a link, or none. */
    static String path(Person person) {
        return (String) person.page().evaluate(PATH);
    }

    private record Ended(int code, String said) {}

    private static Ended run(String lab, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("NAT_LAB", lab);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("JDK_JAVA_OPTIONS", ShortLived.javaOptions());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), said.strip());
        } catch (IOException e) {
            return new Ended(-1, "bash cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while nat-lab ran", e);
        }
    }

    @Override
    public void close() {
        try {
            for (int i = opened.size() - 1; i >= 0; i--) {
                opened.get(i).close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("closing failed", e);
        } finally {
            run(name, List.of("down"));
        }
    }
}
