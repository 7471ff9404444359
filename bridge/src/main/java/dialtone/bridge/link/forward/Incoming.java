package dialtone.bridge.link.forward;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;

/** A connection that a friend asks for. */
final class Incoming extends Connection {

    private static final int CONNECT_TIMEOUT_MS = 10_000;
    private static final int MOST_ADDRESSES = 4;

    private final BiPredicate<String, Target> allowed;
    private final Connections connections;
    private final Executor threads;
    private volatile Target target;
    private boolean answered;

    Incoming(
            String friend,
            Channel channel,
            BiPredicate<String, Target> allowed,
            Connections connections,
            Executor threads) {
        super(friend, channel);
        this.allowed = allowed;
        this.connections = connections;
        this.threads = threads;
    }

    /** Null until it was allowed. */
    Target target() {
        return target;
    }

    @Override
    void heard(JsonObject message) {
        if (answered) {
            throw new MalformedException(
                    "connection", "nothing before the answer", MalformedException.quote(message.type()));
        }
        answered = true;
        if (!message.type().equals("connect")) {
            throw new MalformedException(
                    "first message about a connection", "connect", MalformedException.quote(message.type()));
        }
        if (message.number("version", 0, Integer.MAX_VALUE) != 1) {
            refuse(Refusal.VERSION);
            return;
        }
        Target wanted = new Target(message.text("host", 253), (int) message.number("port", 1, 65_535));
        // Before anything is resolved: neither the answer nor its time tells what there is.
        if (!allowed.test(friend(), wanted)) {
            refuse(Refusal.NOT_ALLOWED);
        } else if (!connections.add(this)) {
            refuse(Refusal.TOO_MANY);
        } else {
            target = wanted;
            threads.execute(() -> connect(wanted));
        }
    }

    private void connect(Target wanted) {
        Refusal why = Refusal.UNREACHABLE;
        try {
            InetAddress[] addresses = InetAddress.getAllByName(wanted.host());
            for (int i = 0; i < Math.min(addresses.length, MOST_ADDRESSES); i++) {
                Socket socket = new Socket();
                try {
                    socket.connect(new InetSocketAddress(addresses[i], wanted.port()), CONNECT_TIMEOUT_MS);
                    socket.setTcpNoDelay(true);
                    connected(socket);
                    return;
                } catch (SocketTimeoutException e) {
                    why = Refusal.TIMED_OUT;
                    socket.close();
                } catch (IOException e) {
                    socket.close();
                }
            }
        } catch (UnknownHostException e) {
            why = Refusal.UNKNOWN_HOST;
        } catch (IOException e) {
            why = Refusal.UNREACHABLE;
        }
        connections.remove(this);
        refuse(why);
    }

    private void connected(Socket socket) {
        Relay relay = new Relay(channel, Pipe.of(socket), () -> connections.remove(this));
        relay(relay);
        if (channel.send(JsonObject.of("connected").toString())) {
            relay.start(threads);
        } else {
            relay.reset();
        }
    }

    private void refuse(Refusal why) {
        channel.send(JsonObject.of("refused").with("why", why.wire()).toString());
    }

    @Override
    void broken() {
        refuse(Refusal.BROKEN);
    }

    /** While it is connected to: that finds the channel closed. */
    @Override
    void closedEarly() {}
}
