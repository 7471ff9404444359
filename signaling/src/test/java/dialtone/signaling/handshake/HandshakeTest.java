package dialtone.signaling.handshake;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Peers;
import dialtone.signaling.ProtocolPage;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.handshake.Action.ApplyAnswer;
import dialtone.signaling.handshake.Action.AskForAnswer;
import dialtone.signaling.handshake.Action.RecordOutcome;
import dialtone.signaling.handshake.Action.SendAcceptance;
import dialtone.signaling.handshake.Handshake.AcceptanceConsumed;
import dialtone.signaling.handshake.Handshake.AcceptanceCreated;
import dialtone.signaling.handshake.Handshake.AnswerAwaited;
import dialtone.signaling.handshake.Handshake.Ended;
import dialtone.signaling.handshake.Handshake.InvitationConsumed;
import dialtone.signaling.handshake.Handshake.InvitationCreated;
import dialtone.signaling.handshake.Handshake.InvitationWithdrawn;
import dialtone.signaling.handshake.Handshake.Linked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of docs/protocol.md, section 7, one test each, and silence everywhere else. */
class HandshakeTest {

    private static final Instant EXPIRY = NOON.plus(Handshake.INVITATION_LIFETIME);
    private static final Instant GRACE_END = EXPIRY.plus(Handshake.GRACE);
    private static final Descriptor OFFER = Peers.chromium();
    private static final Descriptor ANSWER = Peers.firefox();
    private static final Descriptor OTHER_OFFER = OFFER.withCandidates(ANSWER.candidates());
    private static final String WHY = "The tab was closed.";

    private static final Pattern ARROW = Pattern.compile("(.+?) +--([a-z ]+?)-+> (.+?) +\\[(.*)]");

    private static final Map<String, Supplier<Step>> STARTS = Map.of(
            "(call) invitation sent", () -> Handshake.invite(EXPIRY),
            "(ring) invitation arrived", () -> Handshake.receive(OFFER, EXPIRY),
            "(ring) arrived while busy", Handshake::receiveWhileBusy,
            "(dialable call) invitation sent", () -> Handshake.inviteDialable(ANSWER, EXPIRY),
            "(dialable ring) invitation arrived", () -> Handshake.receiveDialable(OFFER, EXPIRY));

    static final Map<String, Handshake> STATES = states();
    static final Map<String, Event> EVENTS = events();

