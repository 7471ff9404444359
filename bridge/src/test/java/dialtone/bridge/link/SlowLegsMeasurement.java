package dialtone.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.webrtc.RunningPeer;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Native peers whose invitation and acceptance are on their way for minutes. Both can reach each other, so this shows what waiting does to ICE; routers are the NAT lab's. Only
 * with {@code -Dmeasure=true}, and it takes eleven minutes.
 */
@EnabledIfSystemProperty(named = "measure", matches = "true", disabledReason = "measures only with -Dmeasure=true")
@Timeout(1200)
class SlowLegsMeasurement {
    private static final List<Integer> SECONDS = List.of(0, 5, 30, 90, 300);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Cell(String name, CompletableFuture<Double> openAfterMs) {}

    @Test
    void allDelaysConnect() throws Exception {
        ExecutorService all = Executors.newCachedThreadPool();
        try (RunningPeer inviting = RunningPeer.start();
                RunningPeer invited = RunningPeer.start()) {
            List<Cell> cells = new ArrayList<>();
            for (int first : SECONDS) {
                cells.add(new Cell(
                        "one message, " + first + " s",
                        CompletableFuture.supplyAsync(() -> oneMessage(inviting, invited, first), all)));
                for (int second : SECONDS) {
                    cells.add(new Cell(
                            "invitation " + first + " s, acceptance " + second + " s",
                            CompletableFuture.supplyAsync(() -> twoMessages(inviting, invited, first, second), all)));
                }
            }
            List<String> failed = new ArrayList<>();
            for (Cell cell : cells) {
                try {
                    System.out.printf(Locale.ROOT, "| %s | %.0f |%n", cell.name, cell.openAfterMs.get());
                } catch (ExecutionException notOpen) {
                    System.out.printf(Locale.ROOT, "| %s | no |%n", cell.name);
                    failed.add(cell.name);
                }
            }
            assertThat(failed).isEmpty();
        } finally {
            all.shutdownNow();
        }
    }

    private static double oneMessage(RunningPeer inviting, RunningPeer invited, int delay) {
        LinkPerson alice = LinkPerson.onRealNetwork("alice of one message " + delay, inviting.peer);
        LinkPerson bob = LinkPerson.onRealNetwork("bob of one message " + delay, invited.peer);
        IceCredentials ours = new IceCredentials("inviter1", "inviterinviterinviter123");
        IceCredentials theirs = new IceCredentials("invitee1", "inviteeinviteeinvitee123");
        alice.run(() -> alice.links.offer("a11ce", bob.key, Optional.of(ours)));
        Descriptor offer = described(alice);
        Descriptor answer = new Descriptor(bob.certificateFor(alice), theirs, List.of());
        alice.run(() -> alice.links.expectDial("a11ce", answer));
        pass(delay);
        long delivered = System.nanoTime();
        bob.run(() -> bob.links.answer("b0b", alice.key, offer, Optional.of(theirs)));
        return opened(alice, bob, delivered);
    }

    private static double twoMessages(RunningPeer inviting, RunningPeer invited, int first, int second) {
        String cell = first + " and " + second;
        LinkPerson alice = LinkPerson.onRealNetwork("alice of " + cell, inviting.peer);
        LinkPerson bob = LinkPerson.onRealNetwork("bob of " + cell, invited.peer);
        alice.run(() -> alice.links.offer("a11ce", bob.key, Optional.empty()));
        Descriptor offer = described(alice);
        pass(first);
        bob.run(() -> bob.links.answer("b0b", alice.key, offer, Optional.empty()));
        Descriptor answer = described(bob);
        pass(second);
        long delivered = System.nanoTime();
        alice.run(() -> alice.links.applyAnswer("a11ce", answer));
        return opened(alice, bob, delivered);
    }

    private static Descriptor described(LinkPerson person) {
        return await().atMost(PATIENCE)
                .until(() -> person.described, Optional::isPresent)
                .orElseThrow();
    }

    /** What is measured here is time that passes. */
    private static void pass(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double opened(LinkPerson alice, LinkPerson bob, long since) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> alice.find(bob).isPresent() && bob.find(alice).isPresent());
        double ms = (System.nanoTime() - since) / 1e6;
        alice.close();
        bob.close();
        return ms;
    }
}
