package dialtone.signaling.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes, the readers give a descriptor that writes itself again, or a typed error. */
class HostileInputTest {

    private static final String TOKENS = "\r\n:=. /+-0a9Z\u0000\u2028é";

    @Test
    void mutated_sdp_is_read_to_what_can_be_written_or_refused() {
        Random random = new Random(1);
        List<String> samples = Samples.ALL.stream().map(Samples::read).toList();
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            String sdp = mutate(samples.get(i % samples.size()), random);
            try {
                Descriptor descriptor = Descriptor.fromSdp(sdp);
                assertThat(Descriptor.fromSdp(descriptor.toAnswerSdp())).isEqualTo(descriptor);
                read++;
            } catch (MalformedException expected) {
                refused++;
            }
        }
        System.out.printf("mutated SDP: %d read, %d refused, 0 anything else%n", read, refused);
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void mutated_bytes_that_decode_encode_to_the_same_bytes() {
        Random random = new Random(2);
        List<Bytes> samples = Samples.ALL.stream()
                .map(sample -> Descriptor.fromSdp(Samples.read(sample)).encode())
                .toList();
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = samples.get(i % samples.size()).toArray();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Bytes mutated = Bytes.of(Arrays.copyOf(bytes, bytes.length - random.nextInt(2) * random.nextInt(30)));
            try {
                assertThat(Descriptor.decode(mutated).encode()).isEqualTo(mutated);
                read++;
            } catch (MalformedException expected) {
                // refused
            }
        }
        System.out.printf("mutated descriptors: %d of 50000 decode, each to the same bytes again%n", read);
        assertThat(read).isPositive();
    }

    private static String mutate(String sdp, Random random) {
        StringBuilder mutated = new StringBuilder(sdp);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(mutated.length());
            char token = TOKENS.charAt(random.nextInt(TOKENS.length()));
            switch (random.nextInt(4)) {
                case 0 -> mutated.setCharAt(at, token);
                case 1 -> mutated.insert(at, token);
                case 2 -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(20)));
                default -> mutated.insert(at, sdp, 0, random.nextInt(sdp.length()));
            }
        }
        return mutated.toString();
    }
}
