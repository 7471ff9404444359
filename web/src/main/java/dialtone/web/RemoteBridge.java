package dialtone.web;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.web.server.BridgeApi;
import dialtone.web.server.LinksApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A bridge that runs in another process, asked over its API. */
final class RemoteBridge implements BridgeApi {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A passphrase takes a second or two to check, on a slow machine ten times that. */
    private static final Duration PASSPHRASE_TIMEOUT = Duration.ofSeconds(60);

    /** Servers that are silent are waited for. */
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final RunningBridge running;
    private final String origin;

    RemoteBridge(RunningBridge running) {
        this.running = running;
        this.origin = "http://127.0.0.1:" + running.port();
    }

    @Override
    public Owner owner() {
        return read(ask("GET", "owner", BodyPublishers.noBody()), new TypeReference<>() {});
    }

    @Override
    public void unlock(Passphrase passphrase) {
        ask("POST", "unlock", json(Map.of("passphrase", passphrase.text())), PASSPHRASE_TIMEOUT);
    }

    @Override
    public void setPassphrase(Passphrase current, Passphrase fresh) {
        ask("POST", "passphrase", json(Map.of("current", current.text(), "fresh", fresh.text())), PASSPHRASE_TIMEOUT);
    }

    @Override
    public void setIce(IceSettings settings) {
        ask("POST", "servers", json(Map.of("servers", settings.servers(), "relayOnly", settings.relayOnly())));
    }

    @Override
    public List<Finding> checkConnection() {
        JsonNode checked = read(ask("GET", "check", BodyPublishers.noBody(), CHECK_TIMEOUT), new TypeReference<>() {});
        return mapper.convertValue(checked.path("findings"), new TypeReference<>() {});
    }

    @Override
    public Card card() {
        return read(ask("GET", "card", BodyPublishers.noBody()), new TypeReference<>() {});
    }

    @Override
    public List<Friend> friends() {
        return read(ask("GET", "friends", BodyPublishers.noBody()), new TypeReference<>() {});
    }

    @Override
    public Friend addFriend(String card, String name) {
        return read(ask("POST", "friends", json(Map.of("card", card, "name", name))), new TypeReference<>() {});
    }

    @Override
    public void removeFriend(String id) {
        ask("DELETE", "friends/" + id, BodyPublishers.noBody());
    }

    @Override
    public Inspection inspect(String hex) {
        return read(ask("POST", "inspect", json(Map.of("hex", hex))), new TypeReference<>() {});
    }

    @Override
    public ToBrowser.NodeView node() {
        JsonNode health = read(ask("GET", "health", BodyPublishers.noBody()), new TypeReference<>() {});
        return mapper.convertValue(health.path("node"), ToBrowser.NodeView.class);
    }

    @Override
    public LinksApi links() {
        return new RemoteLinks(this);
    }

    String ask(String method, String path, BodyPublisher body) {
        return ask(method, path, body, TIMEOUT);
    }

    private String ask(String method, String path, BodyPublisher body, Duration timeout) {
        return ask(method, path, body, timeout, "application/json");
    }

    String ask(String method, String path, BodyPublisher body, Duration timeout, String type) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin + "/api/" + path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + running.token())
                .header("Origin", origin)
                .header("Content-Type", type)
                .method(method, body)
                .build();
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandFailure("The bridge that runs on " + origin + " does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted while waiting for the bridge on " + origin);
        }
        if (response.statusCode() >= 400) {
            throw refusal(response);
        }
        return response.body();
    }

    private RuntimeException refusal(HttpResponse<String> response) {
        try {
            JsonNode error = mapper.readTree(response.body()).path("error");
            if (error.path("text").isTextual()) {
                return new Refused(
                        error.path("code").asText(), error.path("text").asText());
            }
        } catch (IOException e) {
            // Not ours: the status has to do.
        }
        return new CommandFailure(
                "The bridge that runs on " + origin + " answered with status " + response.statusCode());
    }

    BodyPublisher json(Map<String, ?> fields) {
        try {
            return BodyPublishers.ofString(mapper.writeValueAsString(fields));
        } catch (IOException e) {
            throw new IllegalStateException("strings can be written as JSON", e);
        }
    }

    <T> T read(String body, TypeReference<T> type) {
        try {
            return mapper.readValue(body, type);
        } catch (IOException e) {
            throw new CommandFailure(
                    "The bridge that runs on " + origin + " is of another version: end it and start it again.");
        }
    }
}
