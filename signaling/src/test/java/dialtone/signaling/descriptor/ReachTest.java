package dialtone.signaling.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Peers;
import dialtone.signaling.descriptor.Candidate.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.0.1",
                "169.254.169.254",
                "169.254.169.253",
                "169.254.170.2",
                "100.100.100.200",
                "224.0.0.1",
                "224.0.0.251",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::0.1.2.3",
                "::ffff:0.0.0.0",
                "::ffff:169.254.169.254",
                "::ffff:224.0.0.1",
                "::ffff:255.255.255.255",
                "64:ff9b::169.254.169.254",
                "2002:a9fe:a9fe::1",
                "fe80::1",
                "febf::1",
                "ff02::1",
                "ff02::fb",
                "ff05::2",
                "fd00:ec2::254"
            })
    void addresses_that_no_friend_can_have_are_left_out_for_everybody(String address) {
        assertThat(kept(Reach.NETWORK, address, 50_000)).isFalse();
        assertThat(kept(Reach.THIS_MACHINE, address, 50_000)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::127.0.0.1",
                "2002:7f00:1::1"
            })
    void loopback_is_kept_only_when_both_are_on_this_machine(String address) {
        assertThat(kept(Reach.NETWORK, address, 50_000)).isFalse();
        assertThat(kept(Reach.THIS_MACHINE, address, 50_000)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.20",
                "192.0.2.2",
                "100.64.0.1",
                "203.0.113.7",
                "169.253.1.1",
                "223.255.255.255",
                "fd00::2",
                "2001:db8::1",
                "2a00:1450::1",
                "::ffff:192.168.1.20"
            })
    void private_and_public_addresses_are_kept(String address) {
        assertThat(kept(Reach.NETWORK, address, 50_000)).isTrue();
        assertThat(kept(Reach.THIS_MACHINE, address, 50_000)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 22, 25, 53, 80, 442, 444, 1023})
    void privileged_ports_are_left_out(int port) {
        assertThat(kept(Reach.NETWORK, "203.0.113.7", port)).isFalse();
        assertThat(kept(Reach.THIS_MACHINE, "127.0.0.1", port)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {443, 1024, 3478, 50_000, 65_535})
    void other_ports_are_kept_and_so_are_https_and_stun(int port) {
        assertThat(kept(Reach.NETWORK, "203.0.113.7", port)).isTrue();
    }

    @Test
    void names_made_by_browsers_are_kept() {
        Descriptor chromium = Descriptor.fromSdp(Samples.read("chromium-offer"));

        assertThat(chromium.usableFor(Reach.NETWORK)).isEqualTo(chromium);
    }

    private static boolean kept(Reach reach, String address, int port) {
        Candidate candidate = new Candidate(Kind.HOST, Address.ip(address), port);
        return !Peers.chromium()
                .withCandidates(List.of(candidate))
                .usableFor(reach)
                .candidates()
                .isEmpty();
    }
}
