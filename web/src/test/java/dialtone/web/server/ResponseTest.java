package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every response carries, and how errors speak. */
class ResponseTest {

    private static Running running;

    @BeforeAll
    static void start() throws IOException {
        running = new Running();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static RawHttp.Answer get(String path, String... more) throws IOException {
        return ask("GET", path, "", more);
    }

    private static RawHttp.Answer ask(String method, String path, String body, String... more) throws IOException {
        String[] lines = new String[5 + more.length];
        lines[0] = method + " " + path + " HTTP/1.1";
        lines[1] = "Host: " + running.host();
        lines[2] = "Origin: " + running.origin();
        lines[3] = "Authorization: Bearer " + running.token.hex();
        lines[4] = "Accept: text/html, */*";
        System.arraycopy(more, 0, lines, 5, more.length);
        return running.http.sendWithBody(body, lines);
    }

    private static RawHttp.Answer post(String path, String body) throws IOException {
        return ask("POST", path, body, "Content-Type: application/json");
    }

    private static Map<String, RawHttp.Answer> oneOfEach() throws IOException {
        Map<String, RawHttp.Answer> answers = new LinkedHashMap<>();
        answers.put("200 page", get("/"));
        answers.put("200 asset", get(Assets.PLACE + "probe.js"));
        answers.put("200 api", get("/api/card"));
        answers.put("200 head", ask("HEAD", "/", ""));
        answers.put("201", post("/api/friends", "{\"card\":\"dtrt1bob\",\"name\":\"Bob\"}"));
        answers.put("204", ask("DELETE", "/api/friends/" + FakeBridge.BOB, ""));
        answers.put("400 json", post("/api/friends", "{"));
        answers.put("400 card", post("/api/friends", "{\"card\":\"x\",\"name\":\"Bob\"}"));
        answers.put("400 no http", running.http.send("NONSENSE"));
        answers.put("400 no host", running.http.send("GET / HTTP/1.1"));
        answers.put(
                "400 upgrade", get("/tab", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"));
        answers.put("401", running.http.send("GET /api/card HTTP/1.1", "Host: " + running.host()));
        answers.put("403", running.http.send("GET / HTTP/1.1", "Host: evil.example"));
        answers.put("404 path", get("/nothing"));
        answers.put("404 asset", get(Assets.PLACE + "nothing.js"));
        answers.put("404 api", get("/api/nothing"));
        answers.put("404 friend", ask("DELETE", "/api/friends/" + FakeBridge.ALICE, ""));
        answers.put("405 api", ask("PUT", "/api/friends", "{}"));
        answers.put("405 trace", ask("TRACE", "/", ""));
        answers.put("405 page", post("/", "{}"));
        answers.put("413", post("/api/friends", "[\"" + "x".repeat(StrictJson.LIMIT) + "\"]"));
        answers.put("415", ask("POST", "/api/friends", "{}", "Content-Type: text/plain"));
        answers.put("426", get("/tab"));
        answers.put("431", get("/", "X-Long: " + "x".repeat(9_000)));
        answers.put("500", post("/api/friends", "{\"card\":\"boom\",\"name\":\"Bob\"}"));
        answers.put("505", running.http.send("GET / HTTP/7.9", "Host: " + running.host()));
        return answers;
    }

    @Test
    void every_response_carries_the_safety_headers_and_no_cookie() throws IOException {
        Map<String, RawHttp.Answer> answers = oneOfEach();
        answers.forEach((name, answer) -> {
            assertThat(name).startsWith(String.valueOf(answer.status()));
            assertThat(answer.header("Content-Security-Policy"))
                    .as(name)
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
                            + " media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none';"
                            + " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'");
            assertThat(answer.header("X-Frame-Options")).as(name).isEqualTo("DENY");
            assertThat(answer.header("X-Content-Type-Options")).as(name).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).as(name).isEqualTo("no-referrer");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).as(name).isEqualTo("same-origin");
            assertThat(answer.header("Cross-Origin-Opener-Policy")).as(name).isEqualTo("same-origin");
            assertThat(answer.header("Permissions-Policy"))
                    .as(name)
                    .startsWith("camera=(self), microphone=(self), display-capture=(self), ");
            assertThat(answer.header("Cache-Control"))
                    .as(name)
                    .isEqualTo(name.equals("200 asset") ? "max-age=31536000, immutable" : "no-store");
            assertThat(answer.has("Set-Cookie")).as(name).isFalse();
            assertThat(answer.has("Server")).as(name).isFalse();
            assertThat(answer.headers()).as(name).noneMatch(line -> line.startsWith("Access-Control"));
        });
        System.out.printf("safety headers on %d kinds of response%n", answers.size());
    }

