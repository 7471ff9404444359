package dialtone.e2e;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three people: who talks is busy for everybody else, and everybody is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BusyCase {

    private final Stage stage;
    private App demo;
    private Person alice;
    private Person bob;

    BusyCase(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void aliceAndBobMeet() {
        demo = stage.demo();
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        AbsenceTest.connect(alice, bob);
    }

    @Test
    void aFriendWhoTalksIsBusyAndTheirCallGoesOn() {
        App carolsBridge = stage.run("Carol", demo.node());
        Person carol = stage.person("Carol").open(carolsBridge.link());
        AbsenceTest.befriend(carol, bob);
        AbsenceTest.connect(carol, bob);

        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.accept();
        alice.seesMovingPicture(5);
        carol.call("Bob");

        carol.isNotInACall();
        carol.findsInChat("You called, they were busy");
        bob.isNotRinging();
        bob.isTalking();
        alice.seesMovingPicture(5);
        bob.hangUp();
        alice.isNotInACall();
        bob.choose("Carol");
        bob.seesNote("Carol called while you were in a call");
        bob.findsInChat("They called while you were in a call");
        carol.hasTransactions(1);
    }

    @Test
    void twoWhoCallEachOtherAtOnceEndUpInOneCall() {
        alice.pressesAtOnce("Call");
        bob.pressesAtOnce("Call");
        Awaitility.await("both talk").until(() -> {
            // Whoever heard the other's ring before the click has Accept in the place of Call.
            alice.pressesAtOnce("Accept");
            bob.pressesAtOnce("Accept");
            return alice.button("Hang up").isVisible() && bob.button("Hang up").isVisible();
        });

        Person.seeEachOther(alice, bob, 5);
        alice.hangUp();
        bob.isNotInACall();
    }
}
