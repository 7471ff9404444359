package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.webrtc.RunningPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two bridges whose native peers hold the link: real transactions, real WebRTC, tabs that only look on. */
class HeldLinksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HELLO = "00112233445566778899aabbccddee01";

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private Party bob;

    @BeforeAll
    static void canRun() {
        RunningPeer.assumeItRuns();
    }

    @BeforeEach
    void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = new Party("alice", directory, BitcoinConfig.regtest(node.address()), true);
        bob = new Party("bob", directory, BitcoinConfig.regtest(node.address()), true);
        alice.addFriend(bob);
        bob.addFriend(alice);
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
    void a_call_brings_a_link_and_both_tabs_are_told_who_named_what() {
        callAndLink();

        String incoming = bob.tab
                .expect(ToBrowser.CallChanged.class, changed -> changed.call().incoming())
                .call()
                .id();
        assertThat(bob.tab.expect(ToBrowser.LinkHeard.class).message()).contains("\"hello\"", Party.CALL);
        assertThat(alice.tab.expect(ToBrowser.LinkHeard.class).message()).contains("\"hello\"", incoming);
        assertThat(alice.tab.find(ToBrowser.AnswerReady.class, any -> true)).isEmpty();
    }

    @Test
    void after_a_call_on_chain_every_tab_hears_the_next_ring() {
        callAndLink();
        FakeTab second = new FakeTab(bob.bridge);
        second.expect(ToBrowser.Welcome.class);
        assertThat(bob.tab.received.stream().filter(ToBrowser.Welcome.class::isInstance))
                .as("welcomes of the first tab")
                .hasSize(1);

        alice.tab.says(new FromBrowser.LinkSay(bob.key(), "{\"type\":\"hangup\",\"call\":\"" + Party.CALL + "\"}"));
        alice.tab.says(new FromBrowser.LinkSay(bob.key(), "{\"type\":\"ring\",\"call\":\"abcd\",\"video\":true}"));

        second.expect(ToBrowser.LinkHeard.class, heard -> heard.message().contains("ring"));
        bob.tab.expect(ToBrowser.LinkHeard.class, heard -> heard.message().contains("ring"));
    }

    @Test
    void chat_needs_no_tab_on_the_other_side() {
        callAndLink();
        bob.bridge.detach(bob.tab);
        alice.tab.says(new FromBrowser.Say(bob.key(), HELLO, "read this later"));

        alice.tab.expect(
                ToBrowser.MessageChanged.class,
                changed -> changed.message().state().equals("delivered"));
        FakeTab later = new FakeTab(bob.bridge);
        later.says(new FromBrowser.History(alice.key(), 0));
        assertThat(later.expect(ToBrowser.Chat.class).messages())
                .extracting(ToBrowser.MessageView::text)
                .containsExactly("read this later");
    }

    @Test
    void what_was_said_while_a_friend_was_off_comes_once_and_in_order() {
        callAndLink();
        awaitTickets();
        bob.close();
        await().atMost(PATIENCE).until(() -> !alice.linkTo(bob).equals("connected"));
        for (int i = 0; i < 5; i++) {
            alice.tab.says(new FromBrowser.Say(bob.key(), HELLO.substring(0, 31) + i, "message " + i));
        }
        bob.start();
        awaitLink(bob, alice, "connected");

        await().atMost(PATIENCE)
                .until(() -> alice.tab.received.stream()
                                .filter(message -> message instanceof ToBrowser.MessageChanged changed
                                        && changed.message().state().equals("delivered"))
                                .count()
                        == 5);
        bob.tab.says(new FromBrowser.History(alice.key(), 0));
        assertThat(bob.tab.expect(ToBrowser.Chat.class).messages())
                .extracting(ToBrowser.MessageView::text)
                .containsExactly("message 0", "message 1", "message 2", "message 3", "message 4");
    }

    @Test
    void a_restart_costs_no_transaction() {
        callAndLink();
        awaitTickets();
        int before = alice.transactions() + bob.transactions();
        alice.close();
        bob.close();
        alice.start();
        bob.start();

        awaitLink(alice, bob, "connected");
        awaitLink(bob, alice, "connected");
        assertThat(alice.transactions() + bob.transactions()).as("transactions").isEqualTo(before);
    }

    @Test
    void a_killed_native_peer_comes_back_by_itself() {
        callAndLink();
        awaitTickets();
        long first = alice.nativePeer.orElseThrow().pid();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        awaitLink(alice, bob, "redialing");

        await().atMost(Duration.ofSeconds(10)).until(() -> alice.linkTo(bob).equals("connected"));
        assertThat(alice.nativePeer.orElseThrow().pid()).isNotEqualTo(first);
        assertThat(alice.bridge.node().state()).isEqualTo("connected");
    }

    @Test
    void who_hangs_up_without_a_link_is_heard_with_the_next_one() {
        callAndLink();
        awaitTickets();
        ProcessHandle.of(alice.nativePeer.orElseThrow().pid()).orElseThrow().destroyForcibly();
        awaitLink(alice, bob, "redialing");

        alice.tab.says(new FromBrowser.LinkSay(bob.key(), "{\"type\":\"hangup\",\"call\":\"" + Party.CALL + "\"}"));

        bob.tab.expect(ToBrowser.LinkHeard.class, heard -> heard.message().contains("hangup"));
    }

    private void callAndLink() {
        alice.tab.says(new FromBrowser.Invite(Party.CALL, bob.key(), "", System.currentTimeMillis()));
        String incoming = bob.tab.expectCall("ringing").id();
        bob.tab.says(new FromBrowser.Accept(incoming));
        awaitLink(alice, bob, "connected");
        awaitLink(bob, alice, "connected");
    }

    private void awaitTickets() {
        await().atMost(PATIENCE).until(() -> hasTicket(alice, bob) && hasTicket(bob, alice));
    }

    private static boolean hasTicket(Party one, Party other) {
        return one.bridge.friends().stream()
                .anyMatch(friend ->
                        friend.id().equals(other.key()) && !friend.redial().isEmpty());
    }

    private static void awaitLink(Party one, Party other, String state) {
        await().atMost(PATIENCE).until(() -> one.linkTo(other).equals(state));
    }
}
