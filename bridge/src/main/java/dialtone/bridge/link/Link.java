package dialtone.bridge.link;

import dialtone.bridge.webrtc.Channel;
import dialtone.bridge.webrtc.Connection;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to one friend, from the first packet to the end ({@code docs/protocol.md}, 8.1).
 *
 * <pre>
 * OPENING   --hello and pong------------------> CONNECTED
 * CONNECTED --no pong for 6 s-----------------> SILENT
 * SILENT    --pong----------------------------> CONNECTED
 * any       --bye, closed, no pong for 45 s---> OVER
 * </pre>
 */
public final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private static final Duration PING_EVERY = Duration.ofSeconds(2);
    private static final Duration SILENT_AFTER = Duration.ofSeconds(6);
    private static final Duration LOST_AFTER = Duration.ofSeconds(45);

    /** A bye that was just said leaves first: closing at once would drop it. */
    private static final Duration LAST_WORDS = Duration.ofMillis(100);

    /** More messages than this in one second are an attack, not a conversation. */
    private static final int MOST_MESSAGES_A_SECOND = 1_000;

    /** A description and its candidates, and some more. */
    private static final int MOST_EARLY = 100;

    public enum State {
        OPENING,
        CONNECTED,
        SILENT,
        OVER
    }

    public enum Reason {
        BYE,
        CLOSED,
        /** On our side: the native peer ended, or the connection cannot go on in it. */
        BROKE,
        LOST,
        FLOOD,
        CLOSED_BY_US,
        REPLACED
    }

    interface Events {
        /** The control channel is there: what our hello should name, and what to say after it. */
        String helloCall(Link link);

        void channelOpen(Link link);

        void opened(Link link);

        /** Their hello named the call that brought the link. */
        void presence(Link link);

        void control(Link link, LinkMessage message);

        void chat(Link link, LinkMessage message);

        void channel(Link link, Channel channel);

        void over(Link link, Reason reason);
    }

    private final PublicKey friend;
    private final boolean ours;
    private String call;
    private final Connection connection;
    private final Executor thread;
    private final Timer timer;
    private final Events events;

    private State state = State.OPENING;
    private Optional<LinkMessage> theirHello = Optional.empty();

    /** What the friend said as soon as they had our hello: the link is open there, and here it waits for a pong. */
    private final List<LinkMessage> early = new ArrayList<>();

    private Optional<Bytes> fingerprint = Optional.empty();
    private boolean greeted;
    private boolean answered; // our first ping
    private long pings;
    private long lastPong;
    private long lastPongAt;
    private long openedAt;
    private long second;
    private int inSecond;
    private int refused;
    private Optional<Future<?>> nextPing = Optional.empty();

    /** {@code ours}: we invited or dialed. {@code call}: the call that brings it, by our name, or empty. */
    Link(
            PublicKey friend,
            boolean ours,
            String call,
            Connection connection,
            Executor thread,
            Timer timer,
            Events events) {
        this.friend = friend;
        this.ours = ours;
        this.call = call;
        this.connection = connection;
        this.thread = thread;
        this.timer = timer;
        this.events = events;
        lastPongAt = timer.nanoTime();
    }

    public PublicKey friend() {
        return friend;
    }

    public boolean ours() {
        return ours;
    }

    public String call() {
        return call;
    }

    /** It was made ahead. */
    void isFor(String named) {
        call = named;
    }

    public State state() {
        return state;
    }

    /** The friend's, by the description that was applied. */
    public Optional<Bytes> fingerprint() {
        return fingerprint;
    }

    void theirs(Bytes applied) {
        fingerprint = Optional.of(applied);
    }

    /** By their name of the call that brought the link; empty before their hello, or when they do not want it. */
    public String theirCall() {
        return theirHello.map(hello -> hello.text("call")).orElse("");
    }

    /** Sound and picture of their calls go over a connection of their own: their link ends in a native peer. */
    public boolean theyAreApart() {
        return theirHello.filter(hello -> hello.flag("apart")).isPresent();
    }

    public long openedAt() {
        return openedAt;
    }

    /** Messages that were malformed or out of place. */
    public int refused() {
        return refused;
    }

    void refuse() {
        refused++;
    }

    Connection connection() {
        return connection;
    }

    /** Says it on the control channel; false when the link is gone. */
    public boolean say(LinkMessage message) {
        return state != State.OVER && connection.control().send(message.toJson());
    }

    /** What was said has not left this machine yet. On any thread. */
    public boolean hasMoreToSay() {
        return connection.control().waiting() > 0;
    }

    boolean sayInChat(LinkMessage message) {
        return state != State.OVER && connection.chat().send(message.toJson());
    }

    /** Another channel to this friend. */
    public Channel channel(String label) {
        return connection.channel(label);
    }

    void close(boolean bye, Reason reason) {
        if (bye) {
            say(LinkMessage.of("bye"));
        }
        end(reason);
    }

    void opened(Channel channel) {
        if (channel == connection.control()) {
            channel.listen(new Control(), thread);
            greet();
        } else if (channel == connection.chat()) {
            channel.listen(new Chat(), thread);
        } else if (theirHello.isPresent()) {
            events.channel(this, channel);
        } else {
            channel.close(); // before hello nobody asks for anything
            refuse();
        }
    }

    private void greet() {
        if (greeted || state == State.OVER) {
            return;
        }
        greeted = true;
        lastPongAt = timer.nanoTime(); // it may have waited for a long time to be dialed
        say(LinkMessage.of(
                "hello", Map.of("version", LinkMessage.VERSION, "call", events.helloCall(this), "apart", true)));
        events.channelOpen(this);
        ping();
    }

    private void ping() {
        if (state == State.OVER) {
            return;
        }
        long silentFor = timer.nanoTime() - lastPongAt;
        if (silentFor > LOST_AFTER.toNanos()) {
            end(Reason.LOST);
            return;
        }
        if (state == State.CONNECTED && silentFor > SILENT_AFTER.toNanos()) {
            become(State.SILENT);
        }
        say(LinkMessage.of("ping", Map.of("n", ++pings)));
        nextPing = Optional.of(timer.after(PING_EVERY, this::ping));
    }

    private final class Control implements Channel.Listener {
        @Override
        public void message(boolean text, byte[] data) {
            Optional<LinkMessage> message = withinBudget() && text ? LinkMessage.control(utf8(data)) : Optional.empty();
            boolean inPlace = message.filter(each -> theirHello.isPresent()
                            || each.type().equals("hello")
                            || each.type().equals("bye"))
                    .isPresent();
            if (inPlace) {
                heard(message.get());
            } else {
                refuse();
            }
        }

        @Override
        public void closed() {
            end(connection.isOver() ? Reason.BROKE : Reason.CLOSED);
        }
    }

    private final class Chat implements Channel.Listener {
        @Override
        public void message(boolean text, byte[] data) {
            Optional<LinkMessage> message = withinBudget() && text ? LinkMessage.chat(utf8(data)) : Optional.empty();
            if (message.isPresent() && theirHello.isPresent()) {
                events.chat(Link.this, message.get());
            } else {
                refuse();
            }
        }
    }

    private static String utf8(byte[] data) {
        return new String(data, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void heard(LinkMessage message) {
        if (state == State.OVER) {
            return;
        }
        switch (message.type()) {
            case "hello" -> hello(message);
            case "ping" -> say(LinkMessage.of("pong", Map.of("n", message.number("n"))));
            case "pong" -> pong(message.number("n"));
            case "bye" -> end(Reason.BYE);
            default -> {
                if (state != State.OPENING) {
                    events.control(this, message);
                } else if (early.size() < MOST_EARLY) {
                    early.add(message);
                } else {
                    refuse();
                }
            }
        }
    }

    private void hello(LinkMessage message) {
        if (theirHello.isPresent()) {
            refuse();
        } else if (message.number("version") != LinkMessage.VERSION) {
            LOG.info(
                    "{} speaks version {} on links, this is version {}: one of you must update",
                    friend,
                    message.number("version"),
                    LinkMessage.VERSION);
            close(true, Reason.CLOSED_BY_US);
        } else {
            theirHello = Optional.of(message);
            maybeOpened();
        }
    }

    private void pong(long n) {
        if (n <= lastPong || n > pings) {
            return;
        }
        lastPong = n;
        lastPongAt = timer.nanoTime();
        answered = true;
        if (state == State.SILENT) {
            become(State.CONNECTED);
        } else {
            maybeOpened();
        }
    }

    private void maybeOpened() {
        if (state == State.OPENING && theirHello.isPresent() && answered) {
            openedAt = timer.nanoTime();
            state = State.CONNECTED;
            events.opened(this);
            early.forEach(this::heard);
            early.clear();
        }
    }

    private void become(State next) {
        state = next;
        events.presence(this);
    }

    private boolean withinBudget() {
        long now = timer.nanoTime() / 1_000_000_000L;
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        if (++inSecond <= MOST_MESSAGES_A_SECOND) {
            return true;
        }
        end(Reason.FLOOD);
        return false;
    }

    void end(Reason reason) {
        if (state == State.OVER) {
            return;
        }
        state = State.OVER;
        nextPing.ifPresent(ping -> ping.cancel(false));
        if (reason == Reason.CLOSED_BY_US) {
            Future<?> unused = timer.after(LAST_WORDS, connection::close);
        } else {
            connection.close();
        }
        events.over(this, reason);
    }
}
