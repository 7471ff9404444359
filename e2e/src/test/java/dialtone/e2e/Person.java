package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Tracing;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Somebody at a screen: a browser profile of their own, and what they do there, by the names that a screen reader would say. */
final class Person implements AutoCloseable {

    static final int WIDE = 1440;
    static final int HIGH = 900;
    private static final int MOST_TABS = 60;
    /** A machine under load may take this long for anything that takes milliseconds otherwise. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Kept by the page itself, so that what happens before the first look is seen too. */
    private static final String WATCH_VIOLATIONS = """
            globalThis.violations = [];
            addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
                globalThis.violations.push(`${violatedDirective} ${blockedURI}`));
            """;

    private static final Pattern CARD = Pattern.compile("^[a-z]+1[02-9ac-hj-np-z]{50,}$");

    private static final Pattern STRANGER = Pattern.compile("(Caller [0-9a-f]{6}) is calling");

    private static final String PRESS = """
            name => [...document.querySelectorAll('button')]
                .find((button) => button.textContent === name && button.checkVisibility())?.click()
            """;

    private static final String FRAMES = "video => video.getVideoPlaybackQuality().totalVideoFrames";

    private static final String WATCH_FOR = """
            ([selector, words]) => {
                const begun = performance.now();
                globalThis.shownAfterMs = new Promise((resolve) => {
                    const look = () => [...document.querySelectorAll(selector)].some(({ textContent }) => textContent.includes(words)) &&
                        resolve(performance.now() - begun);
                    new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true });
                });
            }
            """;

    final String name;
    private final String files;
    private final BrowserContext context;
    private final List<String> console = new ArrayList<>();
    private final List<String> pageErrors = new ArrayList<>();
    private Page page;
    private boolean crashed;
    private boolean ticket;

    Person(String files, String name, Browser browser, boolean allowsMedia) {
        this.files = files;
        this.name = name;
        // Without a graphics card every frame of an animation is painted by the processors that the tests need.
        Browser.NewContextOptions options =
                new Browser.NewContextOptions().setViewportSize(WIDE, HIGH).setReducedMotion(ReducedMotion.REDUCE);
        if (allowsMedia) {
            options.setPermissions(List.of("camera", "microphone"));
        }
        context = browser.newContext(options);
        context.setDefaultTimeout(PATIENCE.toMillis());
        context.addInitScript(WATCH_VIOLATIONS);
        context.tracing().start(new Tracing.StartOptions().setSnapshots(true).setSources(false));
        newTab();
    }

    BrowserContext context() {
        return context;
    }

    Page page() {
        return page;
    }

    /** What went wrong in the page without stopping the test: scripts that threw, notices of messages that were not understood. */
    List<String> pageErrors() {
        List<String> all = new ArrayList<>(pageErrors);
        if (!page.isClosed() && !crashed) {
            all.addAll(page.getByRole(AriaRole.LOG, named("Problems")).allInnerTexts());
        }
        all.removeIf(String::isBlank);
        return all;
    }

    // --- the tab

    /** Opens the page and waits until it has heard from its bridge. */
    Person open(String link) {
        goTo(link);
        return seesTheApp();
    }

