package dialtone.e2e;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alice's computer has no camera; Bob has none either and allows nothing, so that his browser hides his addresses too. */
class NoCameraTest {

    @RegisterExtension
    static final Stage stage = Stage.withoutCamera();

    @Test
    void whoHasNoCameraCanStillCallAndChat() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.shyPerson("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));

        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.accept();

        alice.isTalking();
        bob.isTalking();
        alice.seesNote("camera");
        alice.seesInCall("Their camera is off");
        alice.say("can you read me?");
        bob.reads("can you read me?");
        bob.say("yes");
        alice.reads("yes");
        alice.hangUp();
        bob.isNotInACall();
        alice.hasTransactions(1);
    }

    @Test
    void whoHasNoCameraCanAnswerFromAHiddenAddress() {
        App demo = stage.demo();
        Person alice = stage.shyPerson("Alice");
        Person bob = stage.shyPerson("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));

        AbsenceTest.connect(alice, bob);

        alice.reload();
        alice.sees("Bob", "connected");
        bob.sees("Alice", "connected");
    }
}
