package dialtone.bridge.link.forward;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel of either side: first the word about whether it comes about, then a {@link Relay}. Its messages come on one thread. */
abstract class Connection implements Channel.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    final Channel channel;
    private final String friend;
    private volatile Relay relay;

    Connection(String friend, Channel channel) {
        this.friend = friend;
        this.channel = channel;
    }

    final String friend() {
        return friend;
    }

    /** A text before the relay is there. */
    abstract void heard(JsonObject message);

    /** The friend broke the protocol before the relay is there. */
    abstract void broken();

    /** The channel closed before the relay is there. */
    abstract void closedEarly();

    /** From now on. */
    void relay(Relay started) {
        relay = started;
    }

    void reset() {
        Relay now = relay;
        if (now == null) {
            channel.close();
        } else {
            now.reset();
        }
    }

    @Override
    public final void message(boolean text, byte[] data) {
        Relay now = relay;
        try {
            if (!text) {
                if (now == null) {
                    throw new MalformedException("connection", "an answer before bytes", data.length + " bytes");
                }
                now.heard(data);
                return;
            }
            JsonObject message = JsonObject.parse(data);
            if (now == null) {
                heard(message);
            } else {
                now.heard(message);
            }
        } catch (MalformedException e) {
            LOG.info("A friend broke the protocol for connections: {}", e.getMessage());
            if (now == null) {
                broken();
            } else {
                now.reset();
            }
        }
    }

    @Override
    public final void drained() {
        Relay now = relay;
        if (now != null) {
            now.drained();
        }
    }

    @Override
    public final void closed() {
        Relay now = relay;
        if (now == null) {
            closedEarly();
        } else {
            now.closed();
        }
    }
}
