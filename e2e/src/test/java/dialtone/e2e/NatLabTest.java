package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which homes reach each other, over which addresses and in which time: a call with real bridges and browsers across real NAT ({@code lab/nat-lab}). Two pairs always, all of them
 * with {@code -Dnat.lab=true}, or those of them whose name is like {@code -Dnat.lab.pairs}, a regular expression. {@code -Dnat.lab.links=browser}: the pages hold the links. Skipped where the machine does not permit it.
 */
class NatLabTest {

    /** From the answer on. Checks go on for 15 s without a packet. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(20);

    /** After dials in vain, with an invitation and an acceptance. */
    private static final Duration ALL_RUNGS = Duration.ofSeconds(40);

    private static final boolean ALL = Boolean.getBoolean("nat.lab");

    private static final String PAIRS = System.getProperty("nat.lab.pairs", ".*");

    private static final String NO = "no";

    private static final String HOLDER = System.getProperty("nat.lab.links", Stage.NATIVE);

    private static final List<String> MATRIX = new ArrayList<>();
    private static final List<String> MOVES = new ArrayList<>();

    private static Playwright playwright;

    /** {@code opens}: what is expected; empty where it is only written down. {@code options}: of nat-lab up. */
    record Pair(String a, String b, String opens, List<String> options) {
        static Pair of(String a, String b, String opens, String... options) {
            return new Pair(a, b, opens, Arrays.asList(options));
        }

        List<String> all() {
            List<String> all = new ArrayList<>(options);
            all.addAll(List.of("--run-option", "--links=" + HOLDER));
            return all;
        }

        @Override
        public String toString() {
            return a + "-" + b + " "
                    + String.join(" ", options).replace("--servers ", "").replace("--", "");
        }
    }

    static Stream<Pair> pairs() {
        List<Pair> always =
                List.of(Pair.of("P", "P", "yes", "--servers", "stun"), Pair.of("S", "S", "yes", "--servers", "turn"));
        List<Pair> asked = List.of(
                Pair.of("O", "O", "yes", "--servers", "none"),
                Pair.of("O", "P", "yes", "--servers", "none"),
                Pair.of("P", "P", "no", "--servers", "none"),
                Pair.of("R", "R", "yes", "--servers", "stun"),
                Pair.of("E", "E", "yes", "--servers", "stun"),
                Pair.of("S", "O", "yes", "--servers", "stun"),
                Pair.of("Q", "Q", "", "--servers", "stun"),
                Pair.of("Q", "P", "", "--servers", "stun"),
                Pair.of("P", "S", "no", "--servers", "stun"),
                Pair.of("S", "S", "no", "--servers", "stun"),
                Pair.of("P", "S", "yes", "--servers", "turn"),
                Pair.of("Q", "Q", "yes", "--servers", "turn"),
                Pair.of("P", "P", "yes", "--servers", "turn", "--relay-only"));
        return ALL
                ? Stream.concat(always.stream(), asked.stream())
                        .filter(pair -> pair.toString().matches(PAIRS))
                : always.stream();
    }

    @BeforeAll
    static void start() {
        assertThat(HOLDER).isIn(Stage.NATIVE, Stage.BROWSER);
        NatLab.assumePossible();
        PlaywrightAssertions.setDefaultAssertionTimeout(Person.PATIENCE.toMillis());
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        MATRIX.add(
                "| homes, servers | opens | Call to ringing | Accept to open | path at the inviter | connected again after a reload | after the native peer died | called again, Accept to open | after it died, allowed without a click |");
        MATRIX.add("|---|---|---|---|---|---|---|---|---|");
    }

