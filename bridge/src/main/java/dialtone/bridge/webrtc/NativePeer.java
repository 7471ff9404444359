package dialtone.bridge.webrtc;

import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * webrtc-java in a child process, which is started again when it dies ({@code docs/architecture.md}, The native peer as holder).
 *
 * <pre>
 * starting -> ready -> died -> (0.1 s, doubling to 10 s) -> starting
 *          -> unavailable: the library cannot be loaded here, for good
 * </pre>
 */
public final class NativePeer implements Peers, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NativePeer.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** One that lived as long starts from {@link #FIRST_PAUSE} again. */
    private static final Duration SOUND = Duration.ofMinutes(1);

    /** Called on the native peer's own thread. */
    public interface Watcher {

        /** It takes connections, at the first start and after each death. */
        void ready();

        /** It never will, here. Nothing follows. {@code why}: for people. */
        void unavailable(String why);

        /** Each connection has been told that it failed; it is being started again. */
        void died();
    }

    private final Watcher watcher;
    private final PeerProcess.Starting starting;
    private final Duration beat;
    private final Thread thread;
    private PeerProcess process;
    private PeerTalk talk;
    private boolean renewing;
    private boolean closed;
    private boolean everReady;

    private NativePeer(Watcher watcher, PeerProcess.Starting starting, Duration beat) {
        this.beat = beat;
        this.watcher = watcher;
        this.starting = starting;
        thread = new Thread(this::run, "native peer");
        thread.setDaemon(true);
    }

    /** Returns at once. */
    public static NativePeer start(Watcher watcher) {
        return start(watcher, PeerCommand::of, Pulse.EVERY);
    }

    static NativePeer start(Watcher watcher, PeerProcess.Starting starting, Duration beat) {
        NativePeer peer = new NativePeer(watcher, starting, beat);
        peer.thread.start();
        return peer;
    }

    @Override
    public Connection open(Setup setup, Connection.Listener listener, Executor executor) {
        PeerTalk current;
        synchronized (this) {
            current = talk;
        }
        if (current == null || !current.isReady()) {
            current = new PeerTalk(dropped -> {}, () -> {}, () -> {});
            current.end("never began");
        }
        return current.open(setup, listener, executor);
    }

    /** The child's; -1 while there is none. */
    public synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /** It takes connections now. */
    public synchronized boolean isReady() {
        return talk != null && talk.isReady();
    }

    /** It has lost so much memory that {@link #renew} is worth a pause. */
    @Override
    public synchronized boolean worn() {
        return talk != null && talk.worn();
    }

    /** Starts the child anew, at once. Connections that are open fail; nobody is told that it died. */
    @Override
    public synchronized void renew() {
        if (process != null) {
            renewing = true;
            process.disconnect();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (process != null) {
                process.disconnect();
            }
            notifyAll();
        }
        thread.interrupt();
        try {
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isClosed()) {
            long started = System.nanoTime();
            Optional<String> never = live();
            if (never.isPresent()) {
                LOG.info("No native peer: {}", never.get());
                watcher.unavailable(never.get());
                return;
            }
            if (System.nanoTime() - started > SOUND.toNanos()) {
                pause = FIRST_PAUSE;
            }
            if (pause(pause)) {
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        }
    }

    /** One child, from its start to its end. Returns why another one would not do better, if so. */
    private Optional<String> live() {
        PeerProcess mine;
        try {
            mine = PeerProcess.start(starting);
        } catch (IOException | RuntimeException e) {
            return ended("it cannot be started: " + e.getMessage());
        }
        try (mine) {
            Pulse pulse = new Pulse(beat, () -> mine.send(new ToPeer.Ping()), () -> hangs(mine));
            PeerTalk talking = new PeerTalk(mine::send, this::ready, pulse::answered);
            pulse.start();
            synchronized (this) {
                process = mine;
                talk = talking;
                if (closed) {
                    mine.disconnect();
                }
            }
            boolean harmful = listen(mine, talking);
            pulse.stop();
            String how = mine.end(harmful);
            boolean planned;
            synchronized (this) {
                process = null;
                talk = null;
                planned = renewing || closed;
            }
            talking.end("the native peer ended (" + how + ")");
            if (!talking.unavailableBecause().isEmpty()) {
                return Optional.of(talking.unavailableBecause());
            }
            return planned ? Optional.empty() : ended("it ended with " + how);
        }
    }

    /** Until its end. Returns whether it must be killed: it sent what no sound child sends. */
    private static boolean listen(PeerProcess from, PeerTalk to) {
        try {
            while (to.unavailableBecause().isEmpty()) {
                Optional<FromPeer> message = from.next();
                if (message.isEmpty()) {
                    return false;
                }
                message.get().to(to);
            }
            return false;
        } catch (MalformedException harmful) {
            LOG.error("The native peer is killed: {}", harmful.getMessage());
            return true;
        } catch (IOException ended) {
            LOG.debug("The native peer's socket ended: {}", ended.getMessage());
            return false;
        } catch (RuntimeException ours) {
            LOG.error("A message of the native peer could not be handled", ours);
            return true;
        }
    }

    private static void hangs(PeerProcess process) {
        LOG.error("The native peer is killed: it does not answer");
        process.kill();
    }

    private void ready() {
        everReady = true;
        watcher.ready();
    }

    /** A child that never was ready will not be at the next try either. */
    private Optional<String> ended(String how) {
        if (isClosed()) {
            return Optional.empty();
        }
        if (!everReady) {
            return Optional.of(how);
        }
        LOG.warn("Native peer: {}", how);
        watcher.died();
        return Optional.empty();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** False when there is no need to wait. */
    private synchronized boolean pause(Duration pause) {
        if (renewing) {
            renewing = false;
            return false;
        }
        long limit = System.nanoTime() + pause.toNanos();
        try {
            for (long left = pause.toMillis(); !closed && left > 0; left = (limit - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException closing) {
            closed = true;
        }
        return true;
    }
}
