package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Links that the bridge holds: what tabs come and go for, and what they leave alone. */
class NativeLinksTest {

    @RegisterExtension
    static final Stage stage = Stage.withNativeLinks();

    /** Hears of every change of the link to a friend. */
    static final String WATCH_PRESENCE = """
            () => {
              globalThis.presences = [];
              const shown = document.querySelector('.friend [data-part=presence]');
              new MutationObserver(() => globalThis.presences.push(shown.textContent))
                  .observe(shown, { characterData: true, childList: true, subtree: true });
            }
            """;

    private static App demo;
    private static Person alice;
    private static Person bob;

    @BeforeAll
    static void theyMeet() {
        demo = stage.demo();
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        AbsenceTest.connect(alice, bob);
    }

    @BeforeEach
    void bothHaveOneTabAndALink() {
        Person.startAfresh(alice, bob);
        alice.sees("Bob", "connected");
        bob.sees("Alice", "connected");
    }

    /** Whatever the tests did, one invitation and one acceptance were enough. */
    @AfterAll
    static void nothingButTheirMeetingCostATransaction() {
        alice.hasTransactions(1);
        bob.hasTransactions(1);
    }

    @Test
    void aReloadLeavesTheLinkAloneAndTheNextCallCostsNothing() {
        bob.page().evaluate(WATCH_PRESENCE);

        alice.reload();
        alice.page()
                .waitForFunction(
                        "() => document.querySelector('.friend [data-part=presence]')?.textContent === 'connected'");
        double readyMs = ((Number) alice.page().evaluate("performance.now()")).doubleValue();

        System.out.printf("ready for a call %.0f ms after the reload%n", readyMs);
        assertThat(bob.page().evaluate("globalThis.presences.length"))
                .as("changes that Bob saw")
                .isEqualTo(0);
        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.accept();
        Person.seeEachOther(alice, bob, 5);
    }

    @Test
    void aReloadInACallEndsTheCallAndLeavesTheLink() {
        talk(alice, bob);

        alice.reload();

        bob.isNotInACall();
        bob.sees("Alice", "connected");
        alice.sees("Bob", "connected");
        alice.isNotInACall();
    }

    @Test
    void aSecondTabShowsTheSameAndLeavesTheCallWhereItIs() {
        talk(alice, bob);
        Page first = alice.page();

        alice.newTab();
        alice.open(demo.link(0));

        alice.sees("Bob", "connected");
        alice.say("from the second tab");
        bob.reads("from the second tab");
        bob.seesMovingPicture(5);
        assertThat(first.getByText("from the second tab").first().isVisible()).isTrue();
        bob.hangUp();
        first.waitForFunction("() => !document.querySelector('[aria-label=Call]').checkVisibility()");

        bob.call("Alice");
        alice.isRungBy("Bob");
        first.getByText("is calling").first().waitFor();
        alice.accept();
        Person.seeEachOther(bob, alice, 5);
        first.waitForFunction("() => !document.querySelector('[aria-label=\"Incoming call\"]').checkVisibility()");
    }

    @Test
    void aCallIsAcceptedInATabThatDidNotLead() {
        Page first = bob.page();
        bob.newTab();
        bob.open(demo.link(1));

        alice.call("Bob");
        bob.isRungBy("Alice");
        first.getByText("is calling").first().waitFor();
        first.keyboard().press("Alt+A");

        alice.seesMovingPicture(5);
        bob.isNotRinging();
        bob.isNotInACall();
        first.waitForFunction(
                "() => document.querySelector('[aria-label=\"Remote video\"]').getVideoPlaybackQuality().totalVideoFrames > 5");
    }

    @Test
    void aCallGoesOnWhenTheNativePeerDies() {
        talk(alice, bob);
        alice.page().evaluate(WATCH_PRESENCE);

        demo.killNativePeer();

        alice.page().waitForFunction("() => globalThis.presences.length > 0");
        alice.sees("Bob", "connected");
        bob.sees("Alice", "connected");
        bob.button("Mute").click();
        alice.seesInCall("muted");
        Person.seeEachOther(alice, bob, 5);
        bob.hangUp();
        alice.isNotInACall();
    }

    @Test
    void whatIsSaidWhileNoTabIsOpenIsDeliveredAllTheSame() {
        bob.closeTab();

        alice.sees("Bob", "connected");
        alice.say("read this when you are back");
        alice.seesDelivered("read this when you are back");

        bob.newTab();
        bob.open(demo.link(1));
        bob.reads("read this when you are back");
    }

    @Test
    void aFriendWhosePageHoldsTheLinkIsCalledTheSame() {
        App carols = stage.run("Carol");
        App daves = stage.run("Dave", stage.dataDir("Dave"), 0, carols.node(), Stage.BROWSER);
        Person carol = stage.person("Carol");
        Person dave = stage.person("Dave");
        Person.openBoth(carol, carols.link(), dave, daves.link());
        AbsenceTest.befriend(carol, dave);
        talk(carol, dave);
        Person.seeEachOther(carol, dave, 5);
        carol.hangUp();
        dave.isNotInACall();

        dave.call("Carol");
        carol.isRungBy("Dave");
        carol.accept();
        Person.seeEachOther(carol, dave, 5);
        dave.say("hello");
        carol.reads("hello");
        dave.hasTransactions(1);
    }

    static void talk(Person caller, Person friend) {
        caller.call(friend.name);
        friend.isRungBy(caller.name);
        friend.accept();
        Person.seeEachOther(caller, friend, 1);
    }
}
