package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
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

    @Test
    void aReloadLeavesTheLinkAloneAndTheNextCallCostsNothing() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        AbsenceTest.connect(alice, bob);
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
        alice.seesMovingPicture(5);
        bob.seesMovingPicture(5);
        assertThat(alice.transactions()).as("Alice's transactions").isEqualTo(1);
        assertThat(bob.transactions()).as("Bob's transactions").isEqualTo(1);
    }

    @Test
    void aReloadInACallEndsTheCallAndLeavesTheLink() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        talk(alice, bob);

        alice.reload();

        bob.isNotInACall();
        bob.sees("Alice", "connected");
        alice.sees("Bob", "connected");
        alice.isNotInACall();
    }

    @Test
    void aSecondTabShowsTheSameAndLeavesTheCallWhereItIs() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
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
        bob.seesMovingPicture(5);
        alice.seesMovingPicture(5);
        first.waitForFunction("() => !document.querySelector('[aria-label=\"Incoming call\"]').checkVisibility()");
    }

    @Test
    void aCallIsAcceptedInATabThatDidNotLead() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        AbsenceTest.connect(alice, bob);
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
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        talk(alice, bob);
        alice.page().evaluate(WATCH_PRESENCE);

        demo.killNativePeer();

        alice.page().waitForFunction("() => globalThis.presences.length > 0");
        alice.sees("Bob", "connected");
        bob.sees("Alice", "connected");
        bob.button("Mute").click();
        alice.seesInCall("muted");
        assertThat(alice.seesMovingPicture(5) + bob.seesMovingPicture(5)).isPositive();
        bob.hangUp();
        alice.isNotInACall();
        assertThat(alice.transactions()).as("Alice's transactions").isEqualTo(1);
    }

    @Test
    void whatIsSaidWhileNoTabIsOpenIsDeliveredAllTheSame() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        AbsenceTest.connect(alice, bob);
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
        App alices = stage.run("Alice");
        App bobs = stage.run("Bob", stage.dataDir("Bob"), 0, alices.node(), Stage.BROWSER);
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, alices.link(), bob, bobs.link());
        AbsenceTest.befriend(alice, bob);
        talk(alice, bob);
        alice.seesMovingPicture(5);
        bob.seesMovingPicture(5);
        alice.hangUp();
        bob.isNotInACall();

        bob.call("Alice");
        alice.isRungBy("Bob");
        alice.accept();
        alice.seesMovingPicture(5);
        bob.seesMovingPicture(5);
        bob.say("hello");
        alice.reads("hello");
        assertThat(bob.transactions()).as("Bob's transactions").isEqualTo(1);
    }

    static void talk(Person caller, Person friend) {
        caller.call(friend.name);
        friend.isRungBy(caller.name);
        friend.accept();
        caller.seesMovingPicture(1);
        friend.seesMovingPicture(1);
    }
}
