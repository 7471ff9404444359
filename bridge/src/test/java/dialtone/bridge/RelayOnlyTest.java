package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.bridge.webrtc.IceServer;
import dialtone.bridge.webrtc.IceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With relay-only on, a frame holds addresses of TURN servers alone, even when the page gathered others. */
class RelayOnlyTest {

    private static final IceSettings RELAY_ONLY =
            new IceSettings(List.of(new IceServer(List.of("turn:198.51.100.9"), "user", "credential")), true);

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private Party bob;

    @BeforeEach
    void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = new Party("alice", directory, BitcoinConfig.regtest(node.address()));
        bob = new Party("bob", directory, BitcoinConfig.regtest(node.address()));
        alice.addFriend(bob);
        alice.awaitCoins();
        bob.awaitCoins();
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    @Test
    void a_tab_is_told_the_servers_now_and_when_it_comes() {
        alice.bridge.setIce(RELAY_ONLY);

        assertThat(alice.tab.expect(ToBrowser.IceChanged.class).ice().relayOnly())
                .isTrue();
        FakeTab later = new FakeTab(alice.bridge);
        assertThat(later.expect(ToBrowser.Welcome.class).ice())
                .isEqualTo(new ToBrowser.IceView(RELAY_ONLY.servers(), true));
    }

    @Test
    void invitation_and_acceptance_carry_relayed_addresses_alone() {
        alice.bridge.setIce(RELAY_ONLY);
        bob.bridge.setIce(RELAY_ONLY);

        invite(manyKinds(Sdp.offer("192.0.2.7", 40_001)));
        CallView ringing = bob.tab.expectCall("ringing");
        bob.tab.says(new FromBrowser.Accept(ringing.id()));
        String offer = bob.tab.expect(ToBrowser.OfferReady.class).offer();
        assertThat(offer).contains("198.51.100.9 40003 typ relay").doesNotContain("192.0.2.7", "203.0.113.7");

        bob.tab.says(new FromBrowser.Answer(ringing.id(), manyKinds(Sdp.answer("192.0.2.8", 40_001))));
        String answer = alice.tab.expect(ToBrowser.AnswerReady.class).answer();
        assertThat(answer).contains("198.51.100.9 40003 typ relay").doesNotContain("192.0.2.8", "203.0.113.7");
    }

    @Test
    void without_a_relayed_address_nothing_is_sent_and_the_caller_is_told_why() {
        alice.bridge.setIce(RELAY_ONLY);

        invite(Sdp.offer("192.0.2.7", 40_001));
        CallView ended = alice.tab.expectCall("ended");
        assertThat(ended.why()).contains("relay-only is on", "no TURN server gave an address");
        assertThat(alice.bridge.wallet.view().spends()).isEmpty();
    }

    @Test
    void switched_off_everything_is_told_again() {
        alice.bridge.setIce(RELAY_ONLY);
        alice.bridge.setIce(IceSettings.NONE);

        invite(manyKinds(Sdp.offer("192.0.2.7", 40_001)));
        CallView ringing = bob.tab.expectCall("ringing");
        bob.tab.says(new FromBrowser.Accept(ringing.id()));
        await().untilAsserted(() -> assertThat(
                        bob.tab.expect(ToBrowser.OfferReady.class).offer())
                .contains("192.0.2.7", "203.0.113.7", "198.51.100.9"));
    }

    private static String manyKinds(String sdp) {
        return Sdp.with(Sdp.with(sdp, "srflx", "203.0.113.7", 40_002), "relay", "198.51.100.9", 40_003);
    }

    private void invite(String offer) {
        alice.tab.says(new FromBrowser.Invite(Party.CALL, bob.key(), offer, System.currentTimeMillis()));
    }
}
