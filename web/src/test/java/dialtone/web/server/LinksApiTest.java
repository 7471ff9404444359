package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files and connections over the API: what is taken, and what is refused with which words. */
class LinksApiTest {

    private static final String BOB = FakeBridge.BOB;
    private static final String OCTETS = "Content-Type: application/octet-stream";

    private Running running;

    @BeforeEach
    void start() throws IOException {
        running = new Running();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private RawHttp.Answer ask(String body, String method, String path, String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                method + " /api/" + path + " HTTP/1.1",
                "Host: " + running.host(),
                "Authorization: Bearer " + running.token.hex(),
                "Origin: " + running.origin()));
        lines.addAll(List.of(more));
        return running.http.sendWithBody(body, lines.toArray(String[]::new));
    }

    private RawHttp.Answer get(String path) throws IOException {
        return ask("", "GET", path);
    }

    private RawHttp.Answer post(String path, String body) throws IOException {
        return ask(body, "POST", path, "Content-Type: application/json");
    }

    private void refuses(RawHttp.Answer answer, int status, String words) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @Test
    void what_a_friend_may_connect_to_is_allowed_listed_and_forbidden() throws IOException {
        String friend = "friends/" + BOB + "/";
        assertThat(post(friend + "allow", "{\"target\":\"localhost:22\"}").status())
                .isEqualTo(204);
        assertThat(get(friend + "allowed").body()).isEqualTo("[\"localhost:22\"]");
        assertThat(post(friend + "forbid", "{\"target\":\"localhost:22\"}").status())
                .isEqualTo(204);
        assertThat(get(friend + "allowed").body()).isEqualTo("[]");

        refuses(post(friend + "forbid", "{\"target\":\"localhost:22\"}"), 404, "was not allowed");
        refuses(post(friend + "allow", "{\"target\":\"localhost\"}"), 400, "a host and a port");
        refuses(post(friend + "allow", "{\"target\":22}"), 400, "to be a string");
        refuses(post(friend + "allow", "{}"), 400, "expected the field target");
        refuses(post("friends/bob/allow", "{\"target\":\"localhost:22\"}"), 400, "66 hex digits");
        assertThat(get(friend + "allowed").body()).isEqualTo("[]");
    }

    @Test
    void ports_are_opened_listed_and_closed_by_their_number() throws IOException {
        String wanted = "{\"friend\":\"" + BOB + "\",\"port\":2222,\"target\":\"localhost:22\",\"once\":false}";
        RawHttp.Answer opened = post("ports", wanted);
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.body()).contains("\"id\":1", "\"port\":2222", "\"problem\":\"\"");
        assertThat(get("ports").body()).isEqualTo("[" + opened.body() + "]");

        refuses(post("ports", wanted.replace("2222", "65536")), 400, "expected a port of 0 to 65535, got 65536");
        refuses(post("ports", wanted.replace("2222", "-1")), 400, "got -1");
        refuses(post("ports", wanted.replace("false", "\"yes\"")), 400, "once to be true or false");
        refuses(post("ports", wanted.replace(BOB, "bob")), 400, "66 hex digits");
        refuses(ask("", "DELETE", "ports/one"), 400, "the number of an open port");

        assertThat(ask("", "DELETE", "ports/1").status()).isEqualTo(204);
        assertThat(get("ports").body()).isEqualTo("[]");
    }

    @Test
    void a_file_is_offered_by_its_path_and_decided_about_by_its_id() throws IOException {
        String files = "friends/" + BOB + "/files";
        String one = files + "/" + FakeLinks.FILE;
        assertThat(post(files, "{\"path\":\"/home/alice/film.mkv\"}").status()).isEqualTo(201);
        assertThat(get(files).body()).contains("\"name\":\"film.mkv\"", "\"state\":\"offered\"");
        assertThat(post(one, "{\"mine\":false,\"decision\":\"accept\"}").body()).contains("\"state\":\"accepted\"");
        assertThat(post(one, "{\"mine\":true,\"decision\":\"cancel\"}").status())
                .isEqualTo(200);
        List<String> changes = List.of(
                "send /home/alice/film.mkv",
                "ACCEPT " + FakeLinks.FILE + " false",
                "CANCEL " + FakeLinks.FILE + " true");
        assertThat(running.bridge.links.changes).isEqualTo(changes);

        refuses(post(one, "{\"mine\":true,\"decision\":\"accept\"}"), 400, "expected cancel for a file of our own");
        refuses(post(one, "{\"mine\":false,\"decision\":\"eat\"}"), 400, "expected accept, decline or cancel, got eat");
        refuses(post(files + "/1", "{\"mine\":false,\"decision\":\"accept\"}"), 400, "32 hex digits");
        assertThat(running.bridge.links.changes).isEqualTo(changes);
    }

    @Test
    void an_upload_may_be_larger_than_other_bodies_and_keeps_its_name() throws IOException {
        String body = "x".repeat(StrictJson.LIMIT * 3);
        RawHttp.Answer answer = ask(body, "POST", "files?friend=" + BOB + "&name=a%20b%2F..%2Fc%C3%A9.txt", OCTETS);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(running.bridge.links.uploads.get("a b/../cé.txt")).hasSize(body.length());

        refuses(ask("x", "POST", "files?friend=" + BOB, OCTETS), 400, "expected the parameter name once");
        refuses(ask("x", "POST", "files?friend=" + BOB + "&name=a&name=b", OCTETS), 400, "the parameter name once");
        refuses(ask("x", "POST", "files?friend=bob&name=a", OCTETS), 400, "66 hex digits");
        refuses(
                ask("x", "POST", "files?friend=" + BOB + "&name=a", "Content-Type: text/plain"),
                415,
                "application/octet-stream");
        refuses(
                ask("", "POST", "files?friend=" + BOB + "&name=a", OCTETS, "Transfer-Encoding: chunked"),
                411,
                "Content-Length");
        assertThat(running.bridge.links.uploads).hasSize(1);
    }

    @Test
    void nothing_of_it_works_without_the_token() throws IOException {
        for (String path : List.of("ports", "received", "friends/" + BOB + "/files", "friends/" + BOB + "/allowed")) {
            assertThat(running.http
                            .send("GET /api/" + path + " HTTP/1.1", "Host: " + running.host())
                            .status())
                    .as(path)
                    .isEqualTo(401);
        }
        RawHttp.Answer upload = running.http.sendWithBody(
                "x",
                "POST /api/files?friend=" + BOB + "&name=a HTTP/1.1",
                "Host: " + running.host(),
                "Origin: " + running.origin(),
                OCTETS);
        assertThat(upload.status()).isEqualTo(401);
        assertThat(running.bridge.links.uploads).isEmpty();
    }

    @Test
    void the_folder_for_received_files_is_told_and_set() throws IOException {
        assertThat(get("received").body()).isEqualTo("{\"folder\":\"/home/alice/received\"}");
        assertThat(post("received", "{\"folder\":\"/home/alice/other\"}").status())
                .isEqualTo(204);
        assertThat(get("received").body()).isEqualTo("{\"folder\":\"/home/alice/other\"}");
    }
}
