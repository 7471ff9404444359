package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every screen as people with a screen reader, a keyboard or a small screen meet it: axe finds nothing, and each name is there once. */
@TestMethodOrder(OrderAnnotation.class)
class AccessibilityTest {

    private static final List<String> OF_COLORS = List.of("color-contrast", "link-in-text-block");

    @RegisterExtension
    static final Stage stage = new Stage();

    private static App demo;
    private static Person alice;
    private static Person bob;

    @BeforeAll
    static void aliceAndBob() {
        demo = stage.demo();
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, demo.link(0), bob, demo.link(1));
    }

    @BeforeEach
    void nothingIsOpen() {
        alice.page().setViewportSize(Person.WIDE, Person.HIGH);
        Person.startAfresh(alice, bob);
    }

    @Test
    void theFirstRun() {
        App bridge = stage.run("Carol", demo.node());
        Person carol = stage.person("Carol").open(bridge.link());

        once(carol, AriaRole.LIST, "Friends");
        once(carol, AriaRole.BUTTON, "Add friend");
        once(carol, AriaRole.BUTTON, "My card");
        hasNoViolations("first run", carol);
    }

    @Test
    void theConversationTheTimelineAndTheWallet() {
        alice.choose("Bob");

        once(alice, AriaRole.LIST, "Friends");
        once(alice, AriaRole.BUTTON, "Call");
        once(alice, AriaRole.BUTTON, "Send");
        once(alice, AriaRole.BUTTON, "Add friend");
        once(alice, AriaRole.BUTTON, "My card");
        once(alice, AriaRole.TEXTBOX, "Message");
        once(alice, AriaRole.REGION, "Chat");
        once(alice, AriaRole.REGION, "Timeline");
        once(alice, AriaRole.REGION, "Wallet");
        alice.unfoldWallet();
        hasNoViolations("conversation", alice);
    }

    @Test
    void theDialogs() {
        alice.button("Add friend").click();
        once(alice, AriaRole.TEXTBOX, "Friend's card");
        once(alice, AriaRole.BUTTON, "Add friend");
        hasNoViolations("add friend", alice);
        alice.triesToAddFriend("hello");
        alice.isToldThatTheCardIsWrong();
        hasNoViolations("add friend, refused", alice);
        alice.closesDialog();

        alice.button("My card").click();
        hasNoViolations("my card", alice);
        alice.closesDialog();

        alice.opensDetailsOf("Bob");
        hasNoViolations("safety number", alice);
        alice.closesDialog();

        String address = alice.receiveAddress();
        alice.asksToSendCoinsTo("hello");
        assertThat(alice.page().getByRole(AriaRole.ALERT).first()).isVisible();
        hasNoViolations("send coins, refused", alice);
        alice.asksToSendCoinsTo(address);
        assertThat(alice.page().getByText("This cannot be undone")).isVisible();
        hasNoViolations("send coins, quoted", alice);
        alice.closesDialog();

        alice.page().keyboard().press("?");
        hasNoViolations("keys", alice);
    }

    /** Before any other call: its timeline is that of an invitation. */
    @Test
    @Order(1)
    void theCallFromTheFirstRingToItsHistory() {
        alice.call("Bob");
        bob.isRungBy("Alice");
        alice.sees("Bob", "ringing");
        hasNoViolations("calling", alice);
        once(bob, AriaRole.BUTTON, "Accept");
        once(bob, AriaRole.BUTTON, "Decline");
        hasNoViolations("incoming call", bob);

        bob.accept();
        alice.seesMovingPicture(1);
        once(alice, AriaRole.REGION, "Call");
        once(alice, AriaRole.BUTTON, "Hang up");
        once(alice, AriaRole.BUTTON, "Mute");
        once(alice, AriaRole.BUTTON, "Camera");
        assertThat(alice.remoteVideo()).hasCount(1);
        hasNoViolations("in call, timeline filled", alice);

        alice.say("hello");
        alice.seesDelivered("hello");
        alice.hangUp();
        alice.isNotInACall();
        hasNoViolations("history", alice);
    }

    @Test
    void theKeyboardAloneIsEnough() {
        alice.reachesByTab(AriaRole.BUTTON, "Call");
        alice.page().keyboard().press("Enter");
        bob.isRungBy("Alice");
        bob.page().keyboard().press("Alt+A");
        alice.isTalking();
        alice.page().locator("body").press("m");
        assertThat(alice.button("Mute")).hasAttribute("aria-pressed", "true");
        bob.seesInCall("muted");
        alice.reachesByTab(AriaRole.BUTTON, "Hang up");
        alice.page().keyboard().press("Enter");
        alice.isNotInACall();
        bob.isNotInACall();
    }

    @Test
    void aNarrowScreenNeedsNoSidewaysScrolling() {
        alice.page().setViewportSize(320, 640);

        for (String view : List.of("Friends", "Timeline", "Wallet")) {
            alice.button(view).click();
            fits(view, alice);
            hasNoViolations("narrow " + view, alice);
        }
        alice.button("Friends").click();
        alice.choose("Bob");
        assertThat(alice.button("Call")).isVisible();
        fits("conversation", alice);
        hasNoViolations("narrow conversation", alice);
        alice.button("Back").click();
        assertThat(alice.friends()).isVisible();
    }

    /** In the page alone: for pages of several frames it opens one more for every look. */
    private static AxeBuilder axe(Page page) {
        assertThat(page.frames()).hasSize(1);
        return new AxeBuilder(page).setLegacyMode(true);
    }

    private static void once(Person person, AriaRole role, String name) {
        assertThat(person.page()
                        .getByRole(
                                role, new Page.GetByRoleOptions().setName(name).setExact(true)))
                .hasCount(1);
    }

    static void fits(String view, Person person) {
        assertThat((int) person.page().evaluate("document.documentElement.scrollWidth"))
                .as("width of %s at 320 px", view)
                .isLessThanOrEqualTo(320);
    }

    /** In light; in dark what the colors decide. */
    static void hasNoViolations(String screen, Person person) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            person.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            // A color on its way from light to dark has no contrast of its own.
            person.page()
                    .waitForFunction("() => !document.getAnimations().some(each => each instanceof CSSTransition)");
            AxeBuilder axe = axe(person.page());
            AxeResults results = (scheme == ColorScheme.LIGHT ? axe : axe.withRules(OF_COLORS)).analyze();
            assertThat(results.getPasses()).as("axe has looked at %s", screen).isNotEmpty();
            assertThat(results.getViolations().stream()
                            .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                                    + rule.getNodes().stream()
                                            .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                            .toList())
                            .toList())
                    .as("axe on %s, %s", screen, scheme)
                    .isEmpty();
        }
    }
}
