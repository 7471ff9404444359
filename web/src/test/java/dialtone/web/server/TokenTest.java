package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The token: unguessable, compared slowly when guessed, never written down (threat W4). */
class TokenTest {

    @Test
    void a_token_is_256_random_bits_in_hex_and_does_not_print_itself() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Token token = Token.random(new SecureRandom());
            assertThat(token.hex()).matches("[0-9a-f]{64}");
            assertThat(token.toString()).doesNotContain(token.hex());
            assertThat(token.matches(token.hex())).isTrue();
            assertThat(token.matches(token.hex().substring(1))).isFalse();
            assertThat(token.matches("")).isFalse();
            seen.add(token.hex());
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    void the_api_takes_the_token_from_the_authorization_header_alone() throws IOException {
        try (Running running = new Running()) {
            String token = running.token.hex();
            String host = "Host: " + running.host();
            for (String[] lines : new String[][] {
                {"GET /api/card HTTP/1.1", host},
                {"GET /api/card HTTP/1.1", host, "Authorization: " + token},
                {"GET /api/card HTTP/1.1", host, "Authorization: Basic " + token},
                {"GET /api/card HTTP/1.1", host, "Authorization: Bearer " + token.substring(2)},
                {"GET /api/card HTTP/1.1", host, "Authorization: Bearer " + token + "00"},
                {"GET /api/card HTTP/1.1", host, "Authorization: Bearer " + "0".repeat(64)},
                {
                    "GET /api/card HTTP/1.1",
                    host,
                    "Authorization: Bearer " + token,
                    "Authorization: Bearer " + "0".repeat(64)
                },
                {"GET /api/card?token=" + token + " HTTP/1.1", host},
                {"GET /api/card?t=" + token + " HTTP/1.1", host, "Cookie: token=" + token},
                {"GET /api/nothing HTTP/1.1", host},
                {"HEAD /api/card HTTP/1.1", host}
            }) {
                RawHttp.Answer answer = running.http.send(lines);
                assertThat(answer.status()).as(String.join(" | ", lines)).isEqualTo(401);
                assertThat(answer.body()).doesNotContain("dtrt1");
            }
            assertThat(running.http
                            .send("GET /api/card HTTP/1.1", host, "Authorization: Bearer " + token)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void guesses_are_compared_at_most_four_times_a_second_whoever_guesses() throws Exception {
        var timer = Executors.newSingleThreadScheduledExecutor();
        try {
            Token token = Token.random(new SecureRandom());
            TokenGate gate = new TokenGate(token, timer);
            long start = System.nanoTime();
            List<CompletableFuture<TokenGate.Verdict>> guesses = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                guesses.add(gate.present("0".repeat(64)));
            }
            CompletableFuture<TokenGate.Verdict> owner = gate.present(token.hex());
            assertThat(owner).isNotDone();
            assertThat(owner.get(30, TimeUnit.SECONDS)).isEqualTo(TokenGate.Verdict.RIGHT);
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(guesses).allMatch(guess -> guess.isDone() && guess.join() == TokenGate.Verdict.WRONG);
            System.out.printf("W4 token guesses a second: %.2f%n", guesses.size() / seconds);
            assertThat(guesses.size() / seconds).isLessThanOrEqualTo(4.0);
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void a_full_line_is_turned_away_unread_and_the_right_token_passes_at_once_when_nobody_guesses() {
        var timer = Executors.newSingleThreadScheduledExecutor();
        try {
            Token token = Token.random(new SecureRandom());
            TokenGate gate = new TokenGate(token, timer);
            for (int i = 0; i < 1_000; i++) {
                assertThat(gate.present(token.hex())).isCompletedWithValue(TokenGate.Verdict.RIGHT);
            }
            for (int i = 0; i < TokenGate.LINE + 1; i++) {
                assertThat(gate.present("wrong")).isNotDone();
            }
            assertThat(gate.present("wrong")).isCompletedWithValue(TokenGate.Verdict.TOO_MANY);
            assertThat(gate.present(token.hex())).isCompletedWithValue(TokenGate.Verdict.TOO_MANY);
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void the_token_is_never_logged_at_any_level_of_ours() throws Exception {
        Logger ours = (Logger) LoggerFactory.getLogger("dialtone");
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        root.addAppender(events);
        Level before = ours.getLevel();
        ours.setLevel(Level.TRACE);
        try (Running running = new Running()) {
            String token = running.token.hex();
            String host = "Host: " + running.host();
            String[] authorized = {"Authorization: Bearer " + token, "Origin: " + running.origin()};
            running.http.send("GET /api/card HTTP/1.1", host, authorized[0]);
            running.http.sendWithBody(
                    "{\"card\":\"boom\",\"name\":\"\"}",
                    "POST /api/friends HTTP/1.1",
                    host,
                    authorized[0],
                    authorized[1],
                    "Content-Type: application/json");
            running.http.send("GET /#t=" + token + " HTTP/1.1", host);
            running.http.send("GET /?t=" + token + " HTTP/1.1", host);
            running.http.send("GET /" + token + " HTTP/1.1", host, "Bad header " + token);
            try (TabClient tab = new TabClient(running)) {
                tab.say(TabClient.hello(running)).next();
                tab.say(TabClient.hello(running)).next();
                tab.say("{\"type\":\"hello\",\"version\":\"" + token + "\",\"token\":\"" + token + "\"}")
                        .next();
            }
            await().until(() -> running.bridge.active() == null);
            assertThat(events.list).isNotEmpty();
            long hits = events.list.stream()
                    .filter(event -> event.getFormattedMessage().contains(token)
                            || String.valueOf(event.getThrowableProxy()).contains(token))
                    .count();
            System.out.printf("W4 token in %d log lines: %d occurrences%n", events.list.size(), hits);
            assertThat(hits).isZero();
        } finally {
            ours.setLevel(before);
            root.detachAppender(events);
        }
    }
}
