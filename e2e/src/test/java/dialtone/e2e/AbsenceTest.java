package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Calls that are not answered, and tabs and bridges that are not there, go away, are killed or come back. Two of these take a minute: they begin before the other tests,
 * which go on meanwhile, and are looked at after them.
 */
@TestMethodOrder(OrderAnnotation.class)
class AbsenceTest extends CrashCase {

    private static final Duration PRESENCE_LIMIT = Duration.ofSeconds(50);

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private static final String PRESENCE = ".friend [data-part=presence]";
    private static final String CHAT = "[aria-label=Chat]";

    private static final int LOOKED_AT_LAST = Integer.MAX_VALUE;

    @RegisterExtension
    static final Stage stage = new Stage();

    private static Person patient;
    private static Person waiting;
    private static Person leftAlone;

    private Person alice;
    private Person bob;

    AbsenceTest() {
        super(stage);
    }

    @BeforeAll
    static void aCallThatNobodyAnswersBegins() {
        App demo = stage.demo();
        patient = stage.person("Alice, patient", "Alice").open(demo.link(0));
        waiting = stage.person("Bob, waiting", "Bob").open(demo.link(1));
        patient.call("Bob");
        waiting.isRungBy("Alice");
        patient.watchesFor(CHAT, "no answer");
        waiting.watchesFor(CHAT, "Missed call");
    }

    @BeforeAll
    static void aTabDies() {
        App demo = stage.demo();
        leftAlone = stage.person("Alice, left alone", "Alice").open(demo.link(0));
        Person bob = stage.person("Bob, gone", "Bob").open(demo.link(1));
        connect(leftAlone, bob);
        leftAlone.watchesFor(PRESENCE, "offline");
        bob.loseTab();
    }

    @Test
    void aFriendWhoOpensTheTabWhileItRingsIsRungAndReadsWhatWasSaid() {
        App demo = stage.demo();
        alice = stage.person("Alice").open(demo.link(0));
        alice.choose("Bob");
        alice.say("read this later");
        alice.call("Bob");
        alice.sees("Bob", "ringing");

        bob = stage.person("Bob").open(demo.link(1));

        bob.isRungBy("Alice");
        bob.accept();
        Person.seeEachOther(alice, bob, 5);
        bob.reads("read this later");
        alice.seesDelivered("read this later");
    }

    @Test
    void aFriendWhoStartsTheBridgeWhileItRingsIsRung() {
        App alicesBridge = stage.run("Alice");
        App bobsBridge = stage.run("Bob", alicesBridge.node());
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, alicesBridge.link(), bob, bobsBridge.link());
        befriend(alice, bob);
        bob.closeTab();
        bobsBridge.close();

        alice.call("Bob");
        alice.sees("Bob", "ringing");
        bob.newTab();
        bob.open(stage.run("Bob", alicesBridge.node()).link());

        bob.isRungBy("Alice");
        bob.accept();
        alice.isTalking();
        bob.isTalking();
    }

    @Test
    void aReloadOfEitherSideReconnectsByItselfWithoutATransactionAndAClosedTabIsOffline() {
        bothOpenTheirLinks();
        connect(alice, bob);

        bob.reload();
        bob.sees("Alice", "connected");
        alice.sees("Bob", "connected");
        alice.say("after Bob's reload");
        bob.reads("after Bob's reload");
        alice.canReturn();

        alice.reload();
        alice.sees("Bob", "connected");
        bob.sees("Alice", "connected");
        bob.say("after Alice's reload");
        alice.reads("after Alice's reload");

        alice.hasTransactions(1);
        bob.hasTransactions(1);

        bob.closeTab();
        alice.sees("Bob", "offline");
    }

    @Test
    void aDeclineCostsNothingAndWhoCancelsIsNotCalledBackByALateAcceptanceWhichConnectsAllTheSame() {
        bothOpenTheirLinks();
        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.decline();

        bob.isNotRinging();
        bob.findsInChat("You declined a call");
        assertThat(bob.transactions()).isZero();
        alice.sees("Bob", "ringing");
        alice.cancel();
        alice.isNotInACall();
        alice.findsInChat("You cancelled a call");

        alice.call("Bob");
        bob.isRungBy("Alice");
        alice.cancel();
        alice.isNotInACall();

        bob.accept();

        bob.isNotInACall();
        alice.isNotInACall();
        assertThat(alice.remoteVideo().isVisible()).as("a picture at Alice").isFalse();
        alice.hasTransactions(2);
        bob.seesNote("Alice had hung up before you were connected");
        bob.sees("Alice", "connected");
    }

    @Test
    void whoCallsAgainAfterAReloadIsTheOneThatIsAnswered() {
        bothOpenTheirLinks();
        alice.call("Bob");
        bob.isRungBy("Alice");
        alice.reload();
        alice.findsInChat("You cancelled a call");
        alice.call("Bob");
        bob.findsInChat("Missed call");
        bob.isRungBy("Alice");

        bob.accept();

        alice.isTalking();
        bob.isTalking();
        alice.hasTransactions(2);
        bob.hasTransactions(1);
    }

    /** It rings for a minute. */
    @Test
    @Order(LOOKED_AT_LAST)
    void afterAMinuteNobodyRingsAndTheCallIsMissed() {
        for (Person each : List.of(waiting, patient)) {
            assertThat(each.shownAfter()).isBetween(A_MINUTE.dividedBy(2), A_MINUTE.plusSeconds(15));
        }
        waiting.findsInChat("Missed call");
        waiting.isNotRinging();
        patient.findsInChat("You called, no answer");
        patient.isNotInACall();
        patient.sees("Bob", "offline");
        patient.hasTransactions(1);
        assertThat(waiting.transactions()).isZero();

        // Read from a block or by a new tab later, it stays a missed call.
        waiting.reload();
        waiting.isNotRinging();
        waiting.findsInChat("Missed call");
    }

    /** Nobody says that they went: it takes the time that their silence takes. */
    @Test
    @Order(LOOKED_AT_LAST)
    void aFriendWhoseTabDiesWithoutAWordIsOfflineSoon() {
        assertThat(leftAlone.shownAfter()).isLessThan(PRESENCE_LIMIT);
        leftAlone.sees("Bob", "offline");
    }

    private void bothOpenTheirLinks() {
        App demo = stage.demo();
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
    }

    static void befriend(Person one, Person other) {
        one.addFriend(other.myCard());
        other.addFriend(one.myCard());
    }

    /** A call on chain that is over: what stays is the link, and what brings it back after a reload. */
    static void connect(Person caller, Person friend) {
        caller.call(friend.name);
        friend.isRungBy(caller.name);
        friend.accept();
        caller.isTalking();
        friend.isTalking();
        caller.hangUp();
        friend.isNotInACall();
        caller.sees(friend.name, "connected");
        friend.sees(caller.name, "connected");
        caller.canReturn();
        friend.canReturn();
    }
}
