package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people set about money, and what follows from it. */
class MoneyTest {

    @RegisterExtension
    static final Stage stage = new Stage();

    private static Locator dialog(Person person) {
        return person.page().getByRole(AriaRole.DIALOG);
    }

    private static Locator checkBox(Person person, String name) {
        return dialog(person).getByLabel(name);
    }

    @Test
    void aFriendWhoMayConnectByThemselvesRingsOverTheLinkThatTheirCallBrought() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        bob.opensDetailsOf("Alice");
        assertThat(checkBox(bob, "Connect when they call, before I click"))
                .not()
                .isChecked();
        checkBox(bob, "Connect when they call, before I click").check();
        bob.closesDialog();

        alice.call("Bob");
        bob.isRungBy("Alice");
        assertThat(bob.page().getByText("You are connected: answering costs nothing."))
                .isVisible();
        bob.hasTransactions(1);
        assertThat(bob.remoteVideo()).isHidden();

        bob.accept();
        alice.isTalking();
        bob.isTalking();
        Person.seeEachOther(alice, bob, 5);
        alice.hangUp();
        bob.isNotInACall();
        bob.hasTransactions(1);
        bob.hasSpent("by itself");
    }

    @Test
    void aDeclineOfSuchACallIsToldAtOnce() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        bob.allowsConnectionsOf("Alice");
        alice.call("Bob");
        bob.isRungBy("Alice");
        assertThat(bob.page().getByText("You are connected: answering costs nothing."))
                .isVisible();
        bob.decline();
        alice.isNotInACall();
        alice.seesNote("declined");
    }

    @Test
    void aCallThatIsNotInABlockIsPaidMoreForAndThenTakenBack() {
        App away = stage.run("Alice");
        Person alice = stage.person("Alice").open(away.link());
        App app = stage.run("Bob", away.node());
        Person bob = stage.person("Bob").open(app.link());
        bob.addFriend(alice.myCard());
        bob.settledBalance();
        bob.choose("Alice");
        away.pause(); // and with it the node: nothing comes into a block
        try {
            bob.button("Call").click();
            bumpsAndTakesBack(bob);
        } finally {
            away.resume();
        }
    }

    private static void bumpsAndTakesBack(Person bob) {
        Locator change = bob.page().getByRole(AriaRole.BUTTON).filter(new Locator.FilterOptions().setHasText("Change"));
        bob.unfoldWallet();
        change.first().click();
        dialog(bob).getByText("Pay more").first().click();
        agree(bob, dialog(bob).getByRole(AriaRole.BUTTON, named("^Pay \\d.* more$")));
        dialog(bob).getByText("Done").click();
        bob.hasTransactions(1);

        change.first().click();
        dialog(bob).getByText("Take it back").click();
        agree(bob, dialog(bob).getByRole(AriaRole.BUTTON, named("^Take \\d.* back$")));
        dialog(bob).getByText("Done").click();
        bob.hasSpent("Taken back: Call to Alice");
    }

    private static Locator.GetByRoleOptions named(String pattern) {
        return new Locator.GetByRoleOptions().setName(Pattern.compile(pattern));
    }

    /** The paused node is found lost meanwhile, which may change the fee: then nothing was sent, and the page asks again. */
    private static void agree(Person bob, Locator button) {
        Locator onTheWay = dialog(bob).getByText("It is on the way, in transaction");
        String asked = button.textContent();
        button.click();
        bob.page()
                .waitForCondition(() -> onTheWay.isVisible()
                        || button.allTextContents().stream().anyMatch(now -> !now.equals(asked)));
        if (!onTheWay.isVisible()) {
            button.click();
        }
        assertThat(onTheWay).isVisible();
    }
}
