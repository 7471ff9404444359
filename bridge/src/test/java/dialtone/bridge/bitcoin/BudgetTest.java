package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody clicked for stays within what the user allowed. */
class BudgetTest {

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private EmbeddedNode node;
    private Person alice;
    private long costSat;

    @BeforeEach
    void startWithManyCoins() throws Exception {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory().withBlockDelay(Duration.ofHours(1)));
        alice = Person.create("alice", directory, BitcoinConfig.regtest(node.address()), new Clock() {
            @Override
            public Instant instant() {
                return now.get();
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        });
        alice.client.start();
        await().until(() -> alice.client.node().peers() == 1);
        node.fund(alice.client.funds().address(), 20, 50_000);
        node.mine(1);
        await().until(() -> alice.client.funds().balanceSat() == 1_000_000);
        costSat = alice.client.costSat(Person.frame("bob", "a000").size());
    }

    @AfterEach
    void stop() {
        alice.close();
        node.close();
    }

    private SentFrame answer(String id, String friend, long friendSat, long allSat) throws CannotPayException {
        Intent intent = new Intent(id, "answer to " + friend, now.get().plusSeconds(600))
                .within(new Budget(friend, friendSat, allSat));
        return alice.client.send(intent, outpoints -> Person.frame("bob", id));
    }

    @Test
    void of200RequestsAtOnceAgainstABudgetForThreeExactlyThreeSpend() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<SentFrame>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String id = "a%03d".formatted(i);
            answers.add(threads.submit(() -> {
                go.await();
                return answer(id, "bob", 3 * costSat, 1_000_000);
            }));
        }
        go.countDown();
        int sent = 0;
        for (Future<SentFrame> answer : answers) {
            try {
                answer.get();
                sent++;
            } catch (ExecutionException refused) {
                assertThat(refused).hasCauseInstanceOf(OverBudgetException.class);
            }
        }
        threads.shutdown();
        System.out.println("200 requests at once against a budget for 3: " + sent + " spent");
        assertThat(sent).isEqualTo(3);
        assertThat(alice.client.spends(300)).hasSize(3);
        assertThat(alice.client.funds().balanceSat()).isEqualTo(1_000_000 - 3 * costSat);
    }

    @Test
    void theLimitForAllFriendsHoldsToo() throws Exception {
        answer("a000", "bob", 10 * costSat, 2 * costSat);
        answer("a001", "carol", 10 * costSat, 2 * costSat);
        assertThatThrownBy(() -> answer("a002", "dave", 10 * costSat, 2 * costSat))
                .isInstanceOf(OverBudgetException.class)
                .hasMessageContaining("%,d are spent".formatted(2 * costSat));
    }

    @Test
    void afterADayTheBudgetIsThereAgainAndARestartForgetsNothing() throws Exception {
        answer("a000", "bob", costSat, 1_000_000);
        alice = alice.restarted();
        assertThatThrownBy(() -> answer("a001", "bob", costSat, 1_000_000)).isInstanceOf(OverBudgetException.class);
        now.set(now.get().plus(Duration.ofDays(1)).plusMillis(1));
        answer("a001", "bob", costSat, 1_000_000);
    }

    @Test
    void whatTheUserAskedForCountsAgainstNoBudgetAndABudgetOfNothingAllowsNothing() throws Exception {
        alice.call("bob", "c1");
        answer("a000", "bob", costSat, costSat);
        assertThatThrownBy(() -> answer("a001", "bob", 0, 1_000_000)).isInstanceOf(OverBudgetException.class);
        alice.call("bob", "c2");
    }

    @Test
    void whoIsServedTogetherSharesTheCostAndEachStaysWithinTheirOwn() throws Exception {
        long half = (costSat + 1) / 2;
        Budget bob = new Budget("bob", 2 * half, 1_000_000);
        Budget carol = new Budget("carol", half, 1_000_000);
        together("b000", bob.with(carol));
        assertThat(alice.client.automaticSat("bob")).isEqualTo(half);
        assertThat(alice.client.automaticSat("carol")).isEqualTo(half);
        assertThat(alice.client.automaticSat("")).isEqualTo(costSat);
        assertThatThrownBy(() -> together("b001", bob.with(carol)))
                .isInstanceOf(OverBudgetException.class)
                .hasMessageContaining("%,d sat a day".formatted(half));
        assertThatThrownBy(() -> answer("a000", "carol", half, 1_000_000)).isInstanceOf(OverBudgetException.class);
        together("b001", bob.with(new Budget("dave", half, 1_000_000)));
    }

    private void together(String id, Budget budget) throws CannotPayException {
        Intent intent = new Intent(id, "to several", now.get().plusSeconds(600)).within(budget);
        alice.client.send(intent, outpoints -> Person.frame("bob", id));
    }
}