    @AfterAll
    static void tell() {
        if (playwright != null) {
            playwright.close();
        }
        MATRIX.forEach(System.out::println);
        MOVES.forEach(System.out::println);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void homesReachEachOther(Pair pair) {
        inLab(pair, (lab, alice, bob) -> calls(pair, lab, alice, bob));
    }

    /** Behind a router, of whom the friend's bridge hears nothing until they say where they are now; the friend can be reached at the address that they know. */
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void whoeverMovesToAnotherNetworkIsBackSoonAndWithoutATransaction() {
        inLab(Pair.of("O", "P", "yes", "--servers", "none"), (lab, alice, bob) -> {
            befriend(alice, bob);
            AbsenceTest.connect(alice, bob);
            if (pagesHold()) {
                bob.canReturn();
            } else {
                knowsHowToDial(bob);
            }
            bob.choose("a");
            if (!pagesHold()) {
                NativeLinksTest.talk(bob, alice);
            }

            lab.move("b");
            long moved = System.nanoTime();
            bob.say("from the other network");
            alice.reads("from the other network");
            bob.seesDelivered("from the other network");
            MOVES.add("delivered %d ms after the other address".formatted(millis(System.nanoTime() - moved)));
            bob.sees("a", "connected");
            alice.say("and back");
            bob.reads("and back");
            if (!pagesHold()) {
                // What was on its way when the network changed was shown long ago.
                Person.seeEachOther(alice, bob, 5);
                MOVES.add("and seen %d ms after it".formatted(millis(System.nanoTime() - moved)));
                bob.hangUp();
                alice.isNotInACall();
            }

            alice.hasTransactions(1);
            bob.hasTransactions(1);
        });
    }

    /** Both are behind routers that let nobody in: the friend hears of the new address over Bitcoin alone. */
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void whoMovesAndCannotBeDialedIsInvitedAgainWhereBothAllowedIt() {
        assumeThat(ALL && !pagesHold()).as("-Dnat.lab=true, native links").isTrue();
        inLab(Pair.of("P", "P", "yes", "--servers", "stun"), (lab, alice, bob) -> {
            befriend(alice, bob);
            allowEachOther(alice, bob);
            AbsenceTest.connect(alice, bob);
            bob.choose("a");
            NativeLinksTest.talk(bob, alice);
            int before = alice.transactions() + bob.transactions();

            lab.move("b");
            long moved = System.nanoTime();
            bob.say("from the other network");
            alice.reads("from the other network", ALL_RUNGS);
            MOVES.add("P-P stun: delivered %d ms after the other address, %d sent"
                    .formatted(millis(System.nanoTime() - moved), alice.transactions() + bob.transactions() - before));
            Person.seeEachOther(alice, bob, 5);
            MOVES.add("and seen %d ms after it".formatted(millis(System.nanoTime() - moved)));
        });
    }

    /** Their bridge has the friend's ticket: it tells so to a page that begins. */
    private static void knowsHowToDial(Person person) {
        AtomicBoolean told = new AtomicBoolean();
        person.page()
                .onWebSocket(socket -> socket.onFrameReceived(frame -> {
                    if (frame.text().contains("\"redial\":\"{")) {
                        told.set(true);
                    }
                }));
        Awaitility.await("the friend's ticket").until(() -> {
            person.reload();
            person.seesTheApp();
            return told.get();
        });
    }

    private interface Scene {
        void play(NatLab lab, Person alice, Person bob);
    }

    private static void inLab(Pair pair, Scene scene) {
        Path directory = Stage.target().resolve("stage").resolve("NatLabTest");
        try (NatLab lab = NatLab.up(pair.a(), pair.b(), pair.all())) {
            try {
                scene.play(lab, lab.person(playwright, "a", directory), lab.person(playwright, "b", directory));
            } catch (RuntimeException | Error failure) {
                lab.leaveEvidence(Stage.target().resolve("failures").resolve("NatLabTest." + pair), failure);
                throw failure;
            }
        }
    }

    private static void calls(Pair pair, NatLab lab, Person alice, Person bob) {
        befriend(alice, bob);
        long clicked = System.nanoTime();
        Answer answer = call(alice, bob);
        boolean opened = answer.opened();
        String path = opened && pagesHold() ? NatLab.path(alice) : "";
        String redial = opened ? redial(alice) : "";
        String again = opened && !pagesHold() && ALL ? byItself(lab, alice, GIVEN_UP) : "";
        String called = again.equals(NO) ? calledAgain(alice, bob) : "";
        String allowed = again.equals(NO) && !called.equals(NO) ? byItselfWhereAllowed(lab, alice, bob) : "";

        MATRIX.add("| %s | %s | %d ms | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        pair,
                        opened ? "yes" : "no",
                        millis(answer.rang() - clicked),
                        opened ? answer.took() + " ms" : "not within " + GIVEN_UP.toSeconds() + " s",
                        path,
                        redial,
                        again,
                        called,
                        allowed));
        if (!pair.opens().isEmpty()) {
            assertThat(opened ? "yes" : "no").as("%s opens", pair).isEqualTo(pair.opens());
        }
        if (pagesHold() && pair.options().contains("--relay-only")) {
            assertThat(path).startsWith("relay->");
        }
        assertThat(allowed).as("%s comes back where both allow it", pair).isNotEqualTo(NO);
    }

