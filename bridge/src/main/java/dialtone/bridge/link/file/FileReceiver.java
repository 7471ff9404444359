package dialtone.bridge.link.file;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.concurrent.Executor;

/** Receives one file over one channel into a {@link PartFile}. Whoever observes it gives the file its name when size and hash are right: see {@link Placing}. */
final class FileReceiver extends Exchange {

    interface Placing {
        void place() throws IOException;
    }

    private static final int SAY_GOT_EVERY = 1024 * 1024;
    private static final int FORCE_EVERY = 64 * 1024 * 1024;
    /** But the last of a file, which may be smaller: many small messages would take more memory than the window counts. */
    private static final int SMALLEST_CHUNK = 16 * 1024;

    private enum State {
        OFFER_CONSUMED,
        PERSON_AGREED,
        ACCEPT_CREATED,
        BEGIN_CONSUMED
    }

    private final Transfer transfer;
    private final Executor disk;
    private final Placing placing;
    private final MessageDigest hash = sha256();
    private State state = State.OFFER_CONSUMED;
    private PartFile part;
    private long offset;
    private long written;
    private long told;
    private long forced;

    /** {@code placing}: writes down that the file is verified, and moves it to its name. */
    FileReceiver(Transfer transfer, Channel channel, Executor disk, Placing placing, Observer observer) {
        super(channel, observer);
        this.transfer = transfer;
        this.disk = disk;
        this.placing = placing;
    }

    /** A person wants it: now, or before the last link ended. */
    void agree(PartFile into) {
        part = into;
        state = State.PERSON_AGREED;
        observer.accepted();
        try {
            // What was written since the last flush may be anything after a power cut.
            offset = Math.min(part.length(), transfer.done());
            if (part.room() < transfer.size() - offset) {
                fail(Why.FULL);
                return;
            }
        } catch (IOException e) {
            unwritable(e);
            return;
        }
        disk.execute(this::hashStep);
    }

    private void hashStep() {
        if (isOver()) {
            return;
        }
        try {
            byte[] bytes = new byte[(int) Math.min(STEP, offset - written)];
            int count = bytes.length == 0 ? 0 : part.read(ByteBuffer.wrap(bytes), written);
            if (count < 0) {
                throw new IOException("what had come of a file has become shorter while it was read");
            }
            hash.update(bytes, 0, count);
            written += count;
        } catch (IOException e) {
            unwritable(e);
            return;
        }
        if (written < offset) {
            disk.execute(this::hashStep);
            return;
        }
        state = State.ACCEPT_CREATED;
        say(JsonObject.of("accept").with("offset", offset).with("sha256", hashSoFar(hash)));
    }

    @Override
    void heard(JsonObject message) {
        try {
            switch (message.type()) {
                case "begin" -> begin(message.number("offset", 0, transfer.size()));
                case "end" -> end(message.text("sha256", SHA256, 64, "64 hex digits"));
                default -> {
                    // Of a later version.
                }
            }
        } catch (IOException e) {
            unwritable(e);
        }
    }

    private void begin(long from) throws IOException {
        if (state != State.ACCEPT_CREATED || (from != 0 && from != offset)) {
            throw unexpected("begin " + from, state);
        }
        if (from != offset) {
            hash.reset();
            // Else a crash would leave an old length beside new bytes.
            observer.moved(0, true);
        }
        part.truncate(from);
        written = from;
        told = from;
        forced = from;
        state = State.BEGIN_CONSUMED;
        observer.moved(written, false);
    }

    @Override
    void heard(byte[] bytes) {
        if (state != State.BEGIN_CONSUMED) {
            throw unexpected("bytes", state);
        }
        long rest = transfer.size() - written;
        if (bytes.length > rest
                || bytes.length > Channel.LARGEST_MESSAGE
                || bytes.length < Math.min(rest, SMALLEST_CHUNK)) {
            throw new MalformedException(
                    "bytes of a file",
                    Math.min(rest, SMALLEST_CHUNK) + " to " + Math.min(rest, Channel.LARGEST_MESSAGE),
                    String.valueOf(bytes.length));
        }
        try {
            part.append(bytes);
            hash.update(bytes);
            written += bytes.length;
            if (written - forced >= FORCE_EVERY) {
                part.force();
                forced = written;
                observer.moved(written, true);
            }
        } catch (IOException e) {
            unwritable(e);
            return;
        }
        if (written - told >= SAY_GOT_EVERY) {
            told = written;
            say(JsonObject.of("got").with("offset", written));
        }
        observer.moved(written, false);
    }

    private void end(String sha256) throws IOException {
        if (state != State.BEGIN_CONSUMED || written != transfer.size()) {
            throw unexpected("end after " + written + " of " + transfer.size() + " bytes", state);
        }
        if (!hashSoFar(hash).equals(sha256)) {
            fail(Why.HASH);
            return;
        }
        part.force();
        forced = written;
        part.close();
        part = null;
        observer.moved(written, true);
        placing.place();
        finish(Transfer.State.DONE, JsonObject.of("done"));
    }

    private void unwritable(IOException e) {
        logged("A file cannot be received", e);
        fail(isFull(e) ? Why.FULL : Why.UNWRITABLE);
    }

    /** There is no other way to know: Java has one exception for all of them. The texts are those of Linux, macOS and Windows. */
    private static boolean isFull(IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota") || text.contains("not enough space");
    }

    @Override
    long release() {
        if (part != null) {
            try (PartFile closing = part) {
                if (state == State.BEGIN_CONSUMED) {
                    closing.force();
                } else {
                    written = offset;
                }
            } catch (IOException e) {
                logged("What came of a file is not safe on the disk", e);
                written = forced;
            }
            part = null;
        }
        return state == State.OFFER_CONSUMED ? transfer.done() : written;
    }
}
