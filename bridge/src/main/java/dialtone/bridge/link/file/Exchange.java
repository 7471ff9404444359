package dialtone.bridge.link.file;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.store.StorageException;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One end of one file's channel; everything on the disk's thread. It ends once: with a word to or from the friend, or interrupted, when the channel closed. */
abstract class Exchange implements Channel.Listener {

    /** What becomes of it. */
    interface Observer {

        void accepted();

        /** {@code durable}: these bytes outlive a crash. */
        void moved(long done, boolean durable);

        void ended(Transfer.State state);

        void failed(Why why, boolean theyTold);

        /** The friend was told that it is over. */
        void said();

        void interrupted(long done);
    }

    static final int STEP = 1024 * 1024;
    static final String SHA256 = "[0-9a-f]{64}";

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    final Channel channel;
    final Observer observer;
    private boolean over;

    Exchange(Channel channel, Observer observer) {
        this.channel = channel;
        this.observer = observer;
    }

    abstract void heard(JsonObject message);

    abstract void heard(byte[] bytes);

    /** Frees what it holds, once; says how many bytes are done. */
    abstract long release();

    @Override
    public final void message(boolean text, byte[] data) {
        if (over) {
            return;
        }
        try {
            if (!text) {
                heard(data);
                return;
            }
            JsonObject message = JsonObject.parse(data);
            if (message.type().equals("failed")) {
                told(Why.fromWire(message.text("why", 100)));
            } else {
                heard(message);
            }
        } catch (MalformedException e) {
            LOG.info("A friend broke the protocol for files: {}", e.getMessage());
            fail(Why.BROKEN);
        } catch (StorageException e) {
            LOG.error("A transfer cannot be written down", e);
            fail(Why.UNWRITABLE);
        }
    }

    private void told(Why why) {
        end();
        channel.close();
        observer.failed(why, true);
    }

    /** Ends it and tells the friend, who closes the channel. */
    void fail(Why why) {
        if (!over) {
            end();
            if (channel.send(failed(why))) {
                observer.said();
            }
            observer.failed(why, false);
        }
    }

    static String failed(Why why) {
        return JsonObject.of("failed").with("why", why.wire()).toString();
    }

    /** An end that the friend told, so that we close. */
    void finish(Transfer.State state) {
        end();
        channel.close();
        observer.ended(state);
    }

    /** An end that we tell. */
    void finish(Transfer.State state, JsonObject last) {
        end();
        say(last);
        observer.ended(state);
    }

    @Override
    public final void closed() {
        if (!over) {
            observer.interrupted(end());
        }
    }

    /** Without a word: the link is gone, another channel carries the same file, or we stop. */
    void abandon() {
        channel.close();
        closed();
    }

    boolean isOver() {
        return over;
    }

    /** False when the channel is closed; {@link #closed} follows then. */
    boolean say(JsonObject message) {
        return channel.send(message.toString());
    }

    private long end() {
        over = true;
        return release();
    }

    static MalformedException unexpected(String what, Object state) {
        return new MalformedException(
                "message about a file", "what fits the state " + state, MalformedException.quote(what));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of the bytes so far; {@code running} can go on. */
    static String hashSoFar(MessageDigest running) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) running.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this Java cannot be copied", e);
        }
    }

    /** Not the path: what a file is called is its owner's business. */
    static void logged(String what, IOException e) {
        String detail = e instanceof FileSystemException at ? at.getReason() : e.getMessage();
        LOG.warn("{}: {}{}", what, e.getClass().getSimpleName(), detail == null ? "" : ", " + detail);
    }
}