    /** {@code rang}, {@code ended}: ns of this machine's clock. */
    private record Answer(boolean opened, long rang, long ended) {

        /** From Accept on, ms. */
        long took() {
            return millis(ended - rang);
        }
    }

    private static Answer call(Person alice, Person bob) {
        alice.call("b");
        bob.isRungBy("a");
        long rang = System.nanoTime();
        bob.accept();
        boolean opened = becomesConnected(alice, bob);
        return new Answer(opened, rang, System.nanoTime());
    }

    private static void befriend(Person alice, Person bob) {
        AbsenceTest.befriend(alice, bob);
        assertThat(bob.button("Call")).isEnabled();
    }

    private static boolean becomesConnected(Person alice, Person bob) {
        try {
            alice.sees("b", "connected", GIVEN_UP);
            bob.sees("a", "connected", GIVEN_UP);
            return true;
        } catch (AssertionError notSeen) {
            return false;
        }
    }

    private static boolean pagesHold() {
        return HOLDER.equals(Stage.BROWSER);
    }

    /** A reloaded page dials the ticket of the link that it had; a link that the bridge holds is still there. */
    private static String redial(Person alice) {
        if (pagesHold()) {
            alice.canReturn();
        }
        alice.reload();
        long reloaded = System.nanoTime();
        try {
            alice.sees("b", "connected", Duration.ofSeconds(12));
            return millis(System.nanoTime() - reloaded) + " ms" + (pagesHold() ? ", " + NatLab.path(alice) : "");
        } catch (AssertionError notSeen) {
            return NO;
        }
    }

    /** By the friend's last address; there is no mutual friend. */
    private static String byItself(NatLab lab, Person alice, Duration patience) {
        if (alice.button("Hang up").isVisible()) {
            alice.hangUp();
        }
        alice.page().evaluate(NativeLinksTest.WATCH_PRESENCE);
        lab.killNativePeer("a");
        long killed = System.nanoTime();
        alice.page().waitForFunction("() => globalThis.presences.length > 0");
        try {
            alice.sees("b", "connected", patience);
            return millis(System.nanoTime() - killed) + " ms";
        } catch (AssertionError notSeen) {
            return NO;
        }
    }

    /** With an invitation that nobody clicked for. */
    private static String byItselfWhereAllowed(NatLab lab, Person alice, Person bob) {
        alice.hangUp();
        allowEachOther(alice, bob);
        int before = alice.transactions() + bob.transactions();
        String took = byItself(lab, alice, ALL_RUNGS);
        int paid = alice.transactions() + bob.transactions() - before;
        return took.equals(NO) ? NO : "%s, %d sent".formatted(took, paid);
    }

    private static void allowEachOther(Person alice, Person bob) {
        alice.allowsConnectionsOf("b");
        bob.allowsConnectionsOf("a");
    }

    /** With one transaction, the invitation, or with two, when the friend's dial did not get through. */
    private static String calledAgain(Person alice, Person bob) {
        int before = alice.transactions() + bob.transactions();
        Answer answer = call(alice, bob);
        int paid = alice.transactions() + bob.transactions() - before;
        return answer.opened() ? "%d ms, %d sent".formatted(answer.took(), paid) : NO;
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
