package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.foreign.ForeignNode;
import dialtone.bridge.bitcoin.foreign.ForeignNode.Policy;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.CallView;
import dialtone.bridge.tab.ToBrowser.Problem;
import dialtone.bridge.tab.ToBrowser.StepView;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that others wrote and that relay at most 80 bytes of data: no obstacle to friends, one to strangers. Skipped where a machine has no such node. */
@Timeout(300)
class LegacyPolicyTest {
    private static final int LARGEST_REUNION = 80;
    private static final int UNTIL_SEGWIT = 432;
    private static final int UNTIL_SPENDABLE = 100;
    private static final int COINS_EACH = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(ForeignNode.Kind.class)
    void friendsCallEachOtherThroughItAndAnIntroductionIsRefusedWithAWayOut(ForeignNode.Kind kind) {
        try (ForeignNode open = kind.start(Policy.OPEN, List.of());
                Party alice = new Party("alice", directory, through(open));
                Party bob = new Party("bob", directory, through(open))) {
            alice.addFriend(bob);
            bob.addFriend(alice);
            open.mine(UNTIL_SEGWIT);
            open.mine(COINS_EACH, alice.bridge.wallet.view().address());
            open.mine(COINS_EACH, bob.bridge.wallet.view().address());
            open.mine(UNTIL_SPENDABLE);
            alice.awaitCoins();
            bob.awaitCoins();
            int introduction = callAndLink(alice, bob, 1);
            open.mine(1);

            try (ForeignNode legacy = kind.start(Policy.LEGACY, List.of(open.address()))) {
                await().atMost(PATIENCE).until(() -> legacy.height() == open.height());
                moveTo(legacy, alice);
                moveTo(legacy, bob);
                int reunion = callAndLink(alice, bob, 2);
                int carried = legacy.transactionsInMempool();
                legacy.mine(1);

                alice.tab.says(new FromBrowser.RemoveFriend(bob.key()));
                alice.addFriend(bob);
                alice.invites(bob, id(3));
                Problem problem = refusal(legacy, alice);
                System.out.printf(
                        "%s: introduction of %d bytes through the open node; through the legacy node invitation of %d bytes and its acceptance, then: %s %s%n",
                        kind, introduction, reunion, problem.text(), problem.todo());
                assertThat(introduction).isGreaterThan(LARGEST_REUNION);
                assertThat(reunion).isLessThanOrEqualTo(LARGEST_REUNION);
                assertThat(carried).as("invitation and acceptance").isEqualTo(2);
                assertThat(problem.text()).isEqualTo("The Bitcoin nodes refused the transaction.");
                assertThat(problem.todo()).contains("at most 80 bytes", "use a node that relays more");
                assertThat(legacy.transactionsInMempool()).isZero();
            }
        }
    }

    private static void moveTo(ForeignNode node, Party party) {
        party.close();
        party.connectTo(through(node));
        party.start();
    }

    private static BitcoinConfig through(ForeignNode node) {
        String[] parts = node.address().split(":");
        return BitcoinConfig.regtest(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
    }

    /** Core hides what it has not announced, so that its "not found" means something only after it has announced something else: here a block. */
    private static Problem refusal(ForeignNode node, Party caller) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            node.mine(1);
            return caller.tab.find(Problem.class, problem -> true).isPresent();
        });
        return caller.tab.expect(Problem.class);
    }

    private static String id(int call) {
        return "%032x".formatted(call);
    }

    /** Gives the bytes of the invitation. */
    private static int callAndLink(Party from, Party to, int number) {
        String call = id(number);
        from.invites(to, call);
        CallView ring = to.tab
                .expect(
                        ToBrowser.CallChanged.class,
                        changed -> changed.call().incoming()
                                && changed.call().state().equals("ringing"))
                .call();
        to.tab.says(new FromBrowser.Accept(ring.id()));
        to.tab.expect(ToBrowser.OfferReady.class, offer -> offer.call().equals(ring.id()));
        to.tab.says(new FromBrowser.Answer(ring.id(), Sdp.answer("192.0.2.8", 40_002)));
        from.tab.expect(ToBrowser.AnswerReady.class, answer -> answer.call().equals(call));
        from.tab.says(new FromBrowser.LinkOpened(to.key(), call));
        to.tab.says(new FromBrowser.LinkOpened(from.key(), ring.id()));
        to.tab.expectCall("linked");
        return from.tab.expectCall("linked").steps().stream()
                .filter(step -> step.step().equals("sealed"))
                .mapToInt(StepView::bytes)
                .findFirst()
                .orElseThrow();
    }
}
