package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two who have met and whose link is gone: one transaction brings it back, and a second one only where the browsers cannot do without. */
class SecondCallTest {

    /** As in a browser that does not let a page choose its ICE credentials. */
    private static final String REFUSES_CREDENTIALS = """
            const set = RTCPeerConnection.prototype.setLocalDescription;
            RTCPeerConnection.prototype.setLocalDescription = function (description, ...rest) {
                return description ? Promise.reject(new DOMException('refused', 'InvalidModificationError')) : set.call(this, description, ...rest);
            };
            """;

    /** As behind a network that lets nothing of ours through to the friend: the page never learns where they are. */
    private static final String DOES_NOT_GET_THROUGH = """
            const set = RTCPeerConnection.prototype.setRemoteDescription;
            RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
                return set.call(this, { type, sdp: sdp.replace(/^a=candidate:.*\\r\\n/gm, '') });
            };
            RTCPeerConnection.prototype.addIceCandidate = () => Promise.resolve();
            """;

    @RegisterExtension
    static final Stage stage = new Stage();

    private App demo;
    private Person alice;
    private Person bob;

    @BeforeEach
    void theyMetAndBothClosedTheirTabs() {
        demo = stage.demo();
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        AbsenceTest.connect(alice, bob);
        alice.closeTab();
        bob.sees("Alice", "offline");
        bob.closeTab();
        alice.newTab();
        bob.newTab();
    }

    private void callAgain() {
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        alice.call("Bob");
        bob.isRungBy("Alice");
    }

    private void theySeeEachOther() {
        alice.seesMovingPicture(5);
        bob.seesMovingPicture(5);
        assertThat(alice.transactions()).as("both of Alice's invitations").isEqualTo(2);
    }

    @Test
    void theSecondCallTakesExactlyOneTransaction() {
        callAgain();
        assertThat(bob.page()
                        .getByText("Answering costs nothing, unless the direct way fails")
                        .isVisible())
                .isTrue();
        bob.accept();
        theySeeEachOther();
        assertThat(bob.transactions()).as("the acceptance of the first call").isEqualTo(1);
    }

    @Test
    void aFriendWhoseBrowserCannotDialAnswersOnChain() {
        bob.context().addInitScript(REFUSES_CREDENTIALS);
        callAgain();
        bob.accept();
        theySeeEachOther();
        assertThat(bob.transactions()).isEqualTo(2);
    }

    @Test
    void aCallerWhoseBrowserCannotWaitForADialIsAnsweredOnChain() {
        alice.context().addInitScript(REFUSES_CREDENTIALS);
        callAgain();
        bob.accept();
        theySeeEachOther();
        assertThat(bob.transactions()).isEqualTo(2);
    }

    @Test
    void aDialThatDoesNotGetThroughIsFollowedByAnAnswerOnChain() {
        bob.context().addInitScript(DOES_NOT_GET_THROUGH);
        callAgain();
        bob.accept();
        theySeeEachOther();
        assertThat(bob.transactions()).isEqualTo(2);
    }

    @Test
    void twoWithOtherBrowsersThanBeforeAreIntroducedAgain() {
        alice = stage.person("Alice's other browser", "Alice");
        bob = stage.person("Bob's other browser", "Bob");
        callAgain();
        bob.accept();
        theySeeEachOther();
        assertThat(bob.transactions()).isEqualTo(2);
    }
}
