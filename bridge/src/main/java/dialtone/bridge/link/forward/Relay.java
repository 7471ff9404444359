package dialtone.bridge.link.forward;

import dialtone.bridge.link.json.JsonObject;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Either end of a connection, between its {@link Pipe} and its channel. Each direction ends by itself:
 *
 * <pre>
 * pipe ends --end--> friend            friend --end--> output of the pipe ends
 * both ended, ours acknowledged: the channel is closed. Anything else that closes it is a reset.
 * </pre>
 *
 * A slow end holds the fast one back: what comes waits here, a window of it at most, and the friend sends no more before it is written.
 */
final class Relay {

    /** Bytes that the friend has not got yet. */
    static final int WINDOW = 1024 * 1024;

    private static final int SAY_GOT_EVERY = WINDOW / 2;
    private static final int CHUNK = Channel.LARGEST_MESSAGE;

    private final Channel channel;
    private final Pipe pipe;
    private final Runnable over;
    private final SmallMessages small = new SmallMessages(System.nanoTime());

    // All guarded by this. An end counts as one byte.
    private final Ring came = new Ring(WINDOW);
    private long sent;
    private long acknowledged;
    private boolean ourEnd;
    private boolean theirEnd;
    private boolean theirEndPassedOn;
    private boolean pipeTakesNothing;
    private boolean finished;

    /** {@code over}: called once. */
    Relay(Channel channel, Pipe pipe, Runnable over) {
        this.channel = channel;
        this.pipe = pipe;
        this.over = over;
    }

    void start(Executor threads) {
        threads.execute(this::pipeToFriend);
        threads.execute(this::friendToPipe);
    }

    private void pipeToFriend() {
        try {
            InputStream in = pipe.in();
            byte[] buffer = new byte[CHUNK];
            while (true) {
                int count = in.read(buffer);
                if (count > 0 && count < SmallMessages.SMALL && !small.take(System.nanoTime())) {
                    count = more(in, buffer, count);
                }
                if (!awaitRoom(Math.max(count, 1))) {
                    return;
                }
                if (count < 0) {
                    sendEnd();
                    return;
                }
                synchronized (this) {
                    sent += count;
                }
                if (!channel.send(false, Arrays.copyOf(buffer, count))) {
                    reset();
                    return;
                }
            }
        } catch (IOException e) {
            reset();
        }
    }

    /** What comes in the next moment goes along: a friend's side may close a channel with too many small messages. */
    private static int more(InputStream in, byte[] buffer, int count) throws IOException {
        LockSupport.parkNanos(SmallMessages.PAUSE_NANOS);
        int rest = Math.min(in.available(), buffer.length - count);
        return rest > 0 ? count + Math.max(0, in.read(buffer, count, rest)) : count;
    }

    private synchronized boolean awaitRoom(int bytes) {
        try {
            while (!finished && (sent + bytes - acknowledged > WINDOW || channel.waiting() > Channel.HIGH_WATER)) {
                wait();
            }
            return !finished;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void sendEnd() {
        ourEnd = true;
        sent++;
        channel.send(JsonObject.of("end").toString());
        finishWhenBothEnded();
    }

    private void friendToPipe() {
        byte[] buffer = new byte[CHUNK];
        long written = 0;
        long said = 0;
        while (true) {
            int count = take(buffer);
            if (count < 0) {
                return;
            }
            if (count == 0) {
                passOnEnd(written + 1);
                return;
            }
            write(buffer, count);
            written += count;
            if (written - said >= SAY_GOT_EVERY) {
                said = written;
                got(written);
            }
        }
    }

    /** 0 at the end, -1 when it was cut off before. */
    private synchronized int take(byte[] buffer) {
        try {
            while (came.size() == 0 && !theirEnd && !finished) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
        return finished && !theirEnd ? -1 : came.take(buffer);
    }

    /** A pipe that takes nothing any more has ended, or will say in the other direction what is wrong; until then what comes for it is thrown away. */
    private void write(byte[] buffer, int count) {
        if (pipeTakesNothing()) {
            return;
        }
        try {
            OutputStream out = pipe.out();
            out.write(buffer, 0, count);
            out.flush();
        } catch (IOException e) {
            synchronized (this) {
                pipeTakesNothing = true;
                finishWhenBothEnded();
            }
        }
    }

    private synchronized boolean pipeTakesNothing() {
        return pipeTakesNothing;
    }

    private void passOnEnd(long bytes) {
        try {
            if (!pipeTakesNothing()) {
                pipe.endOutput();
            }
        } catch (IOException e) {
            // It takes nothing any more, which is what this would have said.
        }
        got(bytes);
        boolean last;
        synchronized (this) {
            theirEndPassedOn = true;
            finishWhenBothEnded();
            last = finished;
        }
        if (last) {
            closePipe();
        }
    }

    private void got(long bytes) {
        channel.send(JsonObject.of("got").with("bytes", bytes).toString());
    }

    /** Needs the lock. */
    private void finishWhenBothEnded() {
        boolean oursArrived = ourEnd && acknowledged == sent;
        if (oursArrived && (theirEndPassedOn || pipeTakesNothing)) {
            finish(false);
        }
    }

    /** Heard from the friend. Throws when they broke the protocol. */
    void heard(byte[] bytes) {
        synchronized (this) {
            if (finished) {
                return;
            }
            if (theirEnd || bytes.length == 0 || bytes.length > CHUNK || !came.add(bytes)) {
                throw new MalformedException(
                        "bytes of a connection",
                        theirEnd ? "none after the end" : "1 to " + CHUNK + ", and no more than the window",
                        bytes.length + " with " + came.size() + " waiting");
            }
            notifyAll();
        }
    }

    void heard(JsonObject message) {
        synchronized (this) {
            switch (message.type()) {
                case "got" -> {
                    acknowledged = message.number("bytes", acknowledged, sent);
                    finishWhenBothEnded();
                }
                case "end" -> theirEnd = true;
                default -> {
                    // Of a later version.
                }
            }
            notifyAll();
        }
    }

    synchronized void drained() {
        notifyAll();
    }

    /** The channel has closed. What came whole is still written. */
    void closed() {
        boolean whole;
        synchronized (this) {
            whole = ourEnd && theirEnd;
        }
        finish(!whole);
    }

    /** At once, from this side. */
    void reset() {
        finish(true);
    }

    private void finish(boolean cutOff) {
        synchronized (this) {
            if (finished) {
                return;
            }
            finished = true;
            if (cutOff) {
                theirEnd = false;
            }
            notifyAll();
        }
        channel.close();
        if (cutOff) {
            pipe.reset();
        } else if (nothingLeftForThePipe()) {
            closePipe();
        }
        over.run();
    }

    private synchronized boolean nothingLeftForThePipe() {
        return theirEndPassedOn || pipeTakesNothing;
    }

    private void closePipe() {
        try {
            pipe.close();
        } catch (IOException e) {
            // Nothing waits in it: both directions have ended.
        }
    }
}