    /** Both pages load at once: one alone leaves a processor idle. */
    static void openBoth(Person one, String link, Person other, String otherLink) {
        one.page.navigate(link, new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
        other.open(otherLink);
        one.awaitToken().seesTheApp();
    }

    /** As if both had just come: with one tab each, in no call. */
    static void startAfresh(Person one, Person other) {
        one.closeOtherTabs();
        other.closeOtherTabs();
        one.page.reload(new Page.ReloadOptions().setWaitUntil(WaitUntilState.COMMIT));
        other.page.reload();
        one.seesTheApp();
        other.seesTheApp();
    }

    void closeOtherTabs() {
        context.pages().stream().filter(each -> each != page).toList().forEach(Page::close);
    }

    /** Opens the page of a bridge whose keys are sealed. */
    Person opensLocked(String link) {
        goTo(link);
        assertThat(heading("Dialtone is locked")).isVisible();
        return this;
    }

    /** In a tab of an earlier start the link changes the fragment alone, and the page loads itself again. */
    private void goTo(String link) {
        page.navigate(link);
        awaitToken();
    }

    /** The page has read the token and taken it out of the address bar. */
    private Person awaitToken() {
        page.waitForFunction("() => location.hash === ''");
        return this;
    }

    void unlocks(String passphrase) {
        textBox("Passphrase").fill(passphrase);
        page.keyboard().press("Enter");
    }

    Person seesTheApp() {
        assertThat(friends().getByRole(AriaRole.LISTITEM).first().or(heading("Welcome, " + name)))
                .isVisible();
        return this;
    }

    void reload() {
        page.reload();
    }

    /** Closes the tab as a user does: the page hears of it. */
    void closeTab() {
        page.waitForClose(() -> page.close(new Page.CloseOptions().setRunBeforeUnload(true)));
    }

    /** The tab is gone without having said anything, as when the browser crashes. */
    void loseTab() {
        crashed = true;
        try {
            page.navigate("chrome://crash");
        } catch (PlaywrightException crash) {
            // That is what a crash looks like from here.
        }
    }

    /** Another tab of the same browser; it is the one that is looked at from now on. */
    Page newTab() {
        page = context.newPage();
        crashed = false;
        page.onConsoleMessage(message -> console.add(message.type() + ": " + message.text()));
        page.onPageError(pageErrors::add);
        page.onDialog(Dialog::accept);
        ticket = false;
        page.onWebSocket(socket -> {
            socket.onFrameReceived(frame -> ticket |= frame.text().contains("\"holder\":\"native\""));
            socket.onFrameSent(frame -> {
                if (frame.text().contains("\"type\":\"keepRedial\"")) {
                    ticket = !frame.text().contains("\"ticket\":\"\"");
                }
            });
        });
        return page;
    }

    /** Has what a reload needs: the friend has sent the ticket for a redial, and the bridge keeps it; or the bridge holds the link itself. */
    void canReturn() {
        page.waitForCondition(() -> ticket, new Page.WaitForConditionOptions().setTimeout(PATIENCE.toMillis()));
    }

    // --- friends

    String myCard() {
        button("My card").click();
        String card = dialog().getByText(CARD).innerText();
        closesDialog();
        return card;
    }

    void addFriend(String card) {
        triesToAddFriend(card);
        assertThat(dialog()).isHidden();
    }

    void triesToAddFriend(String card) {
        if (!dialog().isVisible()) {
            button("Add friend").click();
        }
        textBox("Friend's card").fill(card);
        button("Add friend").click();
    }

    void isToldThatTheCardIsWrong() {
        assertThat(dialog().getByRole(AriaRole.ALERT)).hasText(Pattern.compile("\\w+ \\w+"));
    }

    String safetyNumberOf(String friend) {
        opensDetailsOf(friend);
        String label = dialog().getByRole(AriaRole.IMG, new Locator.GetByRoleOptions().setName("Safety number"))
                .getAttribute("aria-label");
        closesDialog();
        return label.replace("Safety number: ", "");
    }

    void rename(String friend, String newName) {
        opensDetailsOf(friend);
        textBox("What you call them").fill(newName);
        button("Rename").click();
        closesDialog();
    }

    void opensDetailsOf(String friend) {
        choose(friend);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Verif(y|ied)\\b")))
                .click();
        assertThat(dialog()).isVisible();
    }

    /** They are connected to before a click, for at most what the page proposes. */
    void allowsConnectionsOf(String friend) {
        opensDetailsOf(friend);
        dialog().getByRole(
                        AriaRole.CHECKBOX,
                        new Locator.GetByRoleOptions().setName("Connect when they call, before I click"))
                .check();
        closesDialog();
    }

    void closesDialog() {
        button("Close").click();
        assertThat(dialog()).isHidden();
    }

    private Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    int friendCount() {
        return friends().getByRole(AriaRole.LISTITEM).count();
    }

    Locator friends() {
        return page.getByRole(AriaRole.LIST, named("Friends"));
    }

    Locator friend(String friend) {
        return friends().getByRole(AriaRole.LISTITEM).filter(new Locator.FilterOptions().setHasText(friend));
    }

    void choose(String friend) {
        friend(friend).getByRole(AriaRole.BUTTON).click();
        assertThat(heading(friend)).isVisible();
    }

    /** The list says it in words: offline, ringing, connecting or connected. */
    void sees(String friend, String presence) {
        sees(friend, presence, PATIENCE);
    }

    void sees(String friend, String presence, Duration patience) {
        assertThat(friend(friend).getByText(presence, new Locator.GetByTextOptions().setExact(true)))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(patience.toMillis()));
    }

