package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Peers;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.descriptor.ServiceEndpoint.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndpointTest {

    private static final ServiceEndpoint TCP =
            new ServiceEndpoint(Kind.TCP, Address.ipv4("203.0.113.7"), 9945, Peers.filled(33, 2));
    private static final ServiceEndpoint VPN =
            new ServiceEndpoint(Kind.VPN, Address.ipv6("2001:db8::7"), 51_820, Peers.filled(32, 9));

    @Test
    void the_address_of_a_service_arrives_under_the_senders_signature_and_does_not_ring() {
        for (ServiceEndpoint endpoint : new ServiceEndpoint[] {TCP, VPN}) {
            Opened opened = open(endpoint, NOON);

            assertThat(opened).isInstanceOfSatisfying(Opened.Endpoint.class, arrived -> {
                assertThat(arrived.endpoint()).isEqualTo(endpoint);
                assertThat(arrived.from()).isEqualTo(alice().publicKey());
            });
        }
    }

    @Test
    void it_is_explained_as_json() {
        Sealed.Invitation sealed = seal(TCP);

        assertThat(Frames.explain(sealed.payload(), open(TCP, NOON)).fields())
                .extracting(Explanation.Field::meaning)
                .contains("{\"ip\":\"203.0.113.7\",\"port\":9945,\"kind\":\"tcp\",\"key\":\""
                        + Peers.filled(33, 2).hex() + "\"}");
    }

    @Test
    void it_is_explained_to_the_last_byte() {
        Bytes payload = seal(TCP).payload();
        List<Explanation.Field> sealed = Frames.explain(payload, open(TCP, NOON)).fields().stream()
                .filter(Explanation.Field::sealed)
                .toList();

        assertThat(sealed)
                .extracting(Explanation.Field::name)
                .containsExactly("head", "from", "expiry", "endpoint", "padding", "challenge signature");
        assertThat(sealed.stream().mapToInt(field -> field.bytes().size()).sum())
                .isEqualTo(payload.size() - Content.AROUND);
        assertThat(sealed.get(4).bytes().at(0)).isEqualTo(0x80);
    }

    @Test
    void it_expires() {
        assertThat(open(TCP, NOON.plusSeconds(60)))
                .isInstanceOfSatisfying(
                        Opened.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Opened.Reason.EXPIRED));
    }

    @Test
    void mutated_bytes_that_decode_encode_to_the_same_bytes() {
        Random random = new Random(23);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = (i % 2 == 0 ? TCP : VPN).encode().toArray();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            Bytes mutated = Bytes.of(bytes).slice(0, bytes.length - random.nextInt(2) * random.nextInt(bytes.length));
            try {
                assertThat(ServiceEndpoint.decode(mutated).encode()).isEqualTo(mutated);
                read++;
            } catch (MalformedException expected) {
                // refused
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void names_port_zero_and_keys_that_are_too_long_are_refused_and_the_address_is_not_printed() {
        assertThatThrownBy(() -> new ServiceEndpoint(Kind.SSH, new Address.Mdns(new UUID(1, 2)), 22, Bytes.EMPTY))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new ServiceEndpoint(Kind.SSH, TCP.address(), 0, Bytes.EMPTY))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new ServiceEndpoint(Kind.SSH, TCP.address(), 22, Peers.filled(65, 0)))
                .isInstanceOf(MalformedException.class);
        assertThat(open(TCP, NOON).toString()).doesNotContain("203.0");
    }

    private static Sealed.Invitation seal(ServiceEndpoint endpoint) {
        return Introduction.sealEndpoint(
                alice(),
                bob().publicKey(),
                NOON,
                NOON.plusSeconds(60),
                endpoint,
                Exchange.ALICES_COINS,
                Peers.counting());
    }

    private static Opened open(ServiceEndpoint endpoint, Instant now) {
        return new Opener(bob()).open(seal(endpoint).payload(), Exchange.ALICES_COINS, now, Exchange::none);
    }
}
