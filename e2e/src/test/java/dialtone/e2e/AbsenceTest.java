package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tabs and bridges that are not there, go away or come back. */
class AbsenceTest {

    private static final Duration PRESENCE_LIMIT = Duration.ofSeconds(50);

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void aFriendWhoOpensTheTabWhileItRingsIsRung() {
        App demo = stage.demo();
        Person alice = stage.person("Alice").open(demo.link(0));
        alice.call("Bob");
        alice.sees("Bob", "ringing");

        Person bob = stage.person("Bob").open(demo.link(1));

        bob.isRungBy("Alice");
        bob.accept();
        alice.seesMovingPicture(5);
        bob.seesMovingPicture(5);
    }

    @Test
    void aFriendWhoStartsTheBridgeWhileItRingsIsRung() {
        App alicesBridge = stage.run("Alice");
        App bobsBridge = stage.run("Bob", alicesBridge.node());
        Person alice = stage.person("Alice").open(alicesBridge.link());
        Person bob = stage.person("Bob").open(bobsBridge.link());
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
    void aReloadOfEitherSideReconnectsByItselfWithoutATransaction() {
        App demo = stage.demo();
        Person alice = stage.person("Alice").open(demo.link(0));
        Person bob = stage.person("Bob").open(demo.link(1));
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

        assertThat(alice.transactions()).as("Alice's transactions").isEqualTo(1);
        assertThat(bob.transactions()).as("Bob's transactions").isEqualTo(1);
    }

    @Test
    void aFriendWhoClosesTheTabIsOffline() {
        App demo = stage.demo();
        Person alice = stage.person("Alice").open(demo.link(0));
        Person bob = stage.person("Bob").open(demo.link(1));
        connect(alice, bob);

        bob.closeTab();

        alice.sees("Bob", "offline");
    }

    @Test
    void aFriendWhoseTabDiesWithoutAWordIsOfflineSoon() {
        App demo = stage.demo();
        Person alice = stage.person("Alice").open(demo.link(0));
        Person bob = stage.person("Bob").open(demo.link(1));
        connect(alice, bob);

        bob.loseTab();

        alice.sees("Bob", "offline", PRESENCE_LIMIT);
    }

    @Test
    void whatIsSaidWhileTheFriendIsAwayArrivesWhenTheyAreBack() {
        App demo = stage.demo();
        Person alice = stage.person("Alice").open(demo.link(0));
        alice.choose("Bob");
        alice.say("read this later");

        Person bob = stage.person("Bob").open(demo.link(1));
        connect(alice, bob);

        bob.reads("read this later");
        alice.seesDelivered("read this later");
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
