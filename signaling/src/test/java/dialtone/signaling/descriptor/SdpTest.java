package dialtone.signaling.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.MalformedException;
import dialtone.signaling.Peers;
import dialtone.signaling.descriptor.Candidate.Kind;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpTest {

    private static final String OFFER = Samples.read("chromium-offer-with-addresses");

    @ParameterizedTest
    @CsvSource({
        // sample, ufrag, bytes: form 1 + fingerprint 32 + credentials 21 or 20 + groups + addresses
        "chromium-offer, ogSQ, 91",
        "chromium-answer, xAtF, 91",
        "chromium-offer-with-addresses, Qz/7, 94",
        "firefox-offer, 9c4ab17e, 97",
        "firefox-answer, 02468ace, 60",
        "webrtc-java-offer, T7+a, 80",
        "webrtc-java-answer, mN2x, 80",
    })
    void every_browsers_sdp_survives_the_compact_form(String sample, String ufrag, int bytes) {
        Descriptor read = Descriptor.fromSdp(Samples.read(sample));

        assertThat(read.credentials().ufrag()).isEqualTo(ufrag);
        assertThat(read.encode().size()).isEqualTo(bytes);
        assertThat(Descriptor.decode(read.encode())).isEqualTo(read);
        assertThat(Descriptor.fromSdp(read.toOfferSdp())).isEqualTo(read);
        assertThat(Descriptor.fromSdp(read.toAnswerSdp())).isEqualTo(read);
    }

    @Test
    void host_srflx_and_relay_candidates_of_both_families_are_read_and_tcp_is_left_out() {
        assertThat(Descriptor.fromSdp(OFFER).candidates())
                .containsExactly(
                        new Candidate(Kind.HOST, Address.ipv4("192.168.1.20"), 50_001),
                        new Candidate(Kind.HOST, Address.ipv6("2001:db8:1::20"), 50_002),
                        new Candidate(Kind.SRFLX, Address.ipv4("203.0.113.7"), 50_001),
                        new Candidate(Kind.RELAY, Address.ipv4("198.51.100.9"), 61_002));
    }

    @Test
    void the_template_is_the_one_that_every_browser_took() {
        String sdp = Peers.chromium().toOfferSdp();

        assertThat(sdp).isEqualTo("""
                        v=0
                        o=- 1 1 IN IP4 0.0.0.0
                        s=-
                        t=0 0
                        a=group:BUNDLE 0
                        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
                        c=IN IP4 0.0.0.0
                        a=mid:0
                        a=ice-ufrag:Zk3+
                        a=ice-pwd:pJ0mT8/qW2xY5vB7nC4dE6fG
                        a=fingerprint:sha-256 C0:C1:C2:C3:C4:C5:C6:C7:C8:C9:CA:CB:CC:CD:CE:CF:D0:D1:D2:D3:D4:D5:D6:D7:D8:D9:DA:DB:DC:DD:DE:DF
                        a=setup:actpass
                        a=sctp-port:5000
                        a=max-message-size:262144
                        a=candidate:1 1 udp 2130706431 192.168.1.20 50001 typ host
                        a=candidate:2 1 udp 1694498559 203.0.113.7 50001 typ srflx raddr 0.0.0.0 rport 0
                        """.replace("\n", "\r\n"));
        assertThat(Peers.chromium().toAnswerSdp()).isEqualTo(sdp.replace("actpass", "active"));
    }

    @Test
    void the_template_has_latin_digits_in_every_locale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Peers.firefox().toOfferSdp()).matches("\\p{ASCII}*");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example.com",
                "printer.local",
                "79e9fc7c-3812-433d-9adb-831429d09340.local.example.com",
                "79e9fc7c-3812-433d-9adb.local"
            })
    void a_name_that_no_browser_makes_is_left_out_and_never_looked_up(String name) {
        Descriptor read = Descriptor.fromSdp(OFFER.replace("192.168.1.20 50001", name + " 50001"));

        assertThat(read.candidates()).hasSize(3).noneMatch(candidate -> candidate.address() instanceof Address.Mdns);
    }

    /** What stands in a good offer, what comes in its place, and what the error says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=0 | v=1 | SDP: expected v=0 as its first line, got another",
                "UDP/DTLS/SCTP | UDP/TLS/RTP/SAVPF | SDP: expected m=application ... UDP/DTLS/SCTP webrtc-datachannel, got none",
                "m=application 50001 | m=application 0 | SDP: expected a data channel, got one that was rejected (port 0)",
                "a=ice-ufrag:Qz/7 | a=ice-ufrag:Qz7 | ice-ufrag: expected 4 to 256 of A-Z a-z 0-9 + /, got 3 characters",
                "a=ice-ufrag:Qz/7 | a=x:y | SDP: expected a=ice-ufrag for the data channel, got none",
                "a=ice-ufrag:Qz/7 | a=ice-ufrag:Q z7 | ice-ufrag: expected 4 to 256 of A-Z a-z 0-9 + /, got 4 characters",
                "a=ice-pwd:+v1y8 | a=ice-pwd: | ice-pwd: expected 22 to 256 of A-Z a-z 0-9 + /, got 19 characters",
                "sha-256 | sha-1 | a=fingerprint: expected one sha-256 fingerprint, got 0",
                "5B:02:9C | 02:9C | a=fingerprint: expected 32 bytes as AA:BB:..., got 92 characters",
                "a=setup:actpass | a=setup:passive | a=setup: expected actpass in an offer, active in an answer, got 'passive'",
                "a=setup:actpass | a=setup:active,a=setup:active | SDP: expected a=setup once, got 2 times",
                "a=mid:0 | a=mid:data | a=mid: expected 0, got 'data'",
                "a=sctp-port:5000 | a=sctp-port:5001 | a=sctp-port: expected 5000, got '5001'",
                "a=setup:actpass | nonsense | SDP: expected lines like a=value, got 8 other characters",
                "typ relay | type relay | a=candidate: expected the line of RFC 8839, got 126 other characters",
                "50002 typ | 70000 typ | port of a candidate: expected 1 to 65535, got 70000",
                "2001:db8:1::20 50002 | 2001:db8::1::20 50002 | IPv6 address: expected '::' once at most, got 15 other characters",
                "192.168.1.20 50001 typ | 192.168.1.256 50001 typ | IPv4 address: expected numbers from 0 to 255, got 13 other characters",
                "192.168.1.20 50001 typ | 192.168.01.20 50001 typ | IPv4 address: expected numbers from 0 to 255, got 13 other characters",
            })
    void what_is_wrong_is_named_with_what_was_expected(String good, String bad, String message) {
        assertThat(OFFER).contains(good);

        assertThatThrownBy(() -> Descriptor.fromSdp(
                        OFFER.replaceFirst(java.util.regex.Pattern.quote(good), bad.replace(",", "\r\n"))))
                .isInstanceOf(MalformedException.class)
                .hasMessage(message);
    }

    @Test
    void the_limits_of_an_sdp_are_64_kib_20_media_lines_and_30_candidates() {
        String candidate = "a=candidate:1 1 udp 1 10.0.0.%d 5000 typ host\r\n";
        String offer = Peers.chromium().withCandidates(List.of()).toOfferSdp();

        assertThat(Descriptor.fromSdp(offer + numbered(candidate, 30)).candidates())
                .hasSize(30);
        assertMalformed(offer + numbered(candidate, 31), "at most 30 candidates");
        assertThat(Descriptor.fromSdp(offer + "m=audio 9 X 1\r\n".repeat(19)).candidates())
                .isEmpty();
        assertMalformed(offer + "m=audio 9 X 1\r\n".repeat(20), "at most 20 m-lines");
        assertThat(Descriptor.fromSdp(padded(offer, 65_536)).candidates()).isEmpty();
        assertMalformed(padded(offer, 65_537), "at most 65536 bytes");
    }

    private static String padded(String offer, int size) {
        return offer + "a=" + "x".repeat(size - offer.length() - 4) + "\r\n";
    }

    private static String numbered(String line, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            lines.append(String.format(Locale.ROOT, line, i));
        }
        return lines.toString();
    }

    private static void assertMalformed(String sdp, String message) {
        assertThatThrownBy(() -> Descriptor.fromSdp(sdp))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }
}
