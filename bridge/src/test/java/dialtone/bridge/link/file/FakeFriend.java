package dialtone.bridge.link.file;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A friend who speaks the protocol by hand, and so may say anything. */
class FakeFriend implements Channel.Listener {

    final Channel channel;
    final AtomicLong bytes = new AtomicLong();
    final AtomicBoolean closed = new AtomicBoolean();
    final List<String> all = new CopyOnWriteArrayList<>();
    private final BlockingQueue<JsonObject> texts = new LinkedBlockingQueue<>();

    FakeFriend(Channel channel) {
        this.channel = channel;
        channel.listen(this, Runnable::run);
    }

    static String offer(String id, String name, long size) {
        return JsonObject.of("offer")
                .with("version", 1)
                .with("id", id)
                .with("name", name)
                .with("size", size)
                .toString();
    }

    void say(String text) {
        channel.send(text);
    }

    JsonObject hear(String type) {
        try {
            JsonObject message = texts.poll(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS);
            if (message == null || !message.type().equals(type)) {
                throw new AssertionError("expected " + type + ", got " + message);
            }
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void message(boolean text, byte[] data) {
        if (text) {
            JsonObject message = JsonObject.parse(data);
            all.add(message.toString());
            texts.add(message);
        } else {
            bytes.addAndGet(data.length);
        }
    }

    @Override
    public void closed() {
        closed.set(true);
    }
}