    // --- the call

    void call(String friend) {
        choose(friend);
        button("Call").click();
    }

    void accept() {
        button("Accept").click();
    }

    void decline() {
        button("Decline").click();
    }

    void cancel() {
        button("Cancel").click();
    }

    void hangUp() {
        button("Hang up").click();
    }

    void isRungBy(String friend) {
        assertThat(page.getByRole(AriaRole.REGION, named("Incoming call"))).containsText(friend + " is calling");
    }

    /** Somebody who is not among the friends; returns what they are called here. */
    String isRungByAStranger() {
        Locator incoming = page.getByRole(AriaRole.REGION, named("Incoming call"));
        assertThat(incoming).containsText("Not among your friends");
        Matcher caller = STRANGER.matcher(incoming.innerText());
        if (!caller.find()) {
            throw new AssertionError("expected " + STRANGER + ", got " + incoming.innerText());
        }
        return caller.group(1);
    }

    void isNotRinging() {
        assertThat(button("Accept")).isHidden();
    }

    void isTalking() {
        assertThat(button("Hang up")).isVisible();
    }

    void isNotInACall() {
        assertThat(callRegion()).isHidden();
        assertThat(button("Call")).isVisible();
    }

    void seesInCall(String words) {
        assertThat(callRegion().getByText(words)).isVisible();
    }

    void doesNotSeeInCall(String words) {
        assertThat(callRegion().getByText(words)).isHidden();
    }

    private Locator callRegion() {
        return page.getByRole(AriaRole.REGION, named("Call"));
    }

    /** What the conversation says about the last call, beside the messages. */
    void seesNote(String words) {
        assertThat(page.getByRole(AriaRole.STATUS)
                        .filter(new Locator.FilterOptions().setHasText(Pattern.compile(words))))
                .isVisible();
    }

    /** Frames of the friend's picture that were decoded and shown since it came. */
    int framesShown() {
        return ((Number) remoteVideo().evaluate(FRAMES)).intValue();
    }

    /** The friend's picture moves: {@code more} frames are decoded from now on. */
    void seesMovingPicture(int more) {
        awaitFrames(firstFrames() + more);
    }

    /** Both at the same time: a call keeps the processors busy for as long as it lasts. */
    static void seeEachOther(Person one, Person other, int more) {
        int ones = one.firstFrames();
        int others = other.firstFrames();
        one.awaitFrames(ones + more);
        other.awaitFrames(others + more);
    }

    private int firstFrames() {
        assertThat(remoteVideo()).isVisible();
        return framesShown();
    }

    private void awaitFrames(int count) {
        Awaitility.await(name + " decodes " + count + " frames").until(() -> framesShown() >= count);
    }

    Locator remoteVideo() {
        return page.getByLabel("Remote video");
    }

    /** From now on the page itself waits for these words, whatever the test does meanwhile. */
    void watchesFor(String selector, String words) {
        page.evaluate(WATCH_FOR, List.of(selector, words));
    }

    /** How long after that they came; waits for them. */
    Duration shownAfter() {
        return Duration.ofMillis(((Number) page.evaluate("globalThis.shownAfterMs")).longValue());
    }

    // --- the chat

    void say(String text) {
        textBox("Message").fill(text);
        button("Send").click();
    }

    Locator chat() {
        return page.getByRole(AriaRole.REGION, named("Chat"));
    }

