package dialtone.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * From a click to a link, and from a click to a picture, beside what the browser alone needs for the same, in the same run and in turns. Only with {@code -Dmeasure=true};
 * {@code docs/measurements.md} has the command and what the words mean.
 */
@EnabledIfSystemProperty(named = "measure", matches = "true", disabledReason = "measures only with -Dmeasure=true")
@Timeout(2400)
class CallMeasurement {

    private static final int CALLS = Integer.getInteger("measure.calls", 30);
    private static final int WARM_UP = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** From when the pointer comes to the button to the click: less than a person takes. */
    private static final Duration POINTS = Duration.ofMillis(300);

    private static final String AWAIT_MARK = """
            ([name, patience]) => new Promise((resolve, reject) => {
                const giveUpAt = performance.now() + patience;
                const look = () => {
                    if (marks[name] > 0) resolve(marks[name]);
                    else if (performance.now() > giveUpAt) reject(new Error(`never ${name}`));
                    else setTimeout(look, 10);
                };
                look();
            })""";

    @RegisterExtension
    static final Stage stage = Stage.NATIVE.equals(System.getProperty("measure.links", Stage.BROWSER))
            ? Stage.withNativeLinks()
            : new Stage();

    /** Each call by two browser profiles that have never met: introduction out, introduction back. */
    @Test
    void clickToOpenDataChannelOnBothSides() {
        App demo = stage.demo();
        Figures ours = new Figures("click on Call to data channel open on both sides");
        Figures answering = new Figures("of which: click on Call to ringing at the friend");
        Figures bare = new Figures("bare connection of two tabs, all candidates gathered first");
        Map<String, Figures> stages = new LinkedHashMap<>();
        for (int call = 0; call < WARM_UP + CALLS; call++) {
            try (FreshPair pair = new FreshPair(demo)) {
                awaitMark(pair.alice, "gathered");
                pair.alice.evaluate("clickCall()");
                double opened = Math.max(awaitMark(pair.alice, "opened"), awaitMark(pair.bob, "opened"));
                double clicked = mark(pair.alice, "clicked");
                if (call >= WARM_UP) {
                    ours.add(opened - clicked);
                    answering.add(mark(pair.bob, "rang") - clicked);
                    addStages(stages, "caller", pair.alice, clicked);
                    addStages(stages, "friend", pair.bob, clicked);
                }
            }
            try (BarePair pair = new BarePair()) {
                pair.one.evaluate("connect()");
                double opened = Math.max(awaitMark(pair.one, "opened"), awaitMark(pair.other, "opened"));
                if (call >= WARM_UP) {
                    bare.add(opened - mark(pair.one, "clicked"));
                }
            }
        }
        report(List.of(ours, answering, bare));
        report(List.copyOf(stages.values()));
    }

    /** Calls of two who have met: their tabs were closed and opened again, without a ticket. One message, and the friend dials. */
    @Test
    void clickToOpenDataChannelOfASecondCall() {
        secondCalls(false);
    }

    /** The same with a friend who may be connected before a click: what rings, rings over the link. */
    @Test
    void clickToOpenDataChannelOfASecondCallThatNobodyNeedsToAnswer() {
        secondCalls(true);
    }

    private static void secondCalls(boolean allowed) {
        App demo = stage.demo();
        Figures ours =
                new Figures("reunion, one message, gathered before the click: to data channel open on both sides");
        Figures answering = new Figures("of which: click on Call to ringing at the friend");
        Figures dialling = new Figures("of which: accepted to data channel open on both sides");
        Map<String, Figures> stages = new LinkedHashMap<>();
        try (FreshPair pair = new FreshPair(demo)) {
            pair.alice.evaluate("clickCall()");
            awaitMark(pair.alice, "picture");
            if (allowed) {
                pair.bob.evaluate("allowConnections()");
            }
            for (int call = 0; call < WARM_UP + CALLS; call++) {
                pair.comeBack(demo);
                awaitMark(pair.alice, "gathered");
                Machine.awaitQuiet();
                pair.alice.evaluate("clickCall()");
                double opened = Math.max(awaitMark(pair.alice, "opened"), awaitMark(pair.bob, "opened"));
                double clicked = mark(pair.alice, "clicked");
                awaitMark(pair.alice, "picture");
                if (call >= WARM_UP) {
                    ours.add(opened - clicked);
                    answering.add(mark(pair.bob, "rang") - clicked);
                    dialling.add(opened - mark(pair.bob, "accepted"));
                    addStages(stages, "caller", pair.alice, clicked);
                    addStages(stages, "friend", pair.bob, clicked);
                }
            }
        }
        report(allowed ? List.of(ours) : List.of(ours, answering, dialling));
        report(List.copyOf(stages.values()));
    }

