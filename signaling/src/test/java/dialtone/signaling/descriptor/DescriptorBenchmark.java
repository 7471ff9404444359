package dialtone.signaling.descriptor;

import dialtone.signaling.Bytes;
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
public class DescriptorBenchmark {

    private final String sdp = Samples.read("chromium-offer-with-addresses");
    private final Bytes encoded = Descriptor.fromSdp(sdp).encode();

    @Benchmark
    public Bytes readAnSdpAndEncode() {
        return Descriptor.fromSdp(sdp).encode();
    }

    @Benchmark
    public String decodeAndWriteAnSdp() {
        return Descriptor.decode(encoded).toOfferSdp();
    }
}
