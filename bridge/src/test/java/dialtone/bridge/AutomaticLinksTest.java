package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.webrtc.NativePeer;
import dialtone.bridge.webrtc.RunningPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice starts, or what held her links died, and there is a link to each of her friends, before she clicks anything. */
class AutomaticLinksTest {
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
        await().atMost(PATIENCE).until(() -> knowsAddresses(alice));
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

    /** The second time while friends are looked for. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void bringsThemAgainWithOneTransactionWhenTheNativePeerDiedAndNobodyCanBeDialed(int times) {
        await().atMost(PATIENCE)
                .until(() ->
                        Stream.concat(Stream.of(alice), friends.stream()).allMatch(AutomaticLinksTest::knowsAddresses));
        int before = alice.transactions();
        forgetAddresses();
        int seen = alice.tab.received.size();
        NativePeer peer = alice.nativePeer.orElseThrow();
        for (int i = 0; i < times; i++) {
            await().atMost(PATIENCE).until(peer::isReady);
            long dies = peer.pid();
            kill(dies);
            await().atMost(PATIENCE).until(() -> peer.pid() != dies);
        }

        await().atMost(PATIENCE)
                .until(() -> friends.stream().allMatch(friend -> wasLost(friend, seen) && areLinked(friend)));
        assertThat(alice.transactions() - before).as("Alice's transactions").isEqualTo(1);
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    @Test
    void invitesWhoFellSilentAfterAChangeOfTheNetworkAndNobodyElse() throws Exception {
        Party silent = friends.get(0);
        await().atMost(PATIENCE).until(() -> knowsAddresses(alice));
        change(alice, "UPDATE friends SET redial = ''"); // nothing to dial, so nothing to wait for
        int before = alice.transactions();
        List<Integer> callsBefore = callsOfAlice();
        long stopped = silent.nativePeer.orElseThrow().pid();
        signal("STOP", stopped);
        try {
            await().atMost(PATIENCE).until(() -> alice.linkTo(silent).equals("silent"));
            alice.bridge.thread.execute(
                    () -> alice.bridge.held.orElseThrow().holds.networkChanged());
            alice.bridge.thread.execute( // as when IPv4 and IPv6 come one after the other
                    () -> alice.bridge.held.orElseThrow().holds.networkChanged());

            await().atMost(PATIENCE).until(() -> alice.transactions() > before);
        } finally {
            signal("CONT", stopped);
        }
        await().atMost(PATIENCE).until(() -> areLinked(silent));
        assertThat(alice.transactions() - before).as("Alice's transactions").isEqualTo(1);
        List<Integer> calls = callsOfAlice();
        assertThat(calls.get(0) - callsBefore.get(0))
                .as("invitations to who is silent")
                .isEqualTo(1);
        assertThat(calls.subList(1, FRIENDS)).as("to the others").isEqualTo(callsBefore.subList(1, FRIENDS));
    }

    /** With each friend. */
    private List<Integer> callsOfAlice() {
        return friends.stream()
                .map(friend -> alice.database
                        .first(
                                "SELECT count(*) AS n FROM calls WHERE friend = ?",
                                row -> row.integer("n"),
                                friend.key())
                        .orElseThrow())
                .toList();
    }

    /** To the process that holds the links. */
    private static void signal(String name, long pid) throws Exception {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        assertThat(code).as("kill -%s %d", name, pid).isZero();
    }

    private static boolean knowsAddresses(Party party) {
        return party.bridge.friends().stream()
                .noneMatch(friend -> friend.redial().isEmpty());
    }

    private boolean wasLost(Party friend, int since) {
        return alice.tab.received.stream()
                .skip(since)
                .anyMatch(message -> message instanceof ToBrowser.LinkChanged changed
                        && changed.link().friend().equals(friend.key())
                        && !changed.link().state().equals("connected"));
    }

    private boolean areLinked(Party friend) {
        return alice.linkTo(friend).equals("connected") && friend.linkTo(alice).equals("connected");
    }

    /** Everybody's. */
    private void forgetAddresses() {
        change(alice, "UPDATE friends SET redial = ''");
        change(alice, "DELETE FROM standbys");
        friends.forEach(friend -> change(friend, "UPDATE friends SET redial = ''"));
    }

    private static void change(Party party, String sql) {
        if (party.isOpen()) {
            party.database.update(sql);
        } else {
            party.change(sql);
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
