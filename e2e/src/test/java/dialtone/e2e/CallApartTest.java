package dialtone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that bring a connection of their own, signaled over a link that others hold ({@code docs/protocol.md}, 8.4). */
class CallApartTest {

    private static final String STATES = "scripted.connections.map(({ connectionState }) => connectionState)";
    /** How long an element has played sound, s; no sound of an element goes on before its first picture. */
    private static final String HEARD = """
            Math.max(0, ...[...document.querySelectorAll('audio, video')]
                .filter(({ srcObject, muted }) => !muted && srcObject?.getAudioTracks().length > 0).map(({ currentTime }) => currentTime))
            """;

    private static final String AGREED =
            "scripted.connections.at(-1).getTransceivers().map(({ currentDirection }) => currentDirection).join()";
    private static final String TRACKS = "scripted.connections.at(-1).getSenders().filter(({ track }) => track).length";
    private static final String FRAMES =
            "document.querySelector('[aria-label=\"Remote video\"]').getVideoPlaybackQuality().totalVideoFrames";

    /** An invitation of the friend rings. */
    private static final String INVITED = """
            scripted.tell({ type: 'callChanged', call: { id: 'b0b0', friend: scripted.sent.find(({ friend }) => friend).friend, friendName: 'Alice', known: true,
                incoming: true, state: 'ringing', outcome: '', why: '', startedAt: Date.now(), expiresAt: Date.now() + 60_000, answerCostSat: 200, automatic: false, steps: [] } })
            """;

    private static final String THEIR_UFRAG =
            "scripted.connections.at(-1).remoteDescription.sdp.match(/a=ice-ufrag:(.*)/)[1]";

    /** The page is told what the browser would tell it; a way on one machine is not lost so easily. */
    private static final String INTERRUPT = """
            () => {
              const pc = scripted.connections.at(-1);
              Object.defineProperty(pc, 'connectionState', { value: 'disconnected', configurable: true });
              pc.dispatchEvent(new Event('connectionstatechange'));
            }
            """;

    private static final String UNINTERRUPT = """
            () => {
              const pc = scripted.connections.at(-1);
              delete pc.connectionState;
              pc.dispatchEvent(new Event('connectionstatechange'));
            }
            """;

    @RegisterExtension
    static final Stage stage = new Stage();