    /** Where the time goes: when each step of the timeline was, counted from the click. */
    private static void addStages(Map<String, Figures> stages, String who, Page page, double clicked) {
        String steps = (String) page.evaluate("timeline.map(({ step, at }) => step + ' ' + at).join(';')");
        for (String each : steps.split(";")) {
            String step = each.substring(0, each.indexOf(' '));
            double at = Double.parseDouble(each.substring(each.indexOf(' ') + 1));
            stages.computeIfAbsent(who + ": " + step, Figures::new).add(at - clicked);
        }
    }

    /** The first call of two bridges that have just started: nothing is compiled, no coin was ever spent. */
    @Test
    void clickToOpenDataChannelRightAfterTheStart() {
        Figures ours = new Figures("the same, first call after the bridges started");
        for (int call = 0; call < Math.max(1, CALLS / 6); call++) {
            try (App demo = stage.demo();
                    FreshPair pair = new FreshPair(demo)) {
                pair.alice.evaluate("clickCall()");
                double opened = Math.max(awaitMark(pair.alice, "opened"), awaitMark(pair.bob, "opened"));
                ours.add(opened - mark(pair.alice, "clicked"));
            }
        }
        report(List.of(ours));
    }

    /** Calls over one open link: ring, accepted at once, both cameras started, first frame of the friend on the caller's screen. */
    @Test
    void clickToFirstRemoteFrameOverAnOpenLink() {
        callsOverAnOpenLink(Duration.ZERO, false);
    }

    /** The same of friends who let each other connect before a click: the call's connection is made ahead. */
    @Test
    void clickToFirstRemoteFrameOverAnOpenLinkOfFriendsWhoConnectBeforeAClick() {
        callsOverAnOpenLink(Duration.ZERO, true);
    }

    /**
     * The same by people: it rings for a second and a half. What of the time is the machine's, from Call to the ring and from Accept to the picture; the caller waits for the
     * friend's, who has to open a camera, and the friend for the caller's.
     */
    @Test
    void clickToFirstRemoteFrameOverAnOpenLinkOfACallThatRings() {
        callsOverAnOpenLink(Duration.ofMillis(1500), false);
    }

    /** @param ahead both let the other connect before a click */
    private static void callsOverAnOpenLink(Duration rings, boolean ahead) {
        App demo = stage.demo();
        Figures ours = new Figures(
                rings.isZero()
                        ? "click on Call to first remote frame, over an open link"
                        : "click on Call to ringing, and Accept to first remote frame at the caller");
        Figures ringing = new Figures("of which: click on Call to ringing");
        Figures atCaller = new Figures("of which: Accept to first remote frame at the caller");
        Figures atFriend = new Figures("Accept to first remote frame at the friend");
        Figures bare = new Figures("bare renegotiation over an open channel, cameras started at the click");
        Figures bareAwake = new Figures("the same, with a list of the cameras asked for 300 ms before");
        Figures bareThatRang = new Figures("the same, with the caller's camera open before, as after ringing");
        try (FreshPair pair = new FreshPair(demo);
                BarePair tabs = new BarePair()) {
            pair.alice.evaluate("clickCall()");
            awaitMark(pair.alice, "picture");
            pair.hangUp();
            tabs.open();
            if (ahead) {
                pair.alice.evaluate("allowConnections()");
                pair.bob.evaluate("allowConnections()");
            }
            if (!rings.isZero()) {
                pair.bob.evaluate(
                        "ms => { globalThis.beforeAccept = () => new Promise((done) => setTimeout(done, ms)); }",
                        (double) rings.toMillis());
            }
            for (int call = 0; call < WARM_UP + CALLS; call++) {
                boolean counts = call >= WARM_UP;
                if (ahead) {
                    awaitMark(pair.alice, "ahead");
                }
                Machine.awaitQuiet();
                pair.pointAtCall();
                long before = Machine.stolenMs();
                pair.alice.evaluate("clickCall()");
                double callersPicture = awaitMark(pair.alice, "picture");
                double friendsPicture = awaitMark(pair.bob, "picture");
                long stolen = Machine.stolenMs() - before;
                double rang = mark(pair.bob, "rang") - mark(pair.alice, "clicked");
                double accepted = mark(pair.bob, "accepted");
                pair.hangUp();
                if (counts) {
                    ours.add(rang + callersPicture - accepted, stolen);
                    ringing.add(rang, stolen);
                    atCaller.add(callersPicture - accepted, stolen);
                    atFriend.add(friendsPicture - accepted, stolen);
                }
                addBareCall(tabs, bare, counts);
                if (rings.isZero()) {
                    addBareCallAwake(tabs, bareAwake, counts);
                } else {
                    addBareCallThatRang(tabs, bareThatRang, counts, rings);
                }
            }
        }
        report(
                rings.isZero()
                        ? List.of(ours, ringing, atFriend, bare, bareAwake)
                        : List.of(ours, ringing, atCaller, atFriend, bare, bareThatRang));
    }

