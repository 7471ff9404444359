package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.Reach;
import dialtone.signaling.descriptor.ServiceEndpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Section 4. */
final class DescriptorKinds {

    private DescriptorKinds() {}

    static Map<String, Kinds.Kind> all() {
        return Map.of(
                "write descriptor", DescriptorKinds::write,
                "read descriptor", in -> fields(Descriptor.decode(in.bytes("encoded"))),
                "write SDP", DescriptorKinds::writeSdp,
                "usable candidates", DescriptorKinds::usable,
                "write endpoint", DescriptorKinds::writeEndpoint,
                "read endpoint", in -> fields(ServiceEndpoint.decode(in.bytes("encoded"))));
    }

    private static ObjectNode write(Inputs in) {
        Descriptor descriptor =
                new Descriptor(in.bytes("fingerprint"), in.credentials().orElseThrow(), in.candidates());
        return Inputs.of("encoded", descriptor.encode());
    }

    private static ObjectNode writeSdp(Inputs in) {
        Descriptor descriptor = Descriptor.decode(in.bytes("encoded"));
        return Inputs.of("offer", descriptor.toOfferSdp(), "answer", descriptor.toAnswerSdp());
    }

    private static ObjectNode usable(Inputs in) {
        Descriptor all = Descriptor.decode(in.bytes("encoded"));
        return Inputs.of(
                "network", words(all.usableFor(Reach.NETWORK).candidates()),
                "this_machine", words(all.usableFor(Reach.THIS_MACHINE).candidates()));
    }

    private static ObjectNode writeEndpoint(Inputs in) {
        ServiceEndpoint endpoint = new ServiceEndpoint(
                ServiceEndpoint.Kind.valueOf(in.text("service").toUpperCase(Locale.ROOT)),
                Address.ip(in.text("ip")),
                in.number("port"),
                in.bytes("key"));
        return Inputs.of("encoded", endpoint.encode(), "json", endpoint.json());
    }

    static ObjectNode fields(Descriptor descriptor) {
        return Inputs.of(
                "fingerprint", descriptor.fingerprint(),
                "ufrag", descriptor.credentials().ufrag(),
                "pwd", descriptor.credentials().pwd(),
                "candidates", words(descriptor.candidates()));
    }

    static ObjectNode fields(ServiceEndpoint endpoint) {
        return Inputs.of(
                "service", endpoint.kind().text(),
                "ip", endpoint.address().text(),
                "port", endpoint.port(),
                "key", endpoint.key());
    }

    static List<String> words(List<Candidate> candidates) {
        return candidates.stream().map(DescriptorKinds::words).toList();
    }

    static String words(Candidate candidate) {
        String address = candidate.address().text();
        String host = candidate.address() instanceof Address.IPv6 ? "[" + address + "]" : address;
        return candidate.kind().text() + " " + host + ":" + candidate.port();
    }
}
