package dialtone.signaling.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;

/** Any bytes: what decodes encodes to the same bytes, and what is written for a browser is read to the same facts. */
class DescriptorFuzzTest {

    private static final int SHORT_HEAD_BITS = 7;

    @FuzzTest
    void what_decodes_encodes_to_the_same_bytes(byte[] data) {
        Bytes bytes = Bytes.of(data);
        descriptor(bytes);
        endpoint(bytes);
        shortDescriptor(bytes);
    }

    private static void descriptor(Bytes bytes) {
        Descriptor descriptor;
        try {
            descriptor = Descriptor.decode(bytes);
        } catch (MalformedException refused) {
            return;
        }
        assertThat(descriptor.encode()).isEqualTo(bytes);
        assertThat(Descriptor.fromSdp(descriptor.toOfferSdp())).isEqualTo(descriptor);
        assertThat(descriptor.usableFor(Reach.NETWORK).candidates()).isSubsetOf(descriptor.candidates());
    }

    private static void endpoint(Bytes bytes) {
        ServiceEndpoint endpoint;
        try {
            endpoint = ServiceEndpoint.decode(bytes);
        } catch (MalformedException refused) {
            return;
        }
        assertThat(endpoint.encode()).isEqualTo(bytes);
    }

    /** As in a reunion frame: the first byte stands for the head, and zeros may follow. */
    private static void shortDescriptor(Bytes bytes) {
        if (bytes.size() == 0) {
            return;
        }
        int head = bytes.at(0) & SHORT_HEAD_BITS;
        Bytes rest = bytes.slice(1, bytes.size());
        ShortDescriptor descriptor;
        try {
            descriptor = ShortDescriptor.read((head & 4) != 0, head & 3, new ByteReader(rest));
        } catch (MalformedException refused) {
            return;
        }
        Bytes again = descriptor.encode();
        Bytes zeros = Bytes.of(new byte[rest.size() - again.size()]);
        assertThat(new ByteWriter().bytes(again).bytes(zeros).toBytes()).isEqualTo(rest);
    }
}
