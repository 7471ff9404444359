package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Unlocking over the API: behind the same guard as all else, and the passphrase is nowhere else. */
class PassphraseApiTest {

    private static final String TYPED = "correct horse battery";

    private Running running;

    @BeforeEach
    void start() throws IOException {
        running = new Running();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private RawHttp.Answer post(String path, String body, String... headers) throws IOException {
        String[] lines = new String[headers.length + 2];
        lines[0] = "POST /api/" + path + " HTTP/1.1";
        lines[1] = "Host: " + running.host();
        System.arraycopy(headers, 0, lines, 2, headers.length);
        return running.http.sendWithBody(body, lines);
    }

    private RawHttp.Answer post(String path, String body) throws IOException {
        return post(path, body, bearer(), "Origin: " + running.origin(), "Content-Type: application/json");
    }

    private RawHttp.Answer get(String path) throws IOException {
        return running.http.send("GET /api/" + path + " HTTP/1.1", "Host: " + running.host(), bearer());
    }

    private String bearer() {
        return "Authorization: Bearer " + running.token.hex();
    }

    private static String unlocking(String typed) {
        return "{\"passphrase\":\"" + typed + "\"}";
    }

    private static String change(String current, String fresh) {
        return "{\"current\":\"" + current + "\",\"fresh\":\"" + fresh + "\"}";
    }

    @Test
    void a_locked_bridge_answers_423_until_the_right_passphrase_came() throws IOException {
        running.bridge.lock(TYPED);
        assertThat(get("card").status()).isEqualTo(423);
        assertThat(get("card").body()).contains("\"code\":\"locked\"");
        assertThat(get("owner").body())
                .isEqualTo("{\"name\":\"Alice\",\"network\":\"regtest\",\"passphrase\":true,\"locked\":true}");
        RawHttp.Answer page = running.http.send("GET / HTTP/1.1", "Host: " + running.host());
        assertThat(page.status()).isEqualTo(200);

        RawHttp.Answer wrong = post("unlock", unlocking("another one entirely"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("\"code\":\"wrong\"");
        assertThat(post("unlock", unlocking("busy")).status()).isEqualTo(409);
        assertThat(get("card").status()).isEqualTo(423);

        assertThat(post("unlock", unlocking(TYPED)).status()).isEqualTo(204);
        assertThat(get("card").status()).isEqualTo(200);
    }

    @Test
    void strangers_and_other_origins_cannot_try_passphrases() throws IOException {
        running.bridge.lock(TYPED);
        String origin = "Origin: " + running.origin();
        String json = "Content-Type: application/json";
        for (String path : new String[] {"unlock", "passphrase"}) {
            String body = path.equals("unlock") ? unlocking(TYPED) : change(TYPED, "");
            assertThat(post(path, body, origin, json).status()).isEqualTo(401);
            assertThat(post(path, body, bearer(), json).status()).isEqualTo(403);
            assertThat(post(path, body, bearer(), "Origin: http://evil.example", json)
                            .status())
                    .isEqualTo(403);
            assertThat(post(path, body, bearer(), origin, "Content-Type: text/plain")
                            .status())
                    .isEqualTo(415);
            assertThat(post(path, "{\"passphrase\":7}", bearer(), origin, json).status())
                    .isEqualTo(400);
        }
        assertThat(running.http
                        .send("GET /api/unlock HTTP/1.1", "Host: " + running.host(), bearer())
                        .status())
                .isEqualTo(405);
        assertThat(running.bridge.owner().locked()).isTrue();
        assertThat(running.bridge.changes).isEmpty();
    }

    @Test
    void it_is_set_changed_and_removed_and_a_weak_one_is_refused_in_words() throws IOException {
        RawHttp.Answer weak = post("passphrase", change("", "hunter2"));
        assertThat(weak.status()).isEqualTo(400);
        assertThat(weak.body()).contains("\"code\":\"weak\"").contains("at least 12 characters, got 7");
        assertThat(post("passphrase", change("", TYPED)).status()).isEqualTo(204);
        assertThat(get("owner").body()).contains("\"passphrase\":true,\"locked\":false");
        assertThat(post("passphrase", change("", "")).status()).isEqualTo(400);
        assertThat(post("passphrase", change(TYPED, "")).status()).isEqualTo(204);
        assertThat(get("owner").body()).contains("\"passphrase\":false");
    }

    @Test
    void one_is_suggested_and_never_twice() throws IOException {
        String first = get("passphrase/suggestion").body();
        assertThat(first).matches("\\{\"passphrase\":\"([a-z]{3,8} ){7}[a-z]{3,8}\"}");
        assertThat(get("passphrase/suggestion").body()).isNotEqualTo(first);
    }

    @Test
    void what_was_typed_is_never_logged_at_any_level_of_ours() throws IOException {
        String canary = "canary-passphrase-7391";
        Logger ours = (Logger) LoggerFactory.getLogger("dialtone");
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        root.addAppender(events);
        Level before = ours.getLevel();
        ours.setLevel(Level.TRACE);
        running.bridge.lock(TYPED);
        StringBuilder answers = new StringBuilder();
        try {
            for (String body : new String[] {
                unlocking(canary),
                change(canary, canary),
                "{\"passphrase\":\"" + canary + "\",\"more\":1}",
                "{\"" + canary,
                "{\"passphrase\":[\"" + canary + "\"]}"
            }) {
                answers.append(post("unlock", body).body());
                answers.append(post("passphrase", body).body());
            }
            ours.trace("so that there is an event");
        } finally {
            ours.setLevel(before);
            root.detachAppender(events);
        }
        assertThat(events.list).isNotEmpty();
        assertThat(events.list.stream()
                        .filter(event -> (event.getFormattedMessage() + event.getThrowableProxy()).contains(canary)))
                .isEmpty();
        assertThat(answers).isNotEmpty().doesNotContain(canary);
        assertThat(new Api.Unlocking(canary) + "" + new Api.PassphraseChange(canary, canary))
                .doesNotContain(canary);
    }
}
