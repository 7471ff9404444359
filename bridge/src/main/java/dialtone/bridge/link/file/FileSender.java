package dialtone.bridge.link.file;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.concurrent.Executor;

/** Sends one file over one channel, from where the receiver's copy ends. Its memory does not grow with the file: what was read is sent, and no more than the window is on the way. */
final class FileSender extends Exchange {

    /** Bytes beyond the last that the receiver has written. */
    static final int WINDOW = 4 * 1024 * 1024;

    private static final int CHUNK = Channel.LARGEST_MESSAGE;

    private enum State {
        OFFER_CREATED,
        ACCEPT_CONSUMED,
        BEGIN_CREATED,
        END_CREATED
    }

    private final Transfer transfer;
    private final Executor disk;
    private final MessageDigest hash = sha256();
    private State state = State.OFFER_CREATED;
    private FileChannel file;
    private FileTime modified;
    private String theirHash;
    private long theirOffset;
    private long read;
    private long written;
    private boolean scheduled;

    FileSender(Transfer transfer, Channel channel, Executor disk, Observer observer) {
        super(channel, observer);
        this.transfer = transfer;
        this.disk = disk;
    }

    /** Whether it was sent. */
    boolean offer() {
        boolean sent = say(offer(transfer));
        if (!sent) {
            abandon();
        }
        return sent;
    }

    static JsonObject offer(Transfer transfer) {
        return JsonObject.of("offer")
                .with("version", 1)
                .with("id", transfer.id())
                .with("name", transfer.name())
                .with("size", transfer.size());
    }

    @Override
    void heard(JsonObject message) {
        switch (message.type()) {
            case "accept" ->
                accepted(
                        message.number("offset", 0, transfer.size()),
                        message.text("sha256", SHA256, 64, "64 hex digits"));
            case "got" -> got(message.number("offset", 0, transfer.size()));
            case "done" -> {
                // Also to an offer: the last link ended between their file and their word.
                require(state == State.END_CREATED || state == State.OFFER_CREATED, "done");
                observer.moved(transfer.size(), true);
                finish(Transfer.State.DONE);
            }
            case "decline" -> {
                require(state == State.OFFER_CREATED, "decline");
                finish(Transfer.State.DECLINED);
            }
            default -> {
                // Of a later version.
            }
        }
    }

    @Override
    void heard(byte[] bytes) {
        throw unexpected("bytes", state);
    }

    private void require(boolean fits, String type) {
        if (!fits) {
            throw unexpected(type, state);
        }
    }

    private void accepted(long offset, String sha256) {
        require(state == State.OFFER_CREATED, "accept");
        theirOffset = offset;
        theirHash = sha256;
        state = State.ACCEPT_CONSUMED;
        observer.accepted();
        try {
            Path path = transfer.path();
            file = FileChannel.open(path, StandardOpenOption.READ);
            modified = Files.getLastModifiedTime(path);
            if (file.size() != transfer.size()) {
                fail(Why.CHANGED);
                return;
            }
        } catch (IOException e) {
            logged("A file that was offered cannot be read", e);
            fail(Why.UNREADABLE);
            return;
        }
        step();
    }

    private void got(long offset) {
        require(offset >= written && offset <= read && state.compareTo(State.BEGIN_CREATED) >= 0, "got " + offset);
        written = offset;
        observer.moved(written, false);
        step();
    }

    @Override
    public void drained() {
        step();
    }

    /** The next step, unless one is coming. Each is a task of its own, so that other files get their turn. */
    private void step() {
        if (!scheduled && !isOver()) {
            scheduled = true;
            disk.execute(this::run);
        }
    }

    private void run() {
        scheduled = false;
        if (isOver()) {
            return;
        }
        try {
            if (state == State.ACCEPT_CONSUMED) {
                compare();
            } else if (state == State.BEGIN_CREATED) {
                send();
            }
        } catch (IOException e) {
            logged("A file that is being sent cannot be read", e);
            fail(Why.UNREADABLE);
        }
    }

    /** Is what they have the beginning of this file? The hash of it is needed for the whole one anyway. */
    private void compare() throws IOException {
        for (long until = Math.min(theirOffset, read + STEP); read < until; ) {
            if (chunk((int) Math.min(CHUNK, theirOffset - read)) == null) {
                return;
            }
        }
        if (read < theirOffset) {
            step();
            return;
        }
        if (!hashSoFar(hash).equals(theirHash)) {
            hash.reset();
            read = 0;
        }
        written = read;
        state = State.BEGIN_CREATED;
        say(JsonObject.of("begin").with("offset", read));
        observer.moved(read, false);
        step();
    }

    private void send() throws IOException {
        for (long until = Math.min(transfer.size(), read + STEP); read < until; ) {
            int size = (int) Math.min(CHUNK, transfer.size() - read);
            if (read + size - written > WINDOW || channel.waiting() > Channel.HIGH_WATER) {
                return;
            }
            byte[] chunk = chunk(size);
            if (chunk == null || !channel.send(false, chunk)) {
                return;
            }
        }
        if (read < transfer.size()) {
            step();
        } else if (Files.getLastModifiedTime(transfer.path()).equals(modified)) {
            state = State.END_CREATED;
            say(JsonObject.of("end").with("sha256", hashSoFar(hash)));
        } else {
            fail(Why.CHANGED);
        }
    }

    /** The next {@code size} bytes, hashed; null, and it is over, when the file is shorter than that. */
    private byte[] chunk(int size) throws IOException {
        byte[] bytes = new byte[size];
        ByteBuffer into = ByteBuffer.wrap(bytes);
        while (into.hasRemaining()) {
            if (file.read(into, read + into.position()) < 0) {
                fail(Why.CHANGED);
                return null;
            }
        }
        hash.update(bytes);
        read += size;
        return bytes;
    }

    @Override
    long release() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                logged("A file that was sent cannot be closed", e);
            }
        }
        return state.compareTo(State.BEGIN_CREATED) < 0 ? transfer.done() : written;
    }
}
