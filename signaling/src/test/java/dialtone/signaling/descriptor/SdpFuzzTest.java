package dialtone.signaling.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dialtone.signaling.MalformedException;
import java.nio.charset.StandardCharsets;

/** Any text: facts that travel and are written to a browser unchanged, or a typed error. */
class SdpFuzzTest {

    @FuzzTest
    void an_sdp_is_read_to_facts_that_travel_or_refused(byte[] text) {
        Descriptor descriptor;
        try {
            descriptor = Descriptor.fromSdp(new String(text, StandardCharsets.UTF_8));
        } catch (MalformedException refused) {
            return;
        }
        assertThat(Descriptor.fromSdp(descriptor.toOfferSdp())).isEqualTo(descriptor);
        assertThat(Descriptor.fromSdp(descriptor.toAnswerSdp())).isEqualTo(descriptor);
        assertThat(Descriptor.decode(descriptor.encode())).isEqualTo(descriptor.mostUseful(Descriptor.MOST_CANDIDATES));
    }
}