    Locator message(String text) {
        return chat().getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(text, new Page.GetByTextOptions().setExact(true))));
    }

    void findsInChat(String words) {
        findsInChat(words, PATIENCE);
    }

    void findsInChat(String words, Duration patience) {
        assertThat(chat().getByText(words))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(patience.toMillis()));
    }

    void reads(String text) {
        reads(text, PATIENCE);
    }

    void reads(String text, Duration patience) {
        assertThat(message(text)).hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(patience.toMillis()));
    }

    void seesDelivered(String text) {
        assertThat(message(text)).hasText(Pattern.compile("delivered"));
    }

    // --- everything else

    /** What stands over the whole page. */
    void isTold(String words) {
        isTold(words, PATIENCE);
    }

    void isTold(String words, Duration patience) {
        assertThat(alert(words)).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(patience.toMillis()));
    }

    void isNotTold(String words) {
        assertThat(alert(words)).isHidden();
    }

    private Locator alert(String words) {
        return page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText(words));
    }

    /** The balance when nothing is on its way any more. */
    String settledBalance() {
        Locator wallet = page.getByRole(AriaRole.REGION, named("Wallet"));
        assertThat(wallet.getByText("on the way")).isHidden();
        return wallet.getByText(Pattern.compile("^[0-9\\u2009]+$")).first().innerText();
    }

    void unfoldWallet() {
        for (String fold : List.of("Receive", "What calls cost")) {
            page.getByRole(AriaRole.REGION, named("Wallet")).getByText(fold).click();
        }
    }

    /** The dialog in which the passphrase is set, changed and removed. */
    Locator opensPassphrase(String button) {
        Locator wallet = page.getByRole(AriaRole.REGION, named("Wallet"));
        if (!wallet.getByText(button).isVisible()) {
            wallet.getByText("Keys", new Locator.GetByTextOptions().setExact(true))
                    .click();
        }
        wallet.getByText(button).click();
        return dialog();
    }

    String receiveAddress() {
        Locator wallet = page.getByRole(AriaRole.REGION, named("Wallet"));
        wallet.getByText("Receive").click();
        return wallet.locator("[data-part=address]").innerText().replace(" ", "");
    }

    void asksToSendCoinsTo(String address) {
        if (!dialog().isVisible()) {
            page.getByRole(AriaRole.REGION, named("Wallet"))
                    .getByText("What calls cost")
                    .click();
            button("Send your coins elsewhere").click();
        }
        textBox("Bitcoin address").fill(address);
        button("Show what it costs").click();
    }

    /** Presses Tab until the focus is there. */
    void reachesByTab(AriaRole role, String name) {
        Locator wanted = page.getByRole(role, named(name));
        for (int presses = 0; presses < MOST_TABS; presses++) {
            if ((boolean) wanted.evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("expected " + name + " within " + MOST_TABS + " presses of Tab");
    }

    /** How many transactions the wallet's history has. */
    int transactions() {
        return spends().count();
    }

    /** The wallet is told a moment after what changed it. */
    void hasTransactions(int count) {
        assertThat(spends()).hasCount(count);
    }

    /** Last, by the words of the wallet's history. */
    void hasSpent(String words) {
        assertThat(spends().first()).containsText(words);
    }

    private Locator spends() {
        return page.getByRole(
                        AriaRole.REGION,
                        new Page.GetByRoleOptions().setName("Wallet").setExact(true))
                .getByRole(AriaRole.LISTITEM, new Locator.GetByRoleOptions().setIncludeHidden(true));
    }

    Locator timeline() {
        return page.getByRole(AriaRole.REGION, named("Timeline"));
    }

    /** Each step as a screen reader says it: its time, its words, its way, what it cost. */
    List<String> timelineSteps() {
        return timelineButtons().allTextContents();
    }

    void seesStep(String words) {
        assertThat(timelineButtons().and(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(words))))
                .isVisible();
    }

    void opensTimelineStep(String words) {
        timelineButtons()
                .and(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(words)))
                .first()
                .click();
    }

    private Locator timelineButtons() {
        return timeline().getByRole(AriaRole.LISTITEM).getByRole(AriaRole.BUTTON);
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, named(name));
    }

    /** Presses the button in this moment, if it is there: nothing is waited for. */
    void pressesAtOnce(String name) {
        page.evaluate(PRESS, name);
    }

    Locator textBox(String name) {
        return page.getByRole(AriaRole.TEXTBOX, named(name));
    }

    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, named(name));
    }

    @SuppressWarnings("unchecked")
    List<String> policyViolations() {
        return (List<String>) page.evaluate("globalThis.violations");
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    // --- after the test

    void leaveEvidence(Path directory) throws IOException {
        Files.write(
                directory.resolve(files + "-console.txt"),
                Stream.concat(console.stream(), pageErrors.stream()).toList());
        if (!page.isClosed() && !crashed) {
            page.screenshot(new Page.ScreenshotOptions().setPath(directory.resolve(files + ".png")));
        }
        context.tracing().stop(new Tracing.StopOptions().setPath(directory.resolve(files + "-trace.zip")));
    }

    @Override
    public void close() {
        context.close();
    }
}
