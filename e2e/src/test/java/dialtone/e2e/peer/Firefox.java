package dialtone.e2e.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Firefox with one tab, driven by WebDriver BiDi: Playwright drives no Firefox but its own. */
public final class Firefox implements AutoCloseable {

    private static final String VARIABLE = "DIALTONE_FIREFOX";
    private static final Pattern LISTENING = Pattern.compile("WebDriver BiDi listening on (ws://\\S+)");
    private static final int START_LIMIT_S = 60;

    /** Nothing leaves this machine. */
    private static final Map<String, String> QUIET = Map.of(
            "network.captive-portal-service.enabled", "false",
            "network.connectivity-service.enabled", "false",
            "services.settings.server", "\"data:,#remote-settings-dummy/v1\"",
            "browser.safebrowsing.downloads.remote.enabled", "false",
            "media.gmp-manager.updateEnabled", "false",
            "datareporting.policy.dataSubmissionEnabled", "false");

    private final Path profile;
    private final Process process;
    private final BiDi session;
    private final String context;

    /** The Firefox that the environment variable DIALTONE_FIREFOX names, or one on the PATH. */
    public static Optional<Path> find(Map<String, String> environment) {
        String chosen = environment.get(VARIABLE);
        if (chosen != null) {
            return Optional.of(Path.of(chosen));
        }
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .flatMap(directory -> Stream.of("firefox-esr", "firefox").map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** {@code preferences}: by name, the values as JavaScript. */
    public Firefox(Path firefox, Map<String, String> preferences) {
        try {
            profile = Files.createTempDirectory("firefox-");
            List<String> lines = Stream.of(QUIET, preferences)
                    .flatMap(each -> each.entrySet().stream())
                    .map(each -> "user_pref(\"%s\", %s);".formatted(each.getKey(), each.getValue()))
                    .toList();
            Files.write(profile.resolve("user.js"), lines);
            process = new ProcessBuilder(
                            firefox.toString(),
                            "--headless",
                            "--no-remote",
                            "--remote-debugging-port=0",
                            "--profile",
                            profile.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture<String> listening = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(listening), "firefox-output");
        reader.setDaemon(true);
        reader.start();
        try {
            session = new BiDi(URI.create(listening.get(START_LIMIT_S, TimeUnit.SECONDS) + "/session"));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("expected Firefox to listen within " + START_LIMIT_S + " s", e);
        }
        session.call("session.new", Map.of("capabilities", Map.of()));
        context = session.call("browsingContext.getTree", Map.of())
                .at("/contexts/0/context")
                .asText();
    }

    public void open(String address) {
        session.call("browsingContext.navigate", Map.of("context", context, "url", address, "wait", "complete"));
    }

    private void read(CompletableFuture<String> listening) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = out.readLine()) != null) {
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    listening.complete(matcher.group(1));
                }
            }
            listening.completeExceptionally(new IllegalStateException("Firefox ended"));
        } catch (IOException e) {
            listening.completeExceptionally(e);
        }
    }

    /** What the expression is, or what it promises, as text. */
    public String evaluate(String expression) {
        JsonNode result = session.call(
                "script.evaluate",
                Map.of(
                        "expression",
                        expression,
                        "target",
                        Map.of("context", context),
                        "awaitPromise",
                        true,
                        "userActivation",
                        true));
        if (!result.path("type").asText().equals("success")) {
            throw new IllegalStateException("Firefox: " + result.at("/exceptionDetails/text"));
        }
        return result.at("/result/value").asText();
    }

    /** A PNG of what is seen. */
    public byte[] screenshot() {
        JsonNode shot = session.call("browsingContext.captureScreenshot", Map.of("context", context));
        return Base64.getDecoder().decode(shot.path("data").asText());
    }

    /** As it stands in JavaScript. */
    public static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    @Override
    public void close() {
        session.close();
        process.destroy();
        try {
            if (!process.waitFor(START_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.walk(profile)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
