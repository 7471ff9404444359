package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.e2e.peer.ChromiumPeer;
import dialtone.e2e.peer.Firefox;
import dialtone.e2e.peer.FirefoxPeer;
import dialtone.e2e.peer.NativePeer;
import dialtone.e2e.peer.Peer;
import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.Descriptor;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What travels in a descriptor is all that two WebRTC implementations need of each other. */
class DescriptorTest {

    enum Kind {
        CHROMIUM,
        FIREFOX,
        NATIVE
    }

    @RegisterExtension
    static final Stage stage = new Stage();

    private static ForeignSite site;
    private static Optional<Peer> firefox = Optional.empty();

    @BeforeAll
    static void startFirefox() {
        site = new ForeignSite("<!doctype html><title>a peer</title><body></body>");
        Optional<Path> found = Firefox.find(System.getenv());
        firefox = found.map(path -> new FirefoxPeer(path, site.address()));
    }

    @AfterAll
    static void stopFirefox() {
        firefox.ifPresent(Peer::close);
        site.close();
    }

    @ParameterizedTest(name = "{0} invites {1}")
    @CsvSource({
        "CHROMIUM, CHROMIUM",
        "CHROMIUM, FIREFOX",
        "FIREFOX, CHROMIUM",
        "CHROMIUM, NATIVE",
        "NATIVE, CHROMIUM",
        "FIREFOX, NATIVE",
        "NATIVE, FIREFOX",
        "NATIVE, NATIVE"
    })
    void connectsAfterEncodeAndDecode(Kind inviting, Kind invited) {
        Peer inviter = peer(inviting);
        Peer invitee = peer(invited);
        try {
            Bytes offer = Descriptor.fromSdp(inviter.offer()).encode();
            Bytes answer = Descriptor.fromSdp(
                            invitee.answer(Descriptor.decode(offer).toOfferSdp()))
                    .encode();
            inviter.apply(Descriptor.decode(answer).toAnswerSdp());

            inviter.say("from the inviter");
            assertThat(invitee.hear()).isEqualTo("from the inviter");
            invitee.say("from the invitee");
            assertThat(inviter.hear()).isEqualTo("from the invitee");
            System.out.printf(
                    "descriptor: %s invites %s: offer %d bytes, answer %d bytes%n",
                    inviter.name(), invitee.name(), offer.size(), answer.size());
        } finally {
            done(inviting, inviter);
            done(invited, invitee);
        }
    }

    private static Peer peer(Kind kind) {
        return switch (kind) {
            case CHROMIUM -> new ChromiumPeer(stage.browser(), site.address());
            case FIREFOX -> {
                Assumptions.assumeTrue(
                        firefox.isPresent(),
                        "No Firefox found: install one (Debian: apt-get install firefox-esr) or set DIALTONE_FIREFOX to its path.");
                yield firefox.orElseThrow();
            }
            case NATIVE -> nativePeer();
        };
    }

    private static Peer nativePeer() {
        try {
            return new NativePeer();
        } catch (LinkageError missing) {
            Assumptions.abort("webrtc-java does not load on this machine: " + missing);
            throw missing;
        }
    }

    /** Firefox serves all tests: it takes seconds to start. */
    private static void done(Kind kind, Peer peer) {
        peer.end();
        if (kind != Kind.FIREFOX) {
            peer.close();
        }
    }
}
