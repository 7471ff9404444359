package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that are not answered: nothing goes on chain but the invitation, and both sides are told what happened. */
class UnansweredCallTest {

    @RegisterExtension
    static final Stage stage = new Stage();

    private App demo;
    private Person alice;
    private Person bob;

    @BeforeEach
    void bothOpenTheirLinks() {
        demo = stage.demo();
        alice = stage.person("Alice").open(demo.link(0));
        bob = stage.person("Bob").open(demo.link(1));
    }

    @Test
    void aDeclineCostsNothingAndIsNotSentOnChain() {
        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.decline();

        bob.isNotRinging();
        bob.findsInChat("You declined a call");
        assertThat(bob.transactions()).isZero();
        alice.sees("Bob", "ringing");
    }

    @Test
    void whoCancelsIsNotCalledBackByALateAcceptance() {
        alice.call("Bob");
        bob.isRungBy("Alice");
        alice.cancel();
        alice.isNotInACall();
        alice.findsInChat("You cancelled a call");

        bob.accept();

        bob.isNotInACall();
        alice.isNotInACall();
        assertThat(alice.remoteVideo().isVisible()).as("a picture at Alice").isFalse();
        assertThat(alice.transactions()).as("Alice's invitation").isEqualTo(1);
    }

    @Test
    void whoAcceptsACancelledCallIsToldAndIsConnectedAllTheSame() {
        alice.call("Bob");
        bob.isRungBy("Alice");
        alice.cancel();
        bob.accept();

        bob.seesNote("Alice had hung up before you were connected");
        bob.sees("Alice", "connected");
    }

    @Test
    void whoCallsAgainAfterAReloadIsTheOneThatIsAnswered() {
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
        assertThat(alice.transactions()).isEqualTo(2);
        assertThat(bob.transactions()).isEqualTo(1);
    }

    /** The one slow test: a minute of ringing is what it proves. */
    @Test
    void afterAMinuteNobodyRingsAndTheCallIsMissed() {
        alice.call("Bob");
        bob.isRungBy("Alice");

        Duration ringing = Duration.ofSeconds(75);
        bob.findsInChat("Missed call", ringing);
        bob.isNotRinging();
        alice.findsInChat("You called, no answer", ringing);
        alice.isNotInACall();
        alice.sees("Bob", "offline");
        assertThat(alice.transactions()).isEqualTo(1);
        assertThat(bob.transactions()).isZero();

        // Read from a block or by a new tab later, it stays a missed call.
        bob.reload();
        bob.isNotRinging();
        bob.findsInChat("Missed call");
    }
}
