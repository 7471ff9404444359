package dialtone.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged application as a process of its own, started as a user starts it. Whoever asks for what it said waits until it is ready; meanwhile a test can do something else. */
final class App implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/#t=[0-9a-f]{64}");
    private static final Pattern NODE = Pattern.compile("node \\(regtest\\) on (127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final Path talk;
    private final List<String> arguments;
    private final int linkCount;
    private final List<String> links = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private App(Process process, Path talk, List<String> arguments, int linkCount) {
        this.process = process;
        this.talk = talk;
        this.arguments = arguments;
        this.linkCount = linkCount;
        Thread reader = new Thread(this::readLinks, "links of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** The demo: Alice's link first, then Bob's. {@code log} gets what it says on stderr. {@code holder} of the links to friends: native or browser. */
    static App demo(Path log, String holder) {
        return start(log, 2, List.of("demo", "--links=" + holder));
    }

    /** One person's bridge. {@code port} 0 takes any; {@code node} empty brings a node of its own. */
    static App run(Path log, Path dataDir, String name, int port, String node, String holder) {
        List<String> arguments = new ArrayList<>(List.of(
                "run", "--data-dir", dataDir.toString(), "--name", name, "--port", String.valueOf(port), "--no-open"));
        arguments.add("--links=" + holder);
        if (!node.isEmpty()) {
            arguments.addAll(List.of("--node", node));
        }
        return start(log, 1, arguments);
    }

    /** The card of the identity in {@code dataDir}, as the command line prints it. */
    static String card(Path dataDir) {
        try {
            Process process = new ProcessBuilder(
                            java(), "-jar", jar().toString(), "card", "--data-dir", dataDir.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0 || !said.startsWith("dialtone:")) {
                throw new IllegalStateException("expected a dialtone: link, got " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a card was printed", e);
        }
    }

    record Ended(int code, String out, String talk) {}

    /** Runs a command with {@code input} as its standard input until it ends. */
    static Ended command(Path dataDir, String input, String... arguments) {
        try (Running running = begin(dataDir, arguments)) {
            running.process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            running.process.getOutputStream().close();
            String out = new String(running.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = running.awaitExit();
            return new Ended(code, out, Files.readString(running.talk));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins a command that stays. */
    static Running begin(Path dataDir, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(ShortLived.flags());
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data-dir", dataDir.toString()));
        try {
            Path talk = Files.createTempFile(dataDir.getParent(), arguments[0] + "-", ".stderr");
            return new Running(
                    new ProcessBuilder(command).redirectError(talk.toFile()).start(), talk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Running(Process process, Path talk) implements AutoCloseable {

        String firstLine() throws IOException {
            return process.inputReader(StandardCharsets.UTF_8).readLine();
        }

        /** As Ctrl-C, which jobs that a shell starts in the background ignore. */
        void terminate() {
            signal(process, "TERM");
        }

        int awaitExit() {
            return App.awaitExit(process);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** @param linkCount how many links it prints when it is ready */
    private static App start(Path log, int linkCount, List<String> arguments) {
        return start(log, linkCount, Boolean.getBoolean("measure") ? List.of() : ShortLived.flags(), arguments);
    }

    /** @param flags of the JVM */
    static App start(Path log, int linkCount, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags);
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(arguments);
        try {
            Files.createDirectories(log.getParent());
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new App(process, log, arguments, linkCount);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It has printed all its links, which is the last that it does before it is ready. */
    App awaitReady() {
        try {
            ready.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + arguments + " started", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "expected " + linkCount + " links from " + arguments + " within " + START_LIMIT + ", got "
                            + links.size() + "; it said:\n" + said(),
                    e);
        }
    }

    private void readLinks() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = out.readLine()) != null) {
                if (!LINK.matcher(line).matches()) {
                    ready.completeExceptionally(
                            new IllegalStateException("stdout has a line that is no link: " + line));
                    continue;
                }
                links.add(line);
                if (links.size() == linkCount) {
                    ready.complete(null);
                }
            }
            ready.completeExceptionally(new IllegalStateException("the process ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    String link(int number) {
        return awaitReady().links.get(number);
    }

    String link() {
        return link(0);
    }

    static int portOf(String link) {
        Matcher matcher = LINK.matcher(link);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a link of the application, got " + link);
        }
        return Integer.parseInt(matcher.group(1));
    }

    static String originOf(String link) {
        return "http://127.0.0.1:" + portOf(link);
    }

    static String tokenOf(String link) {
        return link.substring(link.indexOf("#t=") + 3);
    }

    /** host:port of the node this process brought along. */
    String node() {
        Matcher matcher = NODE.matcher(talk());
        if (!matcher.find()) {
            throw new IllegalStateException("expected the address of a node, got:\n" + said());
        }
        return matcher.group(1);
    }

    /** What it has said on stderr. */
    String talk() {
        return awaitReady().said();
    }

    private String said() {
        try {
            return Files.readString(talk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ctrl-C. */
    void interrupt() {
        signal("INT");
    }

    /** Holds the process: it keeps its connections and does nothing. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        signal(process, name);
    }

    private static void signal(Process process, String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGKILL for the process that holds the links, or for one of two. */
    void killNativePeer() {
        ProcessHandle peer = process.children()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no native peer:\n" + talk()));
        peer.destroyForcibly();
    }

    /** SIGKILL, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Waits until it has ended by itself. */
    int awaitExit() {
        return awaitExit(process);
    }

    private static int awaitExit(Process process) {
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the process has not ended within " + END_LIMIT);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ended", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path jar() {
        Path jar = Path.of(System.getProperty("dialtone.jar", "../web/target/dialtone.jar"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    "expected the packaged application at " + jar + ": run ./mvnw -DskipTests package first");
        }
        return jar;
    }
}
