package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two people, each with a bridge of their own, one node between them; all that one knows of the other is a card. */
class FirstContactTest {

    @RegisterExtension
    static final Stage stage = new Stage();

    private static Person alice;
    private static Person bob;

    @BeforeAll
    static void bothAreNew() {
        App alicesBridge = stage.run("Alice");
        App bobsBridge = stage.run("Bob", alicesBridge.node());
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, alicesBridge.link(), bob, bobsBridge.link());
        assertThat(alice.page().getByText("Welcome, Alice")).isVisible();
    }

    @Test
    void aCardIsEnoughToCallSomebodyWhoDoesNotKnowTheCallerAndBothSeeTheSameSafetyNumber() {
        alice.addFriend(bob.myCard());
        alice.sees("Bob", "offline");
        alice.call("Bob");
        String stranger = bob.isRungByAStranger();
        bob.accept();

        alice.sees("Bob", "connected");
        bob.sees(stranger, "connected");
        Person.seeEachOther(alice, bob, 5);
        alice.hasTransactions(1);
        bob.hasTransactions(1);
        alice.hangUp();
        bob.isNotInACall();
        assertThat(alice.safetyNumberOf("Bob")).matches("(\\d{5} ?){12}").isEqualTo(bob.safetyNumberOf(stranger));
    }

    @Test
    void aCardThatIsNoneIsExplainedInWordsAndAddsNobody() {
        String card = alice.myCard();
        int friends = alice.friendCount();

        alice.triesToAddFriend("hello");
        alice.isToldThatTheCardIsWrong();
        alice.triesToAddFriend(flipped(card));
        alice.isToldThatTheCardIsWrong();
        alice.triesToAddFriend(card);
        alice.isToldThatTheCardIsWrong();

        alice.closesDialog();
        assertThat(alice.friendCount()).isEqualTo(friends);
    }

    /** One letter differs, as after a slip of the pen. */
    private static String flipped(String card) {
        int at = card.length() / 2;
        char other = card.charAt(at) == 'q' ? 'p' : 'q';
        return card.substring(0, at) + other + card.substring(at + 1);
    }
}
