package dialtone.web.server;

import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.TabPort;
import dialtone.bridge.tab.ToBrowser;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One browser tab on one socket.
 *
 * <pre>
 * GREETING --hello, right version--> PROVING --right token--> ATTACHED --socket gone--> GONE
 *     |                                 |
 *     '--no hello in 2 s, other frame---'--wrong token--> GONE
 * </pre>
 */
final class BrowserTab implements Tab {

    static final Duration HELLO_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(BrowserTab.class);

    private enum State {
        GREETING,
        PROVING,
        ATTACHED,
        GONE
    }

    private final SendQueue queue;
    private final TabCodec codec;
    private final TabPort port;
    private final TokenGate gate;
    private final ScheduledExecutorService timer;
    private final Runnable proved;
    private State state = State.GREETING;

    BrowserTab(
            Session session,
            TabCodec codec,
            TabPort port,
            TokenGate gate,
            ScheduledExecutorService timer,
            Runnable proved) {
        this.queue = new SendQueue(session);
        this.codec = codec;
        this.port = port;
        this.gate = gate;
        this.timer = timer;
        this.proved = proved;
    }

    void opened() {
        var unused = timer.schedule(this::stillSilent, HELLO_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void stillSilent() {
        if (state == State.GREETING) {
            refuse("hello", "Expected hello within " + HELLO_TIMEOUT.toSeconds() + " s, got nothing.");
        }
    }

    synchronized void heard(String frame) {
        switch (state) {
            case GREETING -> greet(frame);
            case PROVING -> refuse("hello", "Expected nothing before the answer to hello.");
            case ATTACHED -> pass(frame);
            case GONE -> {}
        }
    }

    private void greet(String frame) {
        FromBrowser first;
        try {
            first = codec.read(frame);
        } catch (StrictJson.Malformed e) {
            refuse("hello", "Expected hello as the first message: " + e.getMessage() + ".");
            return;
        }
        if (!(first instanceof FromBrowser.Hello hello)) {
            refuse("hello", "Expected hello as the first message, got another.");
            return;
        }
        if (hello.version() != ToBrowser.VERSION) {
            refuse(
                    "version",
                    "This bridge speaks version " + ToBrowser.VERSION + ", the page version " + hello.version()
                            + ". Reload the page.");
            return;
        }
        state = State.PROVING;
        var unused = gate.present(hello.token()).thenAccept(this::judge);
    }

    private synchronized void judge(TokenGate.Verdict verdict) {
        if (state != State.PROVING) {
            return;
        }
        switch (verdict) {
            case RIGHT -> {
                state = State.ATTACHED;
                proved.run();
                port.attach(this);
            }
            case WRONG ->
                refuse("token", "This page's link is from an earlier start. Open the link that Dialtone printed.");
            case TOO_MANY -> refuse("busy", "Too many wrong tokens at the moment. Try again in 5 s.");
        }
    }

    private void pass(String frame) {
        FromBrowser message;
        try {
            message = codec.read(frame);
            if (message instanceof FromBrowser.Hello) {
                throw new StrictJson.Malformed("expected hello once, got it again");
            }
        } catch (StrictJson.Malformed e) {
            log.warn("A tab sent a malformed message: {}", e.getMessage());
            send(new ToBrowser.Problem(
                    "",
                    "malformed",
                    "The page sent a message that Dialtone does not understand: " + e.getMessage() + ".",
                    "Reload the page."));
            return;
        }
        port.receive(this, message);
    }

    synchronized void gone() {
        boolean attached = state == State.ATTACHED;
        state = State.GONE;
        if (attached) {
            port.detach(this);
        }
    }

    private void refuse(String code, String text) {
        state = State.GONE;
        send(new ToBrowser.Refused(code, text));
        close();
    }

    @Override
    public void send(ToBrowser message) {
        queue.send(codec.write(message));
    }

    @Override
    public void close() {
        queue.close();
        var unused = timer.schedule(queue::cut, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }
}
