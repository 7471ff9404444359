package dialtone.bridge;

import dialtone.bridge.bitcoin.SentFrame;
import dialtone.bridge.tab.ToBrowser.StepView;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The steps of one call from click to link, in the order in which they became known ({@link StepView}). */
final class Timeline {
    /** A call has some twenty steps; a tab that sends many more of its own is wrong. */
    private static final int MOST = 64;

    private static final String YOU = "you";
    private static final String BITCOIN = "bitcoin";
    private static final String FRIEND = "friend";

    private final Clock clock;
    private final List<StepView> steps;

    Timeline(Clock clock, List<StepView> before) {
        this.clock = clock;
        this.steps = new ArrayList<>(before);
    }

    List<StepView> steps() {
        return List.copyOf(steps);
    }

    /** What the tab saw, at its own time: both clocks are this machine's. */
    void marked(String step, double at) {
        boolean meetsFriend = step.equals("connected") || step.equals("open") || step.equals("video");
        add(new StepView(step, YOU, meetsFriend ? FRIEND : YOU, at, 0, 0, "", ""));
    }

    /** Something the bridge did by itself. */
    void here(String step) {
        here(step, "");
    }

    void here(String step, String note) {
        add(new StepView(step, YOU, YOU, now(), 0, 0, "", note));
    }

    void sealed(Instant at, SentFrame sent) {
        add(new StepView("sealed", YOU, YOU, ms(at), sent.payload().size(), 0, sent.txid(), ""));
        add(new StepView("signed", YOU, YOU, now(), 0, sent.feeSat(), sent.txid(), sent.vsize() + " vB"));
    }

    void toBitcoin(String step, String note) {
        add(new StepView(step, YOU, BITCOIN, now(), 0, 0, ourTxid(), note));
    }

    void fromBitcoin(String step, String note) {
        add(new StepView(step, BITCOIN, YOU, now(), 0, 0, ourTxid(), note));
    }

    /** A frame of the friend's came: it left them before {@code at}, only they know when. */
    void frameArrived(Instant at, int bytes, String txid) {
        add(new StepView("received", FRIEND, YOU, ms(at), bytes, 0, txid, "through Bitcoin"));
    }

    private String ourTxid() {
        return steps.stream()
                .filter(step -> step.step().equals("signed"))
                .map(StepView::txid)
                .reduce("", (earlier, later) -> later);
    }

    private void add(StepView step) {
        if (steps.size() < MOST) {
            steps.add(step);
        }
    }

    private double now() {
        return ms(clock.instant());
    }

    /** Milliseconds since 1970 UTC, with what the clock has below a millisecond. */
    private static double ms(Instant at) {
        return at.getEpochSecond() * 1e3 + at.getNano() / 1e6;
    }
}
