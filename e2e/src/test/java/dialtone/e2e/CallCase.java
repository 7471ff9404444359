package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The line of the demo: Alice calls, Bob accepts, they see each other and chat. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class CallCase {

    private final Stage stage;
    private Person alice;
    private Person bob;

    CallCase(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void bothOpenTheirLinks() {
        App demo = stage.demo();
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
    }

    @Test
    @Order(1)
    void theyCallSeeEachOtherChatAndHangUp() {
        alice.sees("Bob", "offline");
        bob.sees("Alice", "offline");

        alice.call("Bob");
        bob.isRungBy("Alice");
        alice.sees("Bob", "ringing");
        bob.accept();

        alice.sees("Bob", "connected");
        bob.sees("Alice", "connected");
        Person.seeEachOther(alice, bob, 20);
        System.out.println("decoded frames: " + alice.framesShown() + " at Alice, " + bob.framesShown() + " at Bob");

        alice.say("hello Bob");
        bob.reads("hello Bob");
        alice.seesDelivered("hello Bob");
        bob.say("hello Alice");
        alice.reads("hello Alice");
        bob.seesDelivered("hello Alice");
        theTimelineShowsEveryStageWithTimeBytesFeeAndTransaction();

        bob.hangUp();
        alice.isNotInACall();
        bob.isNotInACall();
        alice.sees("Bob", "connected");
        bob.sees("Alice", "connected");
        alice.hasTransactions(1);
        bob.hasTransactions(1);
    }

    @Test
    void aCallOverTheOpenLinkMakesNoTransaction() {
        talk();
        alice.hangUp();
        bob.isNotInACall();
        int alices = alice.transactions();
        int bobs = bob.transactions();

        bob.call("Alice");
        alice.isRungBy("Bob");
        alice.accept();
        Person.seeEachOther(alice, bob, 5);
        muteAndCameraTellTheFriendWhatIsSent();
        bob.hangUp();
        alice.isNotInACall();

        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.decline();
        alice.isNotInACall();

        alice.hasTransactions(alices);
        bob.hasTransactions(bobs);
    }

    private void talk() {
        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.accept();
        alice.isTalking();
        bob.isTalking();
    }

    private void muteAndCameraTellTheFriendWhatIsSent() {
        bob.button("Mute").click();
        bob.button("Camera").click();

        alice.seesInCall("muted");
        alice.seesInCall("Their camera is off");
        bob.button("Camera").click();
        alice.doesNotSeeInCall("Their camera is off");
        alice.seesMovingPicture(5);
    }

    private void theTimelineShowsEveryStageWithTimeBytesFeeAndTransaction() {
        assertThat(String.join(System.lineSeparator(), alice.timelineSteps()))
                .as("the steps of Alice's timeline")
                .contains(
                        "Call clicked",
                        "Addresses gathered",
                        "Invitation sealed",
                        "Transaction signed",
                        "Invitation broadcast",
                        "Acceptance received",
                        "Link open",
                        "First picture");
        assertThat(alice.timeline().innerText())
                .containsPattern("\\d+ ms")
                .containsPattern("\\d+ B\\b")
                .containsPattern("\\d+ sat");
        alice.opensTimelineStep("Transaction signed");
        assertThat(alice.timeline().innerText()).containsPattern("[0-9a-f]{64}");
    }
}
