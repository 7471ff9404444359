package dialtone.bridge.link.forward;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A connection that begins here. */
final class Outgoing extends Connection {

    private final Target target;
    private final Pipe pipe;
    private final Executor threads;
    private final Consumer<Optional<ForwardException>> ended;
    private final String name;
    private boolean answered;

    /** {@code ended}: called once, with what is wrong when it did not come about. {@code name}: the friend's, for messages. */
    Outgoing(
            String friend,
            String name,
            Channel channel,
            Target target,
            Pipe pipe,
            Executor threads,
            Consumer<Optional<ForwardException>> ended) {
        super(friend, channel);
        this.name = name;
        this.target = target;
        this.pipe = pipe;
        this.threads = threads;
        this.ended = ended;
    }

    void connect() {
        boolean sent = channel.send(JsonObject.of("connect")
                .with("version", 1)
                .with("host", target.host())
                .with("port", target.port())
                .toString());
        if (!sent) {
            fail(Refusal.ENDED);
        }
    }

    @Override
    void heard(JsonObject message) {
        switch (message.type()) {
            case "connected" -> {
                if (answered) {
                    return;
                }
                answered = true;
                Relay relay = new Relay(channel, pipe, () -> ended.accept(Optional.empty()));
                relay(relay);
                relay.start(threads);
            }
            case "refused" -> fail(Refusal.fromWire(message.text("why", 100)));
            default -> {
                // Of a later version.
            }
        }
    }

    /** Nothing was heard for too long. */
    void giveUp() {
        fail(Refusal.TIMED_OUT);
    }

    private void fail(Refusal why) {
        if (!answered) {
            answered = true;
            channel.close();
            pipe.reset();
            ended.accept(Optional.of(new ForwardException(why.words(name, target))));
        }
    }

    @Override
    void broken() {
        fail(Refusal.BROKEN);
    }

    @Override
    void closedEarly() {
        fail(Refusal.ENDED);
    }
}
