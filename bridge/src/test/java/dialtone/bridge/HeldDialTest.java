package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.bridge.webrtc.RunningPeer;
import dialtone.signaling.Bytes;
import dialtone.signaling.frame.PairSecret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two native peers whose people have met, and of whose link nothing is left: one transaction, and the friend dials. */
class HeldDialTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        met(alice, bob, new PairSecret(Bytes.of(secret)));
        met(bob, alice, new PairSecret(Bytes.of(secret)));
    }

    private static void met(Party party, Party friend, PairSecret secret) {
        party.bridge.thread.ask(() -> {
            party.bridge.pairs.introduced(friend.card.key(), Optional.empty(), secret);
            party.bridge.pairs.theyUse(friend.card.key(), certificateFor(friend, party));
            party.bridge.pairs.theyKnow(friend.card.key(), certificateFor(party, friend));
            return null;
        });
    }

    private static Bytes certificateFor(Party owner, Party friend) {
        return owner.profile.identity().certificateFor(friend.card.key()).fingerprint();
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    private static long transactions(Party party) {
        return party.database
                .first("SELECT count(*) AS n FROM outbox", row -> row.number("n"))
                .orElseThrow();
    }

    @Test
    void aCallTakesOneTransactionAndAFriendWithoutCoinsAnswersIt() {
        alice.tab.says(new FromBrowser.Invite(Party.CALL, bob.key(), "", System.currentTimeMillis()));
        CallView ring = bob.tab.expectCall("ringing");
        assertThat(ring.dialled()).isTrue();
        bob.tab.says(new FromBrowser.Accept(ring.id()));

        await().atMost(PATIENCE)
                .until(() -> alice.linkTo(bob).equals("connected")
                        && bob.linkTo(alice).equals("connected"));
        assertThat(alice.tab.expectCall("linked").outcome()).isEqualTo("answered");
        assertThat(bob.tab.expectCall("linked").outcome()).isEqualTo("answered");
        assertThat(transactions(alice)).isEqualTo(1);
        assertThat(transactions(bob)).isZero();
    }
}