    private static void addBareCallThatRang(BarePair tabs, Figures bare, boolean counts, Duration rings) {
        Machine.awaitQuiet();
        tabs.one.evaluate("openCamera()");
        tabs.one.waitForTimeout(rings.toMillis());
        addCall(tabs, bare, counts);
    }

    private static void addBareCallAwake(BarePair tabs, Figures bare, boolean counts) {
        Machine.awaitQuiet();
        tabs.one.evaluate("navigator.mediaDevices.enumerateDevices().then(() => {})");
        tabs.one.waitForTimeout(POINTS.toMillis());
        addCall(tabs, bare, counts);
    }

    private static void addBareCall(BarePair tabs, Figures bare, boolean counts) {
        Machine.awaitQuiet();
        addCall(tabs, bare, counts);
    }

    private static void addCall(BarePair tabs, Figures bare, boolean counts) {
        long before = Machine.stolenMs();
        double picture = tabs.call();
        if (counts) {
            bare.add(picture, Machine.stolenMs() - before);
        }
    }

    /**
     * The same where others hold the link, so that the call brings a connection of its own; the bridges between the two tabs are scripted and take no time. Accepted at once,
     * and accepted when ICE and DTLS are done, as after a second of ringing.
     */
    @Test
    void clickToFirstRemoteFrameWithAConnectionOfTheCall() {
        Figures atOnce =
                new Figures("click on Call, accepted at once, to first remote frame; a connection of the call");
        Figures atCaller = new Figures("Accept after the connection is there to first remote frame, at the caller");
        Figures atFriend = new Figures("the same, at the friend");
        Figures bare = new Figures("bare renegotiation over an open channel, cameras started at the click");
        try (ScriptedPeople people = new ScriptedPeople(stage.browser(), stage.demo(), "stopwatch.js");
                BarePair tabs = new BarePair()) {
            tabs.open();
            for (int call = 0; call < WARM_UP + CALLS; call++) {
                boolean counts = call >= WARM_UP;
                people.bob.evaluate("delete globalThis.beforeAccept");
                double cold = callAndHangUp(people, "clicked").get(0);
                people.bob.evaluate(ScriptedPeople.ACCEPT_WHEN_CONNECTED);
                List<Double> warm = callAndHangUp(people, "accepted");
                if (counts) {
                    atOnce.add(cold);
                    atCaller.add(warm.get(0));
                    atFriend.add(warm.get(1));
                }
                addBareCall(tabs, bare, counts);
            }
        }
        report(List.of(atOnce, atCaller, atFriend, bare));
    }

