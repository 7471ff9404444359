package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.e2e.peer.Firefox;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bob's tab is in Firefox, Alice's in Chromium. */
class FirefoxTest {

    @RegisterExtension
    static final Stage stage = Stage.withNativeLinks();

    private FirefoxPerson bob;

    @BeforeEach
    void startFirefox() {
        Path firefox = Firefox.find(System.getenv()).orElse(null);
        Assumptions.assumeTrue(firefox != null, "there is no Firefox: it is not tried");
        bob = new FirefoxPerson(firefox);
    }

    @AfterEach
    void stopFirefox() {
        if (bob != null) {
            bob.close();
        }
    }

    @Test
    void callsAndIsCalledOverTheLinkOfHisBridge() {
        App demo = stage.demo();
        Person alice = stage.person("Alice").open(demo.link(0));
        bob.open(demo.link(1));

        talk(alice);
        alice.sees("Bob", "connected");
        bob.press("Hang up");
        alice.isNotInACall();

        bob.press("Call");
        alice.isRungBy("Bob");
        alice.accept();
        seeEachOther(alice);
        alice.hangUp();
        bob.seesNoButton("Hang up");
        alice.hasTransactions(1);
        assertThat(bob.thrown()).isEmpty();
    }

    @Test
    void holdsTheLinkHimselfToAFriendWhoseBridgeDoes() {
        App alices = stage.run("Alice");
        App bobs = stage.run("Bob", stage.dataDir("Bob"), 0, alices.node(), Stage.BROWSER);
        Person alice = stage.person("Alice");
        Person chromium = stage.person("Bob");
        Person.openBoth(alice, alices.link(), chromium, bobs.link());
        AbsenceTest.befriend(alice, chromium);
        chromium.closeTab();
        bob.open(bobs.link());

        talk(alice);
        assertThat(bob.thrown()).isEmpty();
    }

    private void talk(Person alice) {
        alice.call("Bob");
        bob.press("Accept");
        seeEachOther(alice);
        alice.say("hello Firefox");
        bob.choose("Alice");
        bob.reads("hello Firefox");
        bob.say("hello Chromium");
        alice.reads("hello Chromium");
    }

    private void seeEachOther(Person alice) {
        alice.seesMovingPicture(5);
        bob.seesMovingPicture(5);
        bob.leaveScreenshot(Path.of(System.getProperty("dialtone.target"), "firefox.png"));
    }
}
