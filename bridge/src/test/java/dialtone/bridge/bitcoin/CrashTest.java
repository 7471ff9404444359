package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.store.StorageException;
import dialtone.signaling.Bytes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reserve, seal, sign, write down, commit, broadcast: what a failure at each of these leaves behind. */
class CrashTest {

    @TempDir
    Path directory;

    private ScriptedNode node;
    private Person alice;

    @BeforeEach
    void startWithACoin() throws Exception {
        node = new ScriptedNode();
        alice = Person.start("alice", directory, node.config());
        node.mine(node.payment(alice.script(), 100_000));
        await().until(() -> alice.client.funds().balanceSat() == 100_000);
    }

    @AfterEach
    void stop() throws Exception {
        alice.close();
        node.close();
    }

    private void nothingHappened() {
        assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000);
        assertThat(alice.client.spends(10)).isEmpty();
        assertThat(alice.client.sent("c1")).isEmpty();
        assertThat(node.received).isEmpty();
    }

    private void andTheNextOneWorks() throws CannotPayException {
        SentFrame frame = alice.call("bob", "c1");
        await().until(() -> node.received.size() == 1);
        assertThat(node.received.get(0).getTxId()).hasToString(frame.txid());
    }

    @Test
    void aFailureWhileSealingSpendsNothing() throws Exception {
        assertThatThrownBy(() -> alice.client.send(
                        new Intent("c1", "invitation", alice.now().plusSeconds(60)), outpoints -> {
                            throw new IllegalStateException("no descriptor");
                        }))
                .hasMessage("no descriptor");
        nothingHappened();
        andTheNextOneWorks();
    }

    /** Each of the writes between reservation and commit is made to fail, as a full disk would. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEFORE UPDATE OF spent_by ON coins",
                "BEFORE INSERT ON coins",
                "BEFORE UPDATE ON key_branches",
                "BEFORE INSERT ON outbox",
                "AFTER INSERT ON outbox"
            })
    void aFailureWhileWritingDownSpendsNothing(String write) throws Exception {
        alice.database.update("CREATE TRIGGER fail " + write + " BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        assertThatThrownBy(() -> alice.call("bob", "c1")).isInstanceOf(StorageException.class);
        nothingHappened();
        alice.database.update("DROP TRIGGER fail");
        nothingHappened();
        andTheNextOneWorks();
    }

    @Test
    void theTransactionIsOnTheDiskBeforeTheNodeHasItsFirstByte() throws Exception {
        Path file = directory.resolve("alice").resolve("bridge.db");
        List<Boolean> onDisk = new CopyOnWriteArrayList<>();
        node.onTransaction = transaction -> onDisk.add(isInOutbox(file, transaction));
        alice.call("bob", "c1");
        await().until(() -> onDisk.size() == 1);
        assertThat(onDisk).containsExactly(true);
    }

    /** Through a connection of its own, which sees what is committed only. */
    private static boolean isInOutbox(Path file, Transaction transaction) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet row = connection.createStatement().executeQuery("SELECT raw FROM outbox")) {
            return row.next() && Bytes.of(row.getBytes("raw")).equals(Bytes.of(transaction.serialize()));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCrashBetweenCommitAndBroadcastIsMadeGoodAtTheNextStart() throws Exception {
        alice.close();
        // Not started: as if the process had died before the worker ran.
        alice = Person.create("alice", directory, node.config());
        SentFrame frame = alice.call("bob", "c1");
        assertThat(node.received).isEmpty();
        alice = alice.restarted();
        await().until(() -> node.received.size() == 1);
        assertThat(node.received.get(0).getTxId()).hasToString(frame.txid());
        assertThat(alice.call("bob", "c1").again()).isTrue();
        assertThat(alice.client.spends(10)).hasSize(1);
    }

    @Test
    void whatIsNotConfirmedIsBroadcastAgainByteForByteAtEveryStartUntilItExpires() throws Exception {
        alice.client.send(
                new Intent("c1", "invitation", alice.now().plusSeconds(3600)), outpoints -> Person.frame("bob", "c1"));
        await().until(() -> node.received.size() == 1);
        alice = alice.restarted();
        await().until(() -> node.received.size() == 2);
        node.dropAll();
        await().until(() -> node.received.size() == 3);
        assertThat(node.received)
                .extracting(transaction -> Bytes.of(transaction.serialize()))
                .containsOnly(Bytes.of(node.received.get(0).serialize()));
        node.mine(node.received.get(0));
        await().until(() -> alice.client.spends(1).get(0).state() == Spend.State.CONFIRMED);
        alice = alice.restarted();
        await().until(() -> alice.client.node().state() == NodeStatus.State.CONNECTED);
        alice.call("bob", "c2");
        await().until(() -> node.received.size() == 4);
        assertThat(node.received.get(3).getTxId())
                .isNotEqualTo(node.received.get(0).getTxId());
    }

    @Test
    void anExpiredFrameThatNeverLeftGivesItsCoinBack() throws Exception {
        alice.close();
        alice = Person.create("alice", directory, node.config());
        alice.client.send(
                new Intent("late", "invitation", alice.now().minusSeconds(1)), outpoints -> Bytes.fromHex("00"));
        alice = alice.restarted();
        await().until(() -> alice.client.funds().balanceSat() == 100_000);
        SentFrame frame = alice.call("bob", "c1");
        await().until(() -> node.received.size() == 1);
        assertThat(node.received.get(0).getTxId()).hasToString(frame.txid());
    }

    /** The process is really killed; the next one finishes what was begun, or knows nothing of it. */
    @ParameterizedTest
    @ValueSource(strings = {"sealing", "sent"})
    void aKilledProcessLeavesAllOrNothing(String at) throws Exception {
        alice.close();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        directory.toString(),
                        at)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(Killed.EXIT);
        alice = Person.start("alice", directory, node.config());
        await().until(() -> alice.client.node().state() == NodeStatus.State.CONNECTED);
        if (at.equals("sealing")) {
            nothingHappened();
            andTheNextOneWorks();
        } else {
            await().atMost(Duration.ofSeconds(20)).until(() -> node.received.size() == 1);
            SentFrame frame = alice.call("bob", "c1");
            assertThat(frame.again()).isTrue();
            assertThat(node.received.get(0).getTxId()).isEqualTo(Sha256Hash.wrap(frame.txid()));
        }
    }

    /** The process that dies. */
    static final class Killed {
        static final int EXIT = 41;

        public static void main(String[] arguments) throws Exception {
            try (ScriptedNode nowhere = new ScriptedNode();
                    Person alice = Person.create("alice", Path.of(arguments[0]), nowhere.config())) {
                alice.client.send(new Intent("c1", "invitation", alice.now().plusSeconds(3600)), outpoints -> {
                    if (arguments[1].equals("sealing")) {
                        Runtime.getRuntime().halt(EXIT);
                    }
                    return Person.frame("bob", "c1");
                });
                Runtime.getRuntime().halt(EXIT);
            }
        }
    }
}