    private static final Locator.WaitForOptions HIDDEN =
            new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);

    private static ScriptedPeople people;
    private static Page alice;
    private static Page bob;

    @BeforeAll
    static void open() {
        people = new ScriptedPeople(stage.browser(), stage.demo());
        alice = people.alice;
        bob = people.bob;
    }

    @BeforeEach
    void startAfresh() {
        people.startAfresh();
    }

    @AfterAll
    static void close() {
        people.close();
    }

    @Test
    void theWayIsThereBeforeAnybodyPicksUpAndWithoutACamera() {
        press(alice, "Call");
        isRung(bob);

        awaitConnected(alice);
        awaitConnected(bob);
        assertThat(bob.evaluate("scripted.captures"))
                .as("cameras opened before Accept")
                .isEqualTo(0);
        assertThat(bob.evaluate(AGREED)).as("taken from Alice before Accept").isEqualTo("sendonly,sendonly");
        assertThat(bob.evaluate(TRACKS) + ", " + alice.evaluate(TRACKS))
                .as("sent before Accept")
                .isEqualTo("0, 0");

        accept(bob);
        seeEachOther();
        assertThat(live(alice)).as("connections of one call").isEqualTo(1);

        press(bob, "Hang up");
        isNotInACall(alice);
        isNotInACall(bob);
        assertThat(live(alice) + live(bob)).as("connections after the call").isEqualTo(0);

        press(bob, "Call");
        isRung(alice);
        accept(alice);
        seeEachOther();
    }

    @Test
    void camerasAreListedAndNotOpenedForWhoMayCallOrPickUp() {
        alice.evaluate("scripted.lists = 0");
        alice.mouse().move(0, 0);
        button(alice, "Call").hover();
        alice.waitForFunction("() => scripted.lists > 0");
        assertThat(alice.evaluate("scripted.captures"))
                .as("cameras opened before Call")
                .isEqualTo(0);

        press(alice, "Call");
        assertThat(alice.evaluate("scripted.lists"))
                .as("lists that Alice's camera would wait for")
                .isEqualTo(1);
        isRung(bob);
        bob.waitForFunction("() => scripted.lists > 0");
        assertThat(bob.evaluate("scripted.captures"))
                .as("cameras opened before Accept")
                .isEqualTo(0);
    }

    @Test
    void friendsWhoConnectBeforeAClickHaveTheWayOfTheNextCall() {
        bothAllow();
        awaitOpenAhead();
        assertThat(alice.evaluate(TRACKS) + ", " + bob.evaluate(TRACKS))
                .as("sent before Call")
                .isEqualTo("0, 0");
        assertThat(alice.evaluate("scripted.captures") + ", " + bob.evaluate("scripted.captures"))
                .as("cameras opened before Call")
                .isEqualTo("0, 0");
        bob.getByText("is calling").first().waitFor(HIDDEN);
        alice.evaluate("scripted.connections.length = 0");
        bob.evaluate("scripted.connections.length = 0");

        press(alice, "Call");
        isRung(bob);
        accept(bob);
        seeEachOther();
        assertThat(alice.evaluate("scripted.connections.length") + ", " + bob.evaluate("scripted.connections.length"))
                .as("connections made since")
                .isEqualTo("0, 0");

        press(alice, "Hang up");
        isNotInACall(alice);
        isNotInACall(bob);
        awaitConnected(alice); // the next one
    }

    @Test
    void nothingIsMadeAheadUnlessBothAllowIt() {
        alice.evaluate("scripted.allow(3000)");
        bob.waitForFunction(
                "() => scripted.heard.some(({ type, kind }) => type === 'description' && kind === 'offer')");
        assertThat(live(bob)).as("Bob's connections").isEqualTo(0);

        press(alice, "Call");
        isRung(bob);
        assertThat(bob.evaluate("scripted.heard.find(({ type }) => type === 'ring').ahead ?? null"))
                .isNull();
        accept(bob);
        seeEachOther();
    }

    @Test
    void whoTakesThePermissionBackClosesWhatWasMadeAhead() {
        bothAllow();
        awaitOpenAhead();

        bob.evaluate("scripted.allow(0)");

        bob.waitForFunction("() => " + STATES + ".every((state) => state === 'closed')");
    }

    @Test
    void otherServersBeginAnew() {
        bothAllow();
        awaitOpenAhead();
        int before = (int) alice.evaluate("scripted.connections.length");

        alice.evaluate("scripted.tell({ type: 'iceChanged', ice: { servers: [], relayOnly: true } })");

        assertThat(alice.evaluate(STATES + ".every((state) => state === 'closed')"))
                .isEqualTo(true);
        alice.waitForFunction("before => scripted.connections.length > before", before);
        assertThat(alice.evaluate("scripted.connections.at(-1).getConfiguration().iceTransportPolicy"))
                .isEqualTo("relay");
    }

    @Test
    void whoPicksUpInAnotherTabThanTheOneWithTheWayIsSeen() {
        bothAllow();
        awaitOpenAhead();
        Page other = people.window("Bob at another screen");
        bob.evaluate("scripted.tell({ type: 'leads', leads: false })");

        press(alice, "Call");
        isRung(other);
        accept(other);

        seeMovingPictures(alice, other);
    }

    @Test
    void whoAcceptsIsSeenBeforeAnythingMoreIsAgreedOn() {
        press(alice, "Call");
        isRung(bob);
        awaitConnected(alice);

        bob.evaluate("scripted.hold()");
        accept(bob);
        bob.waitForFunction("() => scripted.held.some(({ message }) => message.type === 'description')");
        bob.evaluate("scripted.letGoOf(({ type }) => type === 'accept')");

        seesMovingPicture(alice);
        assertThat(bob.evaluate(FRAMES))
                .as("what Alice sends in the old exchange")
                .isEqualTo(0);
        bob.evaluate("scripted.letGo()");
        seesMovingPicture(bob);
    }

    @Test
    void anOfferThatComesAfterAcceptNeedsNoSecondOne() {
        aliceRingsAndHerOfferWaits();
        isRung(bob);
        accept(bob);
        bob.waitForFunction("() => scripted.sent.some(({ message }) => message?.includes('\"accept\"'))");

        alice.evaluate("scripted.letGo()");

        seeEachOther();
        assertThat(alice.evaluate("scripted.heard.filter(({ kind }) => kind === 'offer').length"))
                .as("Bob's offers")
                .isEqualTo(0);
        press(bob, "Hang up");
        isNotInACall(alice);
    }

    @Test
    void theFirstPictureIsAsLargeAsTheOthers() {
        String watch = """
                void (globalThis.firstWidth = new Promise((came) =>
                    document.querySelector('[aria-label="Remote video"]').requestVideoFrameCallback((now, { width }) => came(width))))
                """;
        alice.evaluate(watch);
        bob.evaluate(watch);
        press(alice, "Call");
        isRung(bob);
        accept(bob);

        assertThat(alice.evaluate("firstWidth")).isEqualTo(960);
        assertThat(bob.evaluate("firstWidth")).isEqualTo(960);
    }

    /** What else the page draws waits in the first moments of a call. */
    @Test
    void theFirstPictureIsUncoveredAtOnce() {
        for (Page page : List.of(alice, bob)) {
            page.evaluate("""
                    void (globalThis.uncovered = new Promise((done) =>
                      document.querySelector('[aria-label="Remote video"]').addEventListener('loadeddata', () =>
                        setTimeout(() => done(document.querySelector('.stage-face').hidden)))))
                    """);
        }
        press(alice, "Call");
        accept(bob);

        assertThat(alice.evaluate("uncovered")).isEqualTo(true);
        assertThat(bob.evaluate("uncovered")).isEqualTo(true);
    }

    @Test
    void aFriendWithoutAPictureIsHeardAndGoesOnToBeWhenTheirCameraIsOn() {
        press(alice, "Call");
        isRung(bob);
        awaitConnected(bob);
        press(bob, "Voice only");

        hears(alice);
        hears(bob);
        press(bob, "Camera");
        seesMovingPicture(alice);
        hears(alice);
    }

    @Test
    void whoPicksUpInATabThatDoesNotAnswerBeforeTheOfferCameIsSeen() {
        Page silent = people.window("Bob silent");
        bob.evaluate("scripted.deaf = true");
        aliceRingsAndHerOfferWaits();
        isRung(silent);
        accept(silent);
        alice.waitForFunction("() => scripted.held.some(({ message }) => message.kind === 'answer')");

        alice.evaluate("scripted.letGo()");

        seeMovingPictures(alice, silent);
    }

    @Test
    void anAnswerThatIsLostWithTheLinkIsAskedForAgain() {
        aliceRingsAndHerOfferWaits();
        isRung(bob);
        accept(bob);
        alice.waitForFunction("() => scripted.heard.some(({ type }) => type === 'accept')");
        bob.evaluate("scripted.hold()");
        alice.evaluate("scripted.letGo()");
        bob.waitForFunction("() => scripted.held.some(({ message }) => message.kind === 'answer')");
        loseLinks();
        bob.evaluate("scripted.letGo()");

        bob.evaluate("scripted.linkChanged({ ours: true })"); // first, to hear what Alice says at once
        alice.evaluate("scripted.linkChanged({ ours: false })");

        seeEachOther();
    }

    @Test
    void aCallThatIsDeclinedLeavesNoConnection() {
        press(alice, "Call");
        isRung(bob);
        awaitConnected(bob);

        press(bob, "Decline");

        isNotInACall(alice);
        isNotInACall(bob);
        assertThat(live(alice) + live(bob)).isEqualTo(0);
    }

    @Test
    void bothRingAtOnceAndTalk() {
        for (Page page : List.of(alice, bob)) {
            page.evaluate("scripted.hold()");
            press(page, "Call");
            page.waitForFunction("() => scripted.held.some(({ message }) => message.type === 'description')");
        }

        alice.evaluate("scripted.letGo()");
        bob.evaluate("scripted.letGo()");

        seeEachOther();
        assertThat(live(alice)).isEqualTo(1);
        assertThat(live(bob)).isEqualTo(1);
    }

    @Test
    void whoPicksUpInAnotherTabThanTheOneThatAnsweredIsSeen() {
        Page silent = people.window("Bob silent");
        press(alice, "Call");
        isRung(bob);
        isRung(silent);
        awaitConnected(bob);
        assertThat(
                        (int)
                                silent.evaluate(
                                        "scripted.connections.filter((pc) => pc.localDescription?.sdp.includes('a=candidate:')).length"))
                .as("connections of a tab that does not lead")
                .isEqualTo(0);
        assertThat(silent.title()).isEqualTo("Dialtone");

        accept(silent);

        seeMovingPictures(alice, silent);
        bob.waitForFunction("() => !document.querySelector('[aria-label=\"Incoming call\"]').checkVisibility()");
        assertThat(bob.getByText("is in another tab").isVisible()).isTrue();
        assertThat(live(bob)).isEqualTo(0);
        press(silent, "Hang up");
        isNotInACall(alice);
    }

    @Test
    void aTabThatIsTouchedAsksToLead() {
        Page silent = people.window("Bob silent");

        silent.mouse().click(600, 400);

        silent.waitForFunction("() => scripted.sent.some(({ type }) => type === 'lead')");
        press(alice, "Call");
        isRung(silent);
        assertThat(silent.title()).isEqualTo("Dialtone");
        silent.evaluate("scripted.tell({ type: 'leads', leads: true })");
        silent.waitForFunction("() => document.title.includes('is calling')");
    }

    @Test
    void theCallThatBroughtTheLinkIsOfferedByWhoAccepted() {
        for (Page page : List.of(alice, bob)) {
            page.evaluate("scripted.linkChanged({ state: 'none', rung: '' })");
            page.getByText("offline").first().waitFor();
        }
        press(alice, "Call");
        alice.waitForFunction("() => scripted.sent.some(({ type, offer }) => type === 'invite' && offer === '')");
        String call = (String) alice.evaluate("scripted.sent.find(({ type }) => type === 'invite').call");
        bob.evaluate(INVITED);
        accept(bob);
        bob.waitForFunction("() => scripted.sent.some(({ type, call }) => type === 'accept' && call === 'b0b0')");

        alice.evaluate("call => scripted.linkChanged({ call, ours: true })", call);
        alice.evaluate("scripted.hear({ type: 'hello', version: 1, call: 'b0b0', apart: true })");
        bob.evaluate("scripted.linkChanged({ call: 'b0b0', ours: false })");
        bob.evaluate("call => scripted.hear({ type: 'hello', version: 1, call, apart: true })", call);

        seeEachOther();
        assertThat(bob.evaluate(
                        "scripted.sent.filter(({ type }) => type === 'answer' || type === 'linkOpened').length"))
                .as("what only a tab that holds its links says")
                .isEqualTo(0);
    }

    @Test
    void whoHangsUpBeforeTheLinkIsThereTellsTheFriendWhenItIs() {
        bob.evaluate("scripted.linkChanged({ state: 'none', rung: '' })");
        bob.evaluate(INVITED);
        accept(bob);
        bob.waitForFunction("() => scripted.sent.some(({ type }) => type === 'accept')");
        press(bob, "Cancel");

        bob.evaluate("scripted.linkChanged({ call: 'b0b0', ours: false })");
        bob.evaluate("scripted.hear({ type: 'hello', version: 1, call: 'a11ce0', apart: true })");

        bob.waitForFunction(
                "() => scripted.sent.some(({ message }) => message === '{\"type\":\"hangup\",\"call\":\"a11ce0\"}')");
    }

    @Test
    void anotherFingerprintIsRefusedInTheMiddleOfACall() {
        press(alice, "Call");
        isRung(bob);
        accept(bob);
        seesMovingPicture(alice);
        String before = (String) alice.evaluate("scripted.connections.at(-1).remoteDescription.sdp");

        alice.evaluate("""
                () => {
                  const { sdp, call } = scripted.heard.findLast(({ type, kind }) => type === 'description' && kind === 'offer');
                  const other = sdp.replaceAll(/^a=fingerprint:sha-256 ../gm, (line) => line.slice(0, -2) + (line.endsWith('00') ? '11' : '00'));
                  scripted.hear({ type: 'description', kind: 'offer', sdp: other, call });
                }
                """);

        seesMovingPicture(alice);
        assertThat(alice.evaluate("scripted.connections.at(-1).remoteDescription.sdp"))
                .isEqualTo(before);
        assertThat(live(alice)).isEqualTo(1);
    }

    @Test
    void aCallThatTalksGoesOnOverTheNextLink() {
        talk();
        loseLinks();

        seeEachOther();
        bringLinks();
        press(bob, "Mute");
        alice.getByText("muted").waitFor();
        press(bob, "Hang up");
        isNotInACall(alice);
        isNotInACall(bob);
        assertThat(live(alice) + live(bob)).as("connections after the call").isEqualTo(0);
    }

    @Test
    void whoHangsUpWithoutALinkIsHeardByTheConnection() {
        talk();
        loseLinks();

        press(bob, "Hang up");

        isNotInACall(alice);
        alice.waitForFunction(
                "() => scripted.sent.some(({ type, message }) => type === 'linkSay' && message.includes('\"hangup\"'))");
        assertThat(live(alice) + live(bob)).as("connections after the call").isEqualTo(0);
    }

    @Test
    void anInterruptedCallLooksForAnotherWayAsSoonAsThereIsALink() {
        talk();
        loseLinks();
        String before = (String) alice.evaluate(THEIR_UFRAG);
        String bobsBefore = (String) bob.evaluate(THEIR_UFRAG);

        for (Page page : List.of(alice, bob)) {
            page.evaluate(INTERRUPT);
            page.getByText("Connection interrupted").waitFor();
        }
        bob.waitForFunction("() => scripted.connections.at(-1).signalingState === 'have-local-offer'");
        assertThat(alice.evaluate(THEIR_UFRAG)).as("nothing was heard").isEqualTo(before);
        bringLinks();

        alice.waitForFunction("before => %s !== before".formatted(THEIR_UFRAG), before);
        bob.waitForFunction("before => %s !== before".formatted(THEIR_UFRAG), bobsBefore);
        for (Page page : List.of(alice, bob)) {
            page.evaluate(UNINTERRUPT);
            page.waitForFunction(
                    "() => ![...document.querySelectorAll('p')].some((p) => p.textContent.includes('interrupted') && p.checkVisibility())");
            seesMovingPicture(page);
        }
    }

    @Test
    void aFriendWhoRingsAnewHasLostTheCall() {
        talk();

        alice.evaluate("scripted.hear({ type: 'ring', call: 'b0b0b0', video: true })");

        isRung(alice);
        isNotInACall(bob); // who hears a hangup, so that nobody talks to nobody
        accept(alice);
        alice.waitForFunction(
                "() => scripted.sent.some(({ message }) => message?.includes('\"accept\"') && message.includes('b0b0b0'))");
    }

    @Test
    void whoHadGivenUpBeforeTheyHeardThatWeAcceptedEndsTheCall() {
        talk();

        bob.evaluate(
                "scripted.hear({ type: 'cancel', call: scripted.heard.find(({ type }) => type === 'ring').call })");

        isNotInACall(bob);
    }

    private static void bothAllow() {
        alice.evaluate("scripted.allow(3000)");
        bob.evaluate("scripted.allow(3000)");
    }

    /** Each has one for a call of their own and one for the friend's. */
    private static void awaitOpenAhead() {
        for (Page page : List.of(alice, bob)) {
            page.waitForFunction("() => " + STATES + ".filter((state) => state === 'connected').length === 2");
        }
    }

    private void aliceRingsAndHerOfferWaits() {
        alice.evaluate("scripted.hold()");
        press(alice, "Call");
        alice.waitForFunction("() => scripted.held.some(({ message }) => message.type === 'description')");
        alice.evaluate("scripted.letGoOf(({ type }) => type === 'ring')");
    }

    private void talk() {
        press(alice, "Call");
        isRung(bob);
        accept(bob);
        seeEachOther();
    }

    private void loseLinks() {
        for (Page page : List.of(alice, bob)) {
            page.evaluate("scripted.linkChanged({ state: 'none', rung: '' })");
            page.getByText("connecting").first().waitFor();
        }
    }

    private void bringLinks() {
        alice.evaluate("scripted.linkChanged({ ours: false })");
        bob.evaluate("scripted.linkChanged({ ours: true })");
    }

    @Test
    void optionalFieldsAreAbsentOrRight() {
        Object read = alice.evaluate("""
                async () => {
                  const { parseControl } = await import(new URL('wire.js', document.querySelector('script').src));
                  return [
                    '{"type":"hello","version":1,"call":""}',
                    '{"type":"hello","version":1,"call":"","apart":true}',
                    '{"type":"hello","version":1,"call":"","apart":1}',
                    '{"type":"hello","version":1,"call":"","apart":null}',
                    '{"type":"ring","call":"ab","video":true}',
                    '{"type":"ring","call":"ab","video":true,"ahead":true}',
                    '{"type":"ring","call":"ab","video":true,"ahead":1}',
                    '{"type":"candidate","candidate":"","mid":"0"}',
                    '{"type":"candidate","candidate":"","mid":"0","call":"ab"}',
                    '{"type":"candidate","candidate":"","mid":"0","call":"AB"}',
                    '{"type":"description","sdp":"","kind":"offer","call":7}',
                  ].map((text) => JSON.stringify(parseControl(text)));
                }
                """);
        assertThat(read)
                .isEqualTo(List.of(
                        "{\"type\":\"hello\",\"version\":1,\"call\":\"\",\"apart\":false}",
                        "{\"type\":\"hello\",\"version\":1,\"call\":\"\",\"apart\":true}",
                        "null",
                        "null",
                        "{\"type\":\"ring\",\"call\":\"ab\",\"video\":true,\"ahead\":false}",
                        "{\"type\":\"ring\",\"call\":\"ab\",\"video\":true,\"ahead\":true}",
                        "null",
                        "{\"type\":\"candidate\",\"candidate\":\"\",\"mid\":\"0\",\"call\":\"\"}",
                        "{\"type\":\"candidate\",\"candidate\":\"\",\"mid\":\"0\",\"call\":\"ab\"}",
                        "null",
                        "null"));
    }

    @Test
    void aDescriptionHasOneFingerprintAlsoWhileNoneIsFixed() {
        Object refused = alice.evaluate("""
                async () => {
                  const { checkedSdp } = await import(new URL('sdp.js', document.querySelector('script').src));
                  const one = 'a=fingerprint:sha-256 ' + Array(32).fill('AA').join(':');
                  const other = one.replace('AA', 'BB');
                  return [[one], [one, one], [], [one, other], [one.replace('256', '1')]].map((lines) => {
                    try {
                      return checkedSdp(['v=0', ...lines, ''].join('\\r\\n'), '') !== '';
                    } catch (error) {
                      return error.constructor.name;
                    }
                  });
                }
                """);
        assertThat(refused).isEqualTo(List.of(true, true, "BadSdp", "BadSdp", "BadSdp"));
    }

    private static void press(Page page, String button) {
        button(page, button).click();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void accept(Page page) {
        press(page, "Accept");
    }

    private static void isRung(Page page) {
        page.getByText("is calling").first().waitFor();
    }

    private static void isNotInACall(Page page) {
        page.waitForFunction("() => !document.querySelector('[aria-label=Call]').checkVisibility()");
    }

    private static void awaitConnected(Page page) {
        page.waitForFunction("() => " + STATES + ".includes('connected')");
    }

    private static int live(Page page) {
        return (int) page.evaluate(STATES + ".filter((state) => state !== 'closed').length");
    }

    private static void hears(Page page) {
        double before = ((Number) page.evaluate(HEARD)).doubleValue();
        Awaitility.await("sound after " + before)
                .until(() -> ((Number) page.evaluate(HEARD)).doubleValue() > before + 0.3);
    }

    private static void seesMovingPicture(Page page) {
        seeMovingPictures(page);
    }

    private static void seeEachOther() {
        seeMovingPictures(alice, bob);
    }

    /** All at the same time. */
    private static void seeMovingPictures(Page... pages) {
        int[] before = Stream.of(pages).mapToInt(CallApartTest::frames).toArray();
        for (int i = 0; i < pages.length; i++) {
            Page page = pages[i];
            int enough = before[i] + 5;
            Awaitility.await(enough + " frames").until(() -> frames(page) > enough);
        }
    }

    private static int frames(Page page) {
        return (int) page.evaluate(FRAMES);
    }
}