    /** From the caller's click, or the friend's Accept, to the first picture at the caller and at the friend. */
    private static List<Double> callAndHangUp(ScriptedPeople people, String from) {
        Machine.awaitQuiet();
        people.alice.evaluate("clickCall()");
        double atCaller = awaitMark(people.alice, "picture");
        double atFriend = awaitMark(people.bob, "picture");
        double begun = mark(from.equals("clicked") ? people.alice : people.bob, from);
        hangUp(List.of(people.alice, people.bob));
        return List.of(atCaller - begun, atFriend - begun);
    }

    private static void hangUp(List<Page> callerAndFriend) {
        callerAndFriend.get(0).evaluate("hangUp()");
        for (Page page : callerAndFriend) {
            page.waitForFunction("() => !document.querySelector('[aria-label=Call]').checkVisibility()");
            page.evaluate("reset()");
        }
    }

    private static void report(List<Figures> figures) {
        System.out.println(Figures.table(figures));
    }

    private static double mark(Page page, String name) {
        return ((Number) page.evaluate("name => marks[name]", name)).doubleValue();
    }

    /** Waits in the page: asking from here again and again would take processor time from what is measured. */
    private static double awaitMark(Page page, String name) {
        return ((Number) page.evaluate(AWAIT_MARK, List.of(name, (double) PATIENCE.toMillis()))).doubleValue();
    }

    /** Alice and Bob in profiles that have never been used. */
    private static final class FreshPair implements AutoCloseable {

        private final BrowserContext alices;
        private final BrowserContext bobs;
        private final Page alice;
        private final Page bob;

        FreshPair(App demo) {
            alices = context(stage.browser());
            bobs = context(stage.browser());
            alices.addInitScript(ScriptedPeople.script("stopwatch.js"));
            bobs.addInitScript(ScriptedPeople.script("stopwatch.js"));
            alice = open(alices, demo.link(0));
            bob = open(bobs, demo.link(1));
        }

        private static Page open(BrowserContext context, String link) {
            Page page = context.newPage();
            page.onDialog(Dialog::accept);
            open(page, link);
            return page;
        }

        /** Before the click, as with a mouse. */
        void pointAtCall() {
            alice.mouse().move(0, 0);
            alice.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Call").setExact(true))
                    .hover();
            alice.waitForTimeout(POINTS.toMillis());
        }

        void hangUp() {
            CallMeasurement.hangUp(List.of(alice, bob));
        }

        /** Both close their tabs and open them again; nothing of the link is left but what the two know of each other. */
        void comeBack(App demo) {
            hangUp();
            for (Page page : List.of(alice, bob)) {
                page.evaluate("forgetTickets()");
            }
            for (Page page : List.of(bob, alice)) {
                page.navigate("about:blank");
            }
            open(alice, demo.link(0));
            open(bob, demo.link(1));
        }

        private static void open(Page page, String link) {
            page.navigate(link);
            page.getByText("offline").first().waitFor();
        }

        @Override
        public void close() {
            alices.close();
            bobs.close();
        }
    }

    /** Two tabs that know nothing but WebRTC. */
    private static final class BarePair implements AutoCloseable {

        private final ForeignSite site = new ForeignSite("<!doctype html><title>bare</title><body></body>");
        private final BrowserContext context = context(stage.browser());
        private final Page one = context.newPage();
        private final Page other;

        BarePair() {
            one.navigate(site.address());
            // A window of its own, as each of the people has: a tab behind another one paints once a second.
            other = one.waitForPopup(() -> one.evaluate("window.open(location.href, '', 'popup')"));
            other.waitForLoadState();
            one.evaluate(ScriptedPeople.script("bare.js"));
            other.evaluate(ScriptedPeople.script("bare.js"));
        }

        void open() {
            one.evaluate("connect()");
            awaitMark(one, "opened");
            awaitMark(other, "opened");
        }

        /** From the click to the first picture of the other, over the open channel. */
        double call() {
            one.evaluate("callOverChannel()");
            double picture = awaitMark(one, "picture") - mark(one, "clicked");
            one.evaluate("stop()");
            other.evaluate("stop()");
            other.evaluate("takeOut()");
            return picture;
        }

        @Override
        public void close() {
            context.close();
            site.close();
        }
    }

    static BrowserContext context(Browser browser) {
        return browser.newContext(new Browser.NewContextOptions().setPermissions(List.of("camera", "microphone")));
    }
}
