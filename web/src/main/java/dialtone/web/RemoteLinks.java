package dialtone.web;

import com.fasterxml.jackson.core.type.TypeReference;
import dialtone.bridge.tab.ToBrowser.FileView;
import dialtone.web.server.LinksApi;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Files and TCP connections of a bridge that runs in another process. */
final class RemoteLinks implements LinksApi {

    /** It is copied from one place of this machine to another. */
    private static final Duration UPLOAD_TIMEOUT = Duration.ofHours(1);

    private record Folder(String folder) {}

    private final RemoteBridge bridge;

    RemoteLinks(RemoteBridge bridge) {
        this.bridge = bridge;
    }

    private String get(String path) {
        return bridge.ask("GET", path, BodyPublishers.noBody());
    }

    private String post(String path, Map<String, ?> fields) {
        return bridge.ask("POST", path, bridge.json(fields));
    }

    @Override
    public List<String> allowed(String friend) {
        return bridge.read(get("friends/" + friend + "/allowed"), new TypeReference<>() {});
    }

    @Override
    public void allow(String friend, String target) {
        post("friends/" + friend + "/allow", Map.of("target", target));
    }

    @Override
    public void forbid(String friend, String target) {
        post("friends/" + friend + "/forbid", Map.of("target", target));
    }

    @Override
    public List<Port> ports() {
        return bridge.read(get("ports"), new TypeReference<>() {});
    }

    @Override
    public Port listen(String friend, int port, String target, boolean once) {
        String answer = post("ports", Map.of("friend", friend, "port", port, "target", target, "once", once));
        return bridge.read(answer, new TypeReference<>() {});
    }

    @Override
    public void closePort(int id) {
        bridge.ask("DELETE", "ports/" + id, BodyPublishers.noBody());
    }

    @Override
    public List<FileView> files(String friend) {
        return bridge.read(get("friends/" + friend + "/files"), new TypeReference<>() {});
    }

    @Override
    public FileView sendFile(String friend, String path) {
        return bridge.read(post("friends/" + friend + "/files", Map.of("path", path)), new TypeReference<>() {});
    }

    @Override
    public FileView upload(String friend, String name, long size, InputStream bytes) {
        BodyPublisher body = size == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> bytes), size);
        String path = "files?friend=" + friend + "&name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        String answer = bridge.ask("POST", path, body, UPLOAD_TIMEOUT, "application/octet-stream");
        return bridge.read(answer, new TypeReference<>() {});
    }

    @Override
    public FileView decide(String friend, String id, boolean mine, Decision decision) {
        Map<String, Object> fields =
                Map.of("mine", mine, "decision", decision.name().toLowerCase(Locale.ROOT));
        return bridge.read(post("friends/" + friend + "/files/" + id, fields), new TypeReference<>() {});
    }

    @Override
    public String folder() {
        return bridge.read(get("received"), new TypeReference<Folder>() {}).folder();
    }

    @Override
    public void setFolder(String path) {
        post("received", Map.of("folder", path));
    }
}
