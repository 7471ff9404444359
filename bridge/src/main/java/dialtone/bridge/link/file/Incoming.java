package dialtone.bridge.link.file;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel that a friend opened: its first message is an offer, the others are its receiver's. */
final class Incoming implements Channel.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

    private final Channel channel;
    private final Function<JsonObject, Optional<FileReceiver>> offers;
    private Optional<FileReceiver> receiver = Optional.empty();
    private boolean offered;

    /** {@code offers}: whoever answers an offer; empty when it was answered and nothing follows. */
    Incoming(Channel channel, Function<JsonObject, Optional<FileReceiver>> offers) {
        this.channel = channel;
        this.offers = offers;
    }

    @Override
    public void message(boolean text, byte[] data) {
        if (offered) {
            receiver.ifPresent(it -> it.message(text, data));
            return;
        }
        offered = true;
        try {
            if (!text) {
                throw new MalformedException("first message about a file", "an offer", data.length + " bytes");
            }
            JsonObject message = JsonObject.parse(data);
            if (!message.type().equals("offer")) {
                throw new MalformedException(
                        "first message about a file", "an offer", MalformedException.quote(message.type()));
            }
            receiver = offers.apply(message);
        } catch (MalformedException e) {
            LOG.info("A friend broke the protocol for files: {}", e.getMessage());
            channel.send(Exchange.failed(Why.BROKEN));
        }
    }

    @Override
    public void closed() {
        receiver.ifPresent(FileReceiver::closed);
    }
}
