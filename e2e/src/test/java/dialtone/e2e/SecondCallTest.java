package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two who have met and whose link is gone: one transaction brings it back, and a second one only where the browsers cannot do without. They are the same two in all tests. */
@TestMethodOrder(OrderAnnotation.class)
class SecondCallTest {

    /** As in a browser that does not let a page choose its ICE credentials. */
    private static final String REFUSES_CREDENTIALS = """
            const set = RTCPeerConnection.prototype.setLocalDescription;
            RTCPeerConnection.prototype.setLocalDescription = function (description, ...rest) {
                return description ? Promise.reject(new DOMException('refused', 'InvalidModificationError')) : set.call(this, description, ...rest);
            };
            """;

    private static final String KEEPS_CONNECTIONS = """
            globalThis.connections = [];
            globalThis.RTCPeerConnection = class extends RTCPeerConnection {
                constructor(...settings) {
                    super(...settings);
                    connections.push(this);
                }
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

    private static App demo;
    private static Person sameAlice;
    private static Person sameBob;

    private Person alice;
    private Person bob;
    private int alicesBefore;
    private int bobsBefore;

    @BeforeAll
    static void theyMeet() {
        demo = stage.demo();
        sameAlice = stage.person("Alice");
        sameBob = stage.person("Bob");
        Person.openBoth(sameAlice, demo.link(0), sameBob, demo.link(1));
        AbsenceTest.connect(sameAlice, sameBob);
    }

    @BeforeEach
    void bothCloseTheirTabs() {
        alice = sameAlice;
        bob = sameBob;
        alice.closeTab();
        bob.sees("Alice", "offline");
        bob.closeTab();
        alice.newTab();
        bob.newTab();
    }

    private void callAgain() {
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        alicesBefore = alice.transactions();
        bobsBefore = bob.transactions();
        alice.call("Bob");
        bob.isRungBy("Alice");
    }

    private void theySeeEachOther() {
        Person.seeEachOther(alice, bob, 5);
        alice.hasTransactions(alicesBefore + 1);
        alice.canReturn();
        bob.canReturn();
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
        bob.hasTransactions(bobsBefore);
    }

    @Test
    void theCallersConnectionWaitsForTheFriendBeforeTheClick() {
        alice.page().addInitScript(KEEPS_CONNECTIONS);
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        alice.page().waitForFunction("""
                        () => connections.some(({ signalingState, localDescription }) =>
                            signalingState === 'stable' && localDescription?.type === 'offer' && localDescription.sdp.includes('a=candidate:'))""");
    }

    @Test
    void aFriendWhoseBrowserCannotDialAnswersOnChain() {
        bob.page().addInitScript(REFUSES_CREDENTIALS);
        callAgain();
        bob.accept();
        theySeeEachOther();
        bob.hasTransactions(bobsBefore + 1); // his acceptance
    }

    @Test
    void aCallerWhoseBrowserCannotWaitForADialIsAnsweredOnChain() {
        alice.page().addInitScript(REFUSES_CREDENTIALS);
        callAgain();
        bob.accept();
        theySeeEachOther();
        bob.hasTransactions(bobsBefore + 1); // his acceptance
    }

    @Test
    void aDialThatDoesNotGetThroughIsFollowedByAnAnswerOnChain() {
        bob.page().addInitScript(DOES_NOT_GET_THROUGH);
        callAgain();
        bob.accept();
        theySeeEachOther();
        bob.hasTransactions(bobsBefore + 1); // his acceptance
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void twoWithOtherBrowsersThanBeforeAreIntroducedAgain() {
        alice = stage.person("Alice's other browser", "Alice");
        bob = stage.person("Bob's other browser", "Bob");
        callAgain();
        bob.accept();
        theySeeEachOther();
        bob.hasTransactions(bobsBefore + 1); // his acceptance
    }
}
