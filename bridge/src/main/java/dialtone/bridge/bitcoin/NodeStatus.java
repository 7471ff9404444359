package dialtone.bridge.bitcoin;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether the Bitcoin network can be reached.
 *
 * @param where the nodes, as {@code host:port} separated by commas
 * @param peers how many of them are connected
 * @param height of the best block whose transactions were read
 * @param tip of the best block there is, as far as we know and as the middle one of the nodes said when it connected
 * @param since when {@code state} began
 * @param clocksAhead by how much the middle one of the nodes' clocks is ahead of ours, negative when it is behind, in whole minutes; zero up to {@link #CLOCK_TOLERANCE}. We keep to our
 *     own clock all the same
 * @param sizeWarning that frames of a call's size may not be relayed, and what to do about it; empty while nothing speaks against it
 */
public record NodeStatus(
        State state,
        String where,
        int peers,
        int height,
        int tip,
        Instant since,
        Duration clocksAhead,
        String sizeWarning) {

    /** Core warns of a clock that differs from its peers' by this much. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(70);

    /** One or two blocks are always on their way; more are work to be waited for. */
    private static final int MORE_THAN_USUAL = 3;

    /** Blocks that are still to be read, when there are so many that the user should know. */
    public int behind() {
        return state == State.CONNECTED && tip - height > MORE_THAN_USUAL ? tip - height : 0;
    }

    /** What to do about a clock that is wrong, ours or theirs; empty when they agree. */
    public String clockWarning() {
        return clocksAhead.isZero()
                ? ""
                : "This computer's clock is %d minutes %s those of the Bitcoin nodes: set it right, or calls expire at the wrong time."
                        .formatted(clocksAhead.abs().toMinutes(), clocksAhead.isNegative() ? "ahead of" : "behind");
    }

    /** Everything to know before the next call, in sentences; empty when there is nothing. */
    public String warning() {
        return (clockWarning() + " " + sizeWarning).strip();
    }

    public enum State {
        /** Started, and no node has answered yet. */
        CONNECTING,
        CONNECTED,
        /** No node is connected. The client keeps trying, several times a minute at least. */
        LOST
    }
}
