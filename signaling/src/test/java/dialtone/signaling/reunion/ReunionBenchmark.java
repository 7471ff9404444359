package dialtone.signaling.reunion;

import static dialtone.signaling.Peers.NOON;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.descriptor.ShortDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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
public class ReunionBenchmark {

    private static final int FRIENDS = 1_000;
    private static final int STRANGERS = 4_096;

    private final List<Outpoint> outpoints = Peers.outpoints(1);
    private final ShortDescriptor offer = ShortDescriptor.of(Peers.chromium(), true, true);
    private final PairState bob = Friends.bob();
    private final SendSlot slot = Friends.alice().reserve().slot();
    private final TagTable<Integer> table = new TagTable<>();
    private final Bytes[] strangers = new Bytes[STRANGERS];
    private final Bytes frame = ((Reunion.Sealing.Fits) seal()).payload();
    private final TagTable.Match<Integer> match;
    private int next;

    public ReunionBenchmark() {
        Random random = new Random(11);
        table.put(0, bob);
        for (int friend = 1; friend < FRIENDS; friend++) {
            table.put(friend, PairState.introduced(Side.LOWER, Friends.secret(random)));
        }
        for (int i = 0; i < STRANGERS; i++) {
            byte[] payload = new byte[40];
            random.nextBytes(payload);
            strangers[i] = Bytes.of(payload);
        }
        match = table.find(frame).orElseThrow();
    }

    @Benchmark
    public Reunion.Sealing seal() {
        return Reunion.sealInvitation(slot, true, NOON, NOON.plusSeconds(60), offer, outpoints);
    }

    @Benchmark
    public ReunionOpened open() {
        return ReunionOpener.open(frame, outpoints, match, bob, List.of(), NOON, NOON);
    }

    /** What every payload of the size of a frame costs that is not for us. */
    @Benchmark
    public Optional<TagTable.Match<Integer>> lookAStrangersTagUpAmongAThousandFriends() {
        next = (next + 1) % STRANGERS;
        return table.find(strangers[next]);
    }
}
