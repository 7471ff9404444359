package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WalletTest {

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void allCoinsGoElsewhereAfterTheUserHasSeenWhatArrivesAndWhatItCosts() {
        App demo = stage.demo();
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
        String address = bob.receiveAddress();

        alice.asksToSendCoinsTo("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
        Locator dialog = alice.page().getByRole(AriaRole.DIALOG);
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("regtest");
        assertThat(alice.transactions()).as("nothing is spent by asking").isZero();

        alice.asksToSendCoinsTo(address);
        assertThat(dialog.getByText("This cannot be undone")).isVisible();
        Locator send =
                dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Send \\d")));
        String amount = send.innerText().replaceAll("\\D", "");
        send.click();
        assertThat(dialog.getByText("are on the way there, in transaction")).isVisible();
        alice.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Done"))
                .click();

        assertThat(alice.page().getByText("Not enough for a call")).isVisible();
        assertThat(alice.button("Call")).isDisabled();
        assertThat(alice.page().getByText("your wallet cannot pay that")).isVisible();
        String all = String.valueOf(800_000 + Long.parseLong(amount));
        assertThat(bob.page().locator("[data-part=balance]"))
                .hasText(Pattern.compile(all.replaceAll("(?<=\\d)(?=(\\d{3})+$)", "\\\\D")));
    }
}
