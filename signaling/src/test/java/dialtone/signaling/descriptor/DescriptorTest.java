package dialtone.signaling.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Peers;
import dialtone.signaling.descriptor.Candidate.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorTest {

    @Test
    void credentials_of_any_legal_length_survive() {
        for (int size = 4; size <= 256; size++) {
            Descriptor descriptor = new Descriptor(
                    Peers.filled(32, 0),
                    new IceCredentials("u".repeat(size), "P".repeat(Math.max(22, size))),
                    List.of());

            assertThat(Descriptor.decode(descriptor.encode())).isEqualTo(descriptor);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // ufrag, pwd, packed size
        "AbC/, 0123456789abcdefABCDEF+/, 21",
        "0a1b2c3d, 00112233445566778899aabbccddeeff, 20",
        "0A1b2c3d, 00112233445566778899aabbccddeeff, 42",
        "AbC/, 0123456789abcdefABCDEF+, 29",
    })
    void credentials_take_the_shortest_form(String ufrag, String pwd, int size) {
        Descriptor descriptor = new Descriptor(Peers.filled(32, 0), new IceCredentials(ufrag, pwd), List.of());

        assertThat(descriptor.encode().size()).isEqualTo(1 + 32 + size);
    }

    @Test
    void credentials_in_a_longer_form_than_needed_are_refused() {
        Bytes libwebrtcAsText = Bytes.of((byte) 2)
                .concat(Peers.filled(32, 0))
                .concat(Bytes.of((byte) 3, (byte) 'a', (byte) 'b', (byte) 'c', (byte) 'd'))
                .concat(Bytes.of((byte) 23))
                .concat(Bytes.of("x".repeat(24).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

        assertThatThrownBy(() -> Descriptor.decode(libwebrtcAsText))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("the shortest");
    }

    @Test
    void too_many_candidates_are_cut_to_one_of_each_group_before_second_ones() {
        List<Candidate> many = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            many.add(new Candidate(Kind.HOST, Address.ipv4("10.0.0." + i), 5000));
            many.add(new Candidate(Kind.HOST, Address.ipv6("fd00::" + i), 5000));
            many.add(new Candidate(Kind.HOST, new Address.Mdns(new UUID(0, i)), 5000));
        }
        many.add(new Candidate(Kind.SRFLX, Address.ipv4("203.0.113.7"), 5000));
        many.add(new Candidate(Kind.RELAY, Address.ipv4("198.51.100.9"), 5000));
        Descriptor descriptor = Peers.chromium().withCandidates(many);

        List<Candidate> kept = Descriptor.decode(descriptor.encode()).candidates();

        assertThat(kept)
                .containsExactlyInAnyOrder(
                        new Candidate(Kind.HOST, Address.ipv4("10.0.0.1"), 5000),
                        new Candidate(Kind.SRFLX, Address.ipv4("203.0.113.7"), 5000),
                        new Candidate(Kind.HOST, Address.ipv6("fd00::1"), 5000),
                        new Candidate(Kind.RELAY, Address.ipv4("198.51.100.9"), 5000),
                        new Candidate(Kind.HOST, new Address.Mdns(new UUID(0, 1)), 5000),
                        new Candidate(Kind.HOST, Address.ipv4("10.0.0.2"), 5000),
                        new Candidate(Kind.HOST, Address.ipv6("fd00::2"), 5000),
                        new Candidate(Kind.HOST, new Address.Mdns(new UUID(0, 2)), 5000));
        assertThat(descriptor.mostUseful(3).candidates())
                .extracting(Candidate::kind)
                .containsExactly(Kind.HOST, Kind.HOST, Kind.SRFLX);
    }

    @Test
    void the_order_and_repetition_of_candidates_make_no_difference() {
        List<Candidate> reversed = new ArrayList<>(Peers.chromium().candidates());
        Collections.reverse(reversed);
        reversed.addAll(Peers.chromium().candidates());

        assertThat(Peers.chromium().withCandidates(reversed)).isEqualTo(Peers.chromium());
    }

    @ParameterizedTest
    @CsvSource({
        // candidate groups after a good start
        "00, a group of none",
        "0a, the end",
        "010a00000113881003, descending or the end",
        "020a00000113880a0000011388, one twice",
        "010a0000011388010a0000021388, the same group again",
        "c10a0000011388, kind 3",
        "310a0000011388, family 3",
        "010a0000010000, port 0",
        "090a", // more than eight
    })
    void candidate_groups_that_are_not_canonical_are_refused(String groups) {
        Bytes start = Peers.chromium().withCandidates(List.of()).encode();

        assertThatThrownBy(() -> Descriptor.decode(start.concat(Bytes.fromHex(groups))))
                .isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::ffff:192.0.2.1, ::ffff:c000:201",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "0:0:0:0:0:0:0:0, ::",
        "fe80:0:0:0:1::, fe80::1:0:0:0",
    })
    void ipv6_is_read_in_every_form_and_written_in_one(String text, String canonical) {
        assertThat(Address.ip(text).text()).isEqualTo(canonical);
        assertThat(Address.ip(canonical)).isEqualTo(Address.ip(text));
    }

    @ParameterizedTest
    @CsvSource({
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "g::",
        "12345::",
        "fe80::1%eth0",
        "::1.2.3",
        "1:2:3:4:5:6:7::8"
    })
    void text_that_is_no_ipv6_address_is_refused(String text) {
        assertThatThrownBy(() -> Address.ip(text)).isInstanceOf(MalformedException.class);
    }
}
