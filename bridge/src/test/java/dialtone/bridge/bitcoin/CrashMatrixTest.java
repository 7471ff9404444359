package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.Crashing.Flow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that spends is halted before and after each durable step of each kind of spending; the next process finishes what was begun. It must end like a twin that was
 * never halted: one transaction, the same fee, the same coins, and the invitation heard.
 *
 * <p>The ordinary tests take each point in one of the flows, in turn; {@code -Dmeasure=true} takes all of them, with {@code -Dmeasure.seeds} different wallets (20),
 * from {@code -Dmeasure.firstSeed} on (1).
 */
class CrashMatrixTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** What one case ends with. */
    private record End(int spends, Spend.State state, long feeSat, long balanceSat, boolean heard, int doubleSpends) {}

    @Test
    void whoeverIsHaltedEndsLikeATwinWhoWasNot() throws Exception {
        boolean all = Boolean.getBoolean("measure");
        int seeds = all ? Integer.getInteger("measure.seeds", 20) : 1;
        int first = Integer.getInteger("measure.firstSeed", 1);
        List<String> points = Crashing.points();
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        for (int seed = first; seed < first + seeds; seed++) {
            for (Flow flow : Flow.values()) {
                End twin = new Case(flow, seed, "").end();
                assertThat(twin.state()).isEqualTo(Spend.State.CONFIRMED);
                for (int i = 0; i < points.size(); i++) {
                    if (all || i % Flow.values().length == flow.ordinal()) {
                        cases++;
                        End end = new Case(flow, seed, points.get(i)).end();
                        if (!end.equals(twin)) {
                            wrong.add("%s halted %s, seed %d: %s, the twin: %s"
                                    .formatted(flow, points.get(i), seed, end, twin));
                        }
                    }
                }
            }
            if (all) {
                System.out.println("seed " + seed + ": " + cases + " cases so far, " + wrong.size() + " wrong");
            }
        }
        System.out.println("halted processes: " + (cases - wrong.size()) + " of " + cases + " cases (" + points.size()
                + " points, " + Flow.values().length + " flows, " + seeds + " seeds) end like their twin");
        assertThat(wrong).isEmpty();
    }

    /** One wallet, one node, one halt; {@code point} empty: no halt. */
    private final class Case {
        private final Flow flow;
        private final String point;
        private final Path place;
        private final Random random;
        private final Set<Sha256Hash> mined = new HashSet<>();
        private String stuck = "";
        private Transaction invitation;

        Case(Flow flow, int seed, String point) {
            this.flow = flow;
            this.point = point;
            this.place = directory.resolve(seed + "-" + flow + "-" + point.replace(' ', '-'));
            this.random = new Random(seed);
        }

        End end() throws Exception {
            try (ScriptedNode node = new ScriptedNode()) {
                prepare(node);
                if (!point.isEmpty()) {
                    halt(node);
                }
                return finish(node);
            }
        }

        /** A few coins of any size; a call that is stuck, or an invitation that waits in the mempool. */
        private void prepare(ScriptedNode node) throws Exception {
            try (Person alice = Person.start("alice", place, node.config())) {
                int coins = 1 + random.nextInt(4);
                long total = 0;
                for (int i = 0; i < coins; i++) {
                    long valueSat = 5_000L + random.nextInt(100_000);
                    total += valueSat;
                    node.mine(node.payment(alice.script(), valueSat));
                }
                long balanceSat = total;
                await().atMost(PATIENCE)
                        .until(() -> alice.client.funds().balanceSat() == balanceSat
                                && alice.client.node().height() == node.best().size() - 1);
                if (flow == Flow.BUMP || flow == Flow.TAKE_BACK) {
                    stuck = alice.client
                            .send(
                                    new Intent("c1", "frame", alice.now().plus(Duration.ofHours(1))),
                                    outpoints -> Person.frame("bob", "c1"))
                            .txid();
                    await().atMost(PATIENCE)
                            .until(() -> alice.client.spends(1).get(0).state() == Spend.State.SEEN);
                }
            }
            invitation = node.announceMany(1, Person.frame("alice", "i1")).get(0);
        }

        private void halt(ScriptedNode node) throws IOException, InterruptedException {
            Path log = place.resolve("child.log");
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Crashing.class.getName(),
                            place.toString(),
                            Integer.toString(node.address().getPort()),
                            flow.name(),
                            point,
                            stuck)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                int connections = node.accepted();
                await().atMost(PATIENCE)
                        .pollInSameThread()
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> {
                            if (node.accepted() > connections && invitation != null) {
                                node.announce(invitation); // once it is connected it hears of it
                            }
                            if (Crashing.needsBlock(point)) {
                                mineNew(node);
                            }
                            return !child.isAlive();
                        });
            } finally {
                child.destroyForcibly();
            }
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue())
                    .as("%s halted %s: %s", flow, point, Files.readString(log))
                    .isEqualTo(Crashing.EXIT);
        }

        private End finish(ScriptedNode node) throws Exception {
            try (Person alice = Person.start("alice", place, node.config())) {
                await().atMost(PATIENCE).until(() -> alice.client.node().peers() == 1);
                flow.perform(alice, stuck, () -> {});
                await().atMost(PATIENCE)
                        .pollInSameThread()
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> {
                            mineNew(node);
                            return alice.client.spends(1).get(0).state() == Spend.State.CONFIRMED;
                        });
                node.mine(invitation);
                int height = node.best().size() - 1;
                await().atMost(PATIENCE).until(() -> alice.client.node().height() == height);
                List<Spend> spends = alice.client.spends(10);
                return new End(
                        spends.size(),
                        spends.get(0).state(),
                        spends.get(0).feeSat(),
                        alice.client.funds().balanceSat(),
                        heard(alice),
                        doubleSpends(node));
            }
        }

        /** Told in this process, or, as the database knows, in the halted one. */
        private boolean heard(Person alice) {
            await().atMost(PATIENCE)
                    .until(() -> alice.database
                                    .first(
                                            "SELECT count(*) AS n FROM payloads WHERE delivered = 1",
                                            row -> row.integer("n"))
                                    .orElseThrow()
                            == 1);
            return true;
        }

        /** What was sent in this flow, each once. The stuck one is never mined. */
        private void mineNew(ScriptedNode node) {
            for (Transaction transaction : node.received) {
                boolean isStuck = transaction.getTxId().toString().equals(stuck);
                if (!isStuck && mined.add(transaction.getTxId())) {
                    node.mine(transaction);
                }
            }
        }

        /** Coins that two different transactions spent, replacements aside. */
        private int doubleSpends(ScriptedNode node) {
            Set<TransactionOutPoint> spent = new HashSet<>();
            Set<Sha256Hash> seen = new HashSet<>();
            int twice = 0;
            for (Transaction transaction : node.received) {
                if (transaction.getTxId().toString().equals(stuck) || !seen.add(transaction.getTxId())) {
                    continue;
                }
                for (TransactionInput input : transaction.getInputs()) {
                    twice += spent.add(input.getOutpoint()) ? 0 : 1;
                }
            }
            return twice;
        }
    }
}
