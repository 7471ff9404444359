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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alice and Bob have lost each other's address; Carol is linked to both. */
class MutualFriendTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SECOND_CALL = "ffeeddccbbaa99887766554433221100";

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private Party bob;
    private Party carol;

    @BeforeAll
    static void canRun() {
        RunningPeer.assumeItRuns();
    }

    @BeforeEach
    void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = new Party("alice", directory, BitcoinConfig.regtest(node.address()), true);
        bob = new Party("bob", directory, BitcoinConfig.regtest(node.address()), true);
        carol = new Party("carol", directory, BitcoinConfig.regtest(node.address()), true);
        for (Party one : all()) {
            for (Party other : all()) {
                if (one != other) {
                    one.addFriend(other);
                }
            }
        }
        all().forEach(Party::awaitCoins);
        call(alice, bob, "0");
        call(alice, carol, "1");
        call(bob, carol, "2");
    }

    private int transactions() {
        return all().stream().mapToInt(Party::transactions).sum();
    }

    private List<Party> all() {
        return List.of(alice, bob, carol);
    }

    @AfterEach
    void stop() {
        all().forEach(Party::close);
        node.close();
    }

    @Test
    void carries_an_invitation_and_no_transaction_is_made() {
        allow(bob, alice);
        loseEachOther();
        int before = transactions();
        alice.tab.says(new FromBrowser.Invite(SECOND_CALL, bob.key(), "", System.currentTimeMillis()));

        awaitLink(alice, bob, "connected");
        awaitLink(bob, alice, "connected");
        assertThat(alice.rungTo(bob)).isEqualTo("through a mutual friend");
        assertThat(transactions()).as("transactions").isEqualTo(before);
        // The tab that wanted to call rings over the link.
        alice.tab.expect(ToBrowser.LinkHeard.class, heard -> heard.message().contains("unattended"));
    }

    @Test
    void does_not_connect_those_who_have_not_agreed_and_bitcoin_rings_instead() {
        loseEachOther();
        alice.tab.says(new FromBrowser.Invite(SECOND_CALL, bob.key(), "", System.currentTimeMillis()));

        bob.tab.expectCall("ringing");
        assertThat(bob.linkTo(alice)).isEqualTo("none");
    }

    /** Both forget how to dial, and Bob starts again. */
    private void loseEachOther() {
        await().atMost(PATIENCE)
                .until(() -> all().stream()
                        .allMatch(party -> party.bridge.friends().stream()
                                .noneMatch(friend -> friend.redial().isEmpty())));
        bob.close();
        await().atMost(PATIENCE)
                .until(() -> !alice.linkTo(bob).equals("connected")
                        && !carol.linkTo(bob).equals("connected"));
        bob.change("UPDATE friends SET redial = '' WHERE id = '" + alice.key() + "'");
        bob.change("DELETE FROM standbys WHERE friend = '" + alice.key() + "'");
        alice.database.update("UPDATE friends SET redial = '' WHERE id = ?", bob.key());
        bob.start();
        awaitLink(bob, carol, "connected");
        awaitLink(carol, bob, "connected");
        assertThat(bob.linkTo(alice)).isNotEqualTo("connected");
    }

    private static void allow(Party one, Party other) {
        one.tab.says(new FromBrowser.AnswerByItself(other.key(), 1_000));
        one.tab.expect(
                ToBrowser.FriendChanged.class, changed -> changed.friend().automaticSat() == 1_000);
    }

    private static void call(Party caller, Party invitee, String digit) {
        String call = digit.repeat(32);
        caller.tab.says(new FromBrowser.Invite(call, invitee.key(), "", System.currentTimeMillis()));
        String incoming = invitee.tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().incoming()
                                && changed.call().friend().equals(caller.key())
                                && changed.call().state().equals("ringing"))
                .call()
                .id();
        invitee.tab.says(new FromBrowser.Accept(incoming));
        awaitLink(caller, invitee, "connected");
        awaitLink(invitee, caller, "connected");
    }

    private static void awaitLink(Party one, Party other, String state) {
        await().atMost(PATIENCE).until(() -> one.linkTo(other).equals(state));
    }
}
