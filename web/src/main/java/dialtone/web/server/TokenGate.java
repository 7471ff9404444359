package dialtone.web.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Compares tokens, in one line for the whole server: after a wrong guess nothing is compared for {@link #PAUSE}, so however many connections guess, at most four
 * guesses a second are answered. A right token passes at once unless somebody is guessing, and then waits its turn; who finds the line full is turned away unread.
 */
final class TokenGate {

    static final Duration PAUSE = Duration.ofMillis(250);
    static final int LINE = 16;

    enum Verdict {
        RIGHT,
        WRONG,
        TOO_MANY
    }

    private record Guess(String presented, CompletableFuture<Verdict> verdict) {}

    private final Token token;
    private final ScheduledExecutorService timer;
    private final Queue<Guess> line = new ArrayDeque<>();
    private boolean paused;

    TokenGate(Token token, ScheduledExecutorService timer) {
        this.token = token;
        this.timer = timer;
    }

    /** Completed before it is returned when the token is right and nobody is guessing. */
    CompletableFuture<Verdict> present(String presented) {
        Guess guess = new Guess(presented, new CompletableFuture<>());
        synchronized (this) {
            if (line.size() >= LINE) {
                return CompletableFuture.completedFuture(Verdict.TOO_MANY);
            }
            line.add(guess);
        }
        advance();
        return guess.verdict();
    }

    private void advance() {
        List<Guess> right = new ArrayList<>();
        synchronized (this) {
            while (!paused && !line.isEmpty()) {
                Guess guess = line.remove();
                if (token.matches(guess.presented())) {
                    right.add(guess);
                } else {
                    paused = true;
                    var unused = timer.schedule(() -> resume(guess), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        }
        right.forEach(guess -> guess.verdict().complete(Verdict.RIGHT));
    }

    private void resume(Guess wrong) {
        synchronized (this) {
            paused = false;
        }
        wrong.verdict().complete(Verdict.WRONG);
        advance();
    }
}
