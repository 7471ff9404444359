package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;

import dialtone.signaling.Peers;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.Identity;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IntroductionBenchmark {

    private final Exchange exchange = new Exchange();
    private final Identity alice = Peers.alice();
    private final PublicKey bob = Peers.bob().publicKey();
    private final Opener opener = new Opener(Peers.bob());
    private final SecureRandom random = Peers.counting();

    @Benchmark
    public Sealed seal() {
        return Introduction.sealInvitation(
                alice, bob, NOON, NOON.plusSeconds(60), Peers.chromium(), Exchange.ALICES_COINS, random);
    }

    @Benchmark
    public Opened open() {
        return opener.open(exchange.invitation.payload(), Exchange.ALICES_COINS, NOON, Exchange::none);
    }

    /** What every introduction frame to somebody else costs. */
    @Benchmark
    public boolean recogniseAStrangersFrame() {
        return opener.recognises(exchange.acceptance.payload(), NOON);
    }
}
