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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alice starts, and there is a link to each of her friends, before she clicks anything. */
class BootTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FRIENDS = 3;

    @TempDir
    Path directory;

    private EmbeddedNode node;
    private Party alice;
    private final List<Party> friends = new ArrayList<>();

    @BeforeAll
    static void canRun() {
        RunningPeer.assumeItRuns();
    }

    @BeforeEach
    void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT));
        alice = party("alice");
        for (int i = 0; i < FRIENDS; i++) {
            friends.add(party("friend" + i));
        }
        alice.awaitCoins();
        friends.forEach(Party::awaitCoins);
        for (int i = 0; i < FRIENDS; i++) {
            Party friend = friends.get(i);
            alice.addFriend(friend);
            friend.addFriend(alice);
            allow(alice, friend);
            allow(friend, alice);
            introduce(friend, "%032x".formatted(i + 1));
        }
    }

    private Party party(String name) {
        return new Party(name, directory, BitcoinConfig.regtest(node.address()), true);
    }

    @AfterEach
    void stop() {
        alice.close();
        friends.forEach(Party::close);
        node.close();
    }

    @Test
    void bringsAllLinksWithOneTransactionWhereNoAddressIsKnown() {
        int before = alice.transactions();
        alice.close();
        forgetAddresses();
        alice.start();

        await().atMost(PATIENCE).until(() -> friends.stream().allMatch(this::areLinked));
        assertThat(alice.transactions() - before).as("Alice's transactions").isEqualTo(1);
        assertThat(friends.get(0).tab.received.stream()
                        .filter(message -> message instanceof ToBrowser.CallChanged changed
                                && changed.call().state().equals("ringing"))
                        .count())
                .as("rings at the first friend, of the introduction alone")
                .isEqualTo(1);
    }

    @Test
    void costsNothingWhereTheLastAddressesStillHold() {
        await().atMost(PATIENCE)
                .until(() -> alice.bridge.friends().stream()
                        .noneMatch(friend -> friend.redial().isEmpty()));
        int before = alice.transactions();
        alice.close();
        alice.start();

        await().atMost(PATIENCE).until(() -> friends.stream().allMatch(this::areLinked));
        assertThat(alice.transactions()).isEqualTo(before);
    }

    @Test
    void aFriendWhoWasOffIsLinkedWhenTheyStart() {
        Party late = friends.get(0);
        late.close();
        alice.close();
        forgetAddresses();
        alice.start();
        await().atMost(PATIENCE).until(() -> friends.stream().skip(1).allMatch(this::areLinked));
        late.start();

        await().atMost(PATIENCE).until(() -> areLinked(late));
    }

    private boolean areLinked(Party friend) {
        return alice.linkTo(friend).equals("connected") && friend.linkTo(alice).equals("connected");
    }

    /** Everybody's, while Alice is off. */
    private void forgetAddresses() {
        alice.change("UPDATE friends SET redial = ''");
        alice.change("DELETE FROM standbys");
        for (Party friend : friends) {
            if (friend.isOpen()) {
                friend.database.update("UPDATE friends SET redial = ''");
            } else {
                friend.change("UPDATE friends SET redial = ''");
            }
        }
    }

    private static void allow(Party one, Party other) {
        one.tab.says(new FromBrowser.AnswerByItself(other.key(), 3_000));
        one.tab.expect(
                ToBrowser.FriendChanged.class,
                changed -> changed.friend().id().equals(other.key())
                        && changed.friend().automaticSat() == 3_000);
    }

    private void introduce(Party friend, String call) {
        alice.tab.says(new FromBrowser.Invite(call, friend.key(), "", System.currentTimeMillis()));
        await().atMost(PATIENCE).until(() -> areLinked(friend));
    }
}