    @TestFactory
    List<DynamicTest> every_arrow_leads_where_it_points() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : ProtocolPage.read().arrows()) {
            Matcher arrow = arrow(line);
            tests.add(DynamicTest.dynamicTest(line, () -> {
                Step step = step(arrow.group(1), arrow.group(2));

                assertThat(name(step.next())).isEqualTo(arrow.group(3));
                assertThat(actions(step)).isEqualTo(arrow.group(4));
            }));
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    @TestFactory
    List<DynamicTest> where_there_is_no_arrow_nothing_changes_and_nothing_is_done() {
        List<String> drawn = ProtocolPage.read().arrows().stream()
                .map(HandshakeTest::arrow)
                .map(arrow -> arrow.group(1) + " " + arrow.group(2))
                .toList();
        List<DynamicTest> tests = new ArrayList<>();
        STATES.forEach((stateName, state) -> EVENTS.forEach((eventName, event) -> {
            boolean later = eventName.equals("grace passed") && drawn.contains(stateName + " expiry passed");
            if (!later && !drawn.contains(stateName + " " + eventName)) {
                tests.add(DynamicTest.dynamicTest(
                        stateName + ": " + eventName,
                        () -> assertThat(state.on(event)).isEqualTo(Step.to(state))));
            }
        }));
        assertThat(tests).hasSizeGreaterThan(50);
        return tests;
    }

    @Test
    void the_arrows_on_the_type_are_those_of_the_page() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dialtone/signaling/handshake/Handshake.java"));
        List<String> onType = source.lines()
                .filter(line -> line.contains("-->") || line.contains("-> "))
                .filter(line -> line.startsWith(" * "))
                .map(line -> line.substring(3))
                .toList();

        assertThat(onType).isEqualTo(ProtocolPage.read().arrows());
    }

    @Test
    void descriptors_reach_whom_they_are_for() {
        assertThat(STATES.get("InvitationConsumed")
                        .on(EVENTS.get("user accepted"))
                        .actions())
                .contains(new AskForAnswer(OFFER));
        assertThat(STATES.get("AnswerAwaited").on(EVENTS.get("answer gathered")).actions())
                .containsExactly(new SendAcceptance(ANSWER));
        assertThat(STATES.get("InvitationCreated")
                        .on(EVENTS.get("acceptance arrived"))
                        .actions())
                .containsExactly(new ApplyAnswer(ANSWER));
    }

    @Test
    void the_latest_invitation_is_the_one_that_is_answered() {
        Handshake ringing =
                STATES.get("DialableConsumed").on(EVENTS.get("replaced")).next();

        assertThat(ringing.on(EVENTS.get("user accepted")).actions()).contains(new Action.Dial(OTHER_OFFER));
        assertThat(STATES.get("DialAwaited").on(EVENTS.get("crossed and lost")).actions())
                .containsExactly(new Action.Dial(OTHER_OFFER));
    }

    @Test
    void a_dial_that_fails_after_gathering_sends_what_was_gathered() {
        assertThat(STATES.get("Dialing, gathered").on(EVENTS.get("dial failed")).actions())
                .containsExactly(new SendAcceptance(ANSWER));
    }

    @Test
    void a_failure_is_recorded_in_the_words_it_came_with() {
        assertThat(STATES.get("AcceptanceCreated").on(new Event.LinkFailed(WHY)).actions())
                .containsExactly(new RecordOutcome(Outcome.FAILED, WHY));
    }

    @Test
    void a_withdrawn_call_ends_as_it_was_recorded() {
        assertThat(STATES.get("InvitationWithdrawn")
                        .on(EVENTS.get("grace passed"))
                        .next())
                .isEqualTo(new Ended(Outcome.NO_ANSWER));
        assertThat(STATES.get("AcceptanceConsumed, withdrawn")
                        .on(EVENTS.get("link failed"))
                        .next())
                .isEqualTo(new Ended(Outcome.CANCELLED));
    }

    @Test
    void a_state_says_when_time_will_matter_and_not_a_millisecond_earlier() {
        STATES.forEach((name, state) -> state.deadline().ifPresent(deadline -> {
            assertThat(state.on(new Event.TimePassed(deadline.minusMillis(1))).next())
                    .as(name)
                    .isEqualTo(state);
            assertThat(state.on(new Event.TimePassed(deadline)).next()).as(name).isNotEqualTo(state);
        }));
        assertThat(STATES.values().stream().filter(state -> state.deadline().isEmpty()))
                .allMatch(state -> state instanceof Linked || state instanceof Ended);
    }

    private static Step step(String state, String event) {
        Supplier<Step> start = STARTS.get(state + " " + event);
        return start != null ? start.get() : STATES.get(state).on(EVENTS.get(event));
    }

    private static Matcher arrow(String line) {
        Matcher matcher = ARROW.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }

    private static String name(Handshake state) {
        boolean withdrawn = state instanceof AcceptanceConsumed consumed
                        && consumed.withdrawn().isPresent()
                || state instanceof DialAwaited awaited && awaited.withdrawn().isPresent();
        boolean gathered =
                state instanceof Dialing dialing && dialing.gathered().isPresent();
        return state.getClass().getSimpleName() + (withdrawn ? ", withdrawn" : "") + (gathered ? ", gathered" : "");
    }

    private static String actions(Step step) {
        return step.actions().stream()
                .map(action -> action.getClass().getSimpleName()
                        + (action instanceof RecordOutcome record ? " " + record.outcome() : ""))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Handshake> states() {
        Map<String, Handshake> states = new LinkedHashMap<>();
        for (Handshake state : List.of(
                new InvitationCreated(EXPIRY),
                new InvitationWithdrawn(Outcome.NO_ANSWER, GRACE_END),
                new AcceptanceConsumed(Optional.empty(), GRACE_END),
                new AcceptanceConsumed(Optional.of(Outcome.CANCELLED), GRACE_END),
                new InvitationConsumed(OFFER, EXPIRY),
                new AnswerAwaited(EXPIRY),
                new AcceptanceCreated(GRACE_END),
                new DialAwaited(EXPIRY, Optional.empty()),
                new DialAwaited(EXPIRY, Optional.of(Outcome.CANCELLED)),
                new DialableConsumed(OFFER, EXPIRY),
                new Dialing(EXPIRY, Optional.empty()),
                new Dialing(EXPIRY, Optional.of(ANSWER)),
                new Linked(),
                new Ended(Outcome.DECLINED))) {
            states.put(name(state), state);
        }
        return states;
    }

    private static Map<String, Event> events() {
        Map<String, Event> events = new LinkedHashMap<>();
        events.put("user cancelled", new Event.UserCancelled());
        events.put("user accepted", new Event.UserAccepted());
        events.put("user declined", new Event.UserDeclined());
        events.put("answer gathered", new Event.AnswerGathered(ANSWER));
        events.put("acceptance arrived", new Event.AcceptanceArrived(ANSWER, GRACE_END));
        events.put("link opened", new Event.LinkOpened());
        events.put("link failed", new Event.LinkFailed(WHY));
        events.put("dial failed", new Event.DialFailed());
        events.put("crossed and lost", new Event.CrossedAndLost(OTHER_OFFER, EXPIRY));
        events.put("replaced", new Event.Replaced(OTHER_OFFER, EXPIRY));
        events.put("time passed before expiry", new Event.TimePassed(EXPIRY.minusMillis(1)));
        events.put("expiry passed", new Event.TimePassed(EXPIRY));
        events.put("grace passed", new Event.TimePassed(GRACE_END));
        return events;
    }
}
