package dialtone.bridge.webrtc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dialtone.signaling.Bytes;
import dialtone.signaling.identity.DtlsCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A native peer and what its watcher heard. Where the library cannot be loaded the test that wants one is skipped. */
public final class RunningPeer implements AutoCloseable, NativePeer.Watcher {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    final AtomicInteger ready = new AtomicInteger();
    final AtomicInteger died = new AtomicInteger();
    final AtomicInteger refusals = new AtomicInteger();
    volatile String unavailable = "";
    public final NativePeer peer;

    private RunningPeer(PeerProcess.Starting starting, Duration beat) {
        peer = NativePeer.start(this, starting, beat);
    }

    public static void assumeItRuns() {
        start().close();
    }

    public static RunningPeer start() {
        RunningPeer running = begin(PeerCommand::of);
        await().atMost(PATIENCE).until(() -> running.ready.get() > 0 || running.refusals.get() > 0);
        assumeTrue(running.refusals.get() == 0, () -> "no native peer on this machine: " + running.unavailable);
        return running;
    }

    static RunningPeer begin(PeerProcess.Starting starting) {
        return new RunningPeer(starting, Pulse.EVERY);
    }

    static RunningPeer begin(PeerProcess.Starting starting, Duration beat) {
        return new RunningPeer(starting, beat);
    }

    Side side(String name) {
        return side(setup(name, 0));
    }

    Side side(Peers.Setup setup) {
        return new Side(peer, setup);
    }

    static Peers.Setup setup(String name, int port) {
        return new Peers.Setup(certificate(name), port, List.of(), false);
    }

    static DtlsCertificate certificate(String name) {
        return DtlsCertificate.derive(Bytes.of(name.getBytes(StandardCharsets.UTF_8)), Bytes.EMPTY);
    }

    @Override
    public void ready() {
        ready.incrementAndGet();
    }

    @Override
    public void unavailable(String why) {
        unavailable = why;
        refusals.incrementAndGet();
    }

    @Override
    public void died() {
        died.incrementAndGet();
    }

    @Override
    public void close() {
        peer.close();
    }
}
