package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the user sets, before a bridge that answers when the test lets it. */
class WhatIsSetTest {

    private static final String FRIEND_PAYS_ANSWERS =
            "scripted.tell({ type: 'friendChanged', friend: { ...scripted.welcome().friends[0], paysAnswer: true } })";

    private static final String REFUSES =
            "scripted.tell({ type: 'problem', about: '', code: 'malformed', text: 'It cannot be.', todo: '' })";

    @RegisterExtension
    static final Stage stage = new Stage();

    private ScriptedPeople people;
    private Locator dialog;
    private Locator automatic;
    private Locator pays;

    @BeforeEach
    void open() {
        people = new ScriptedPeople(stage.browser(), stage.demo());
    }

    private void openDetails() {
        Page page = people.alice;
        page.getByText("Bob").first().click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Verify")))
                .click();
        dialog = page.getByRole(AriaRole.DIALOG);
        automatic = checkbox("Connect when they call, before I click");
        pays = checkbox("Pay for their answers");
    }

    private Locator checkbox(String name) {
        return dialog.getByRole(AriaRole.CHECKBOX, new Locator.GetByRoleOptions().setName(name));
    }

    @AfterEach
    void close() {
        people.close();
    }

    @Test
    void whatIsSetAboutAFriendStaysSoUntilTheBridgeSaysHowItIs() {
        openDetails();
        automatic.check();
        people.alice.evaluate(walletWith("answerPaymentSat: 777")); // shown in the same dialog
        assertThat(dialog).containsText("777");
        assertThat(automatic).isChecked();
        assertThat(pays).not().isChecked();

        people.alice.evaluate(FRIEND_PAYS_ANSWERS);
        assertThat(pays).isChecked();
        assertThat(automatic).not().isChecked();
    }

    @Test
    void whatWasRefusedIsShownAsItWas() {
        openDetails();
        automatic.check();
        people.alice.evaluate(REFUSES);
        assertThat(automatic).not().isChecked();
    }

    @Test
    void aLimitThatIsTypedStaysUntilThereIsAnother() {
        Page page = people.alice;
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("What calls cost"))
                .click();
        Locator limit = page.getByLabel("Calls answered by themselves may cost, in sat a day");
        limit.fill("500");
        limit.blur();
        page.evaluate(walletWith("automaticSat: 42"));
        assertThat(page.getByText("42 sat of")).isVisible();
        assertThat(limit).hasValue("500");

        page.evaluate(walletWith("automaticLimitSat: 700"));
        assertThat(limit).hasValue("700");
    }

    private static String walletWith(String fields) {
        return "scripted.tell({ type: 'walletChanged', wallet: { ...scripted.welcome().wallet, " + fields + " } })";
    }
}