    @Test
    void api_errors_are_words_in_json_and_never_a_stack_trace() throws IOException {
        for (var entry : oneOfEach().entrySet()) {
            RawHttp.Answer answer = entry.getValue();
            assertThat(answer.body())
                    .as(entry.getKey())
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ")
                    .doesNotContain("jetty")
                    .doesNotContain("Jetty");
            if (answer.status() >= 400 && !answer.body().isEmpty()) {
                JsonNode error = new ObjectMapper().readTree(answer.body()).path("error");
                assertThat(error.path("code").textValue()).as(entry.getKey()).isNotBlank();
                assertThat(error.path("text").textValue()).as(entry.getKey()).isNotBlank();
            }
        }
        assertThat(post("/api/friends", "{\"card\":\"boom\",\"name\":\"Bob\"}").body())
                .doesNotContain("boom");
    }

    @Test
    void malformed_bodies_are_400_and_say_what_was_expected_and_what_came() throws IOException {
        Map<String, String> table = new LinkedHashMap<>();
        table.put("{", "expected a JSON object of at most 16 levels, got what cannot be read as one, line 1, column 2");
        table.put("[]", "expected a JSON object, got an array");
        table.put("\"x\"", "expected a JSON object, got a string");
        table.put("", "expected a JSON object, got nothing");
        table.put("null", "expected a JSON object, got null");
        table.put("{}", "expected the field card, got none");
        table.put("{\"card\":1,\"name\":\"\"}", "expected the field card to be a string, got another number");
        table.put("{\"card\":null,\"name\":\"\"}", "expected the field card to be a string, got null");
        table.put(
                "{\"card\":\"\",\"name\":\"\",\"admin\":true}",
                "expected only the fields card, name, got the field admin");
        table.put("{\"card\":\"a\",\"card\":\"b\",\"name\":\"\"}", "cannot be read as one");
        table.put("{\"card\":\"\",\"name\":\"\"} {}", "cannot be read as one");
        table.put("[".repeat(100_000), "cannot be read as one");
        table.put("{\"card\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}", "cannot be read as one");
        for (var row : table.entrySet()) {
            RawHttp.Answer answer = post("/api/friends", row.getKey());
            String shown = row.getKey().substring(0, Math.min(60, row.getKey().length()));
            assertThat(answer.status()).as(shown).isEqualTo(400);
            assertThat(answer.body()).as(shown).contains(row.getValue());
        }
        assertThat(running.bridge.changes).noneMatch(change -> change.startsWith("add b"));
    }

    @Test
    void the_page_shows_name_network_and_release_escaped() throws IOException {
        assertThat(get("/").body())
                .startsWith("<!doctype html>")
                .contains("<body data-name=\"Alice\" data-network=\"regtest\" data-release=\"0.1.0-test\">")
                .contains("<script type=\"module\" src=\"" + Assets.PLACE + "app.js\"></script>")
                .contains("<div id=\"app\"></div>");
        running.bridge.rename("\"><script>alert(1)</script><b x='");
        assertThat(get("/").body())
                .contains("data-name=\"&#34;>&lt;script>alert(1)&lt;/script>&lt;b x=&#39;\"")
                .doesNotContain("<script>alert");
        running.bridge.rename("Alice");
    }

    @Test
    void assets_have_their_type_and_stand_where_their_content_says() throws IOException {
        assertThat(Assets.PLACE).matches("/static/[0-9a-f]{32}/");
        RawHttp.Answer asset = get(Assets.PLACE + "probe.js");
        assertThat(asset.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(asset.body()).contains("asset-bytes");
        assertThat(get(Assets.PLACE.replaceAll("[0-9a-f]{32}", "0".repeat(32)) + "probe.js")
                        .status())
                .as("of an earlier release")
                .isEqualTo(404);
    }

    @Test
    void the_api_lists_adds_and_removes_friends_and_inspects() throws IOException {
        assertThat(get("/api/card").body()).contains("\"link\":\"dialtone:dtrt1alice\"");
        assertThat(get("/api/health").body())
                .contains("\"state\":\"connected\"")
                .contains("\"release\":\"0.1.0-test\"");
        assertThat(post("/api/friends", "{\"card\":\"dtrt1bob\",\"name\":\"Bob\"}")
                        .body())
                .contains(FakeBridge.BOB);
        assertThat(get("/api/friends").body()).contains("\"name\":\"Bob\"");
        assertThat(ask("DELETE", "/api/friends/" + FakeBridge.BOB, "").status()).isEqualTo(204);
        assertThat(get("/api/friends").body()).isEqualTo("[]");
        assertThat(ask("DELETE", "/api/friends/bob", "").body()).contains("expected a friend's id of 66 hex digits");
        assertThat(post("/api/inspect", "{\"hex\":\"00\"}").body()).contains("introduction frame");
        assertThat(List.of(get("/api/friends").status(), get("/api/inspect").status()))
                .containsExactly(200, 405);
    }
}
