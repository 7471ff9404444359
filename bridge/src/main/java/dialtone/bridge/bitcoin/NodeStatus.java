package dialtone.bridge.bitcoin;

import java.time.Instant;

/**
 * Whether the Bitcoin network can be reached.
 *
 * @param where the nodes, as {@code host:port} separated by commas
 * @param peers how many of them are connected
 * @param height of the best block whose transactions were read
 * @param tip of the best block there is, as far as we know and as the middle one of the nodes said when it connected
 * @param since when {@code state} began
 */
public record NodeStatus(State state, String where, int peers, int height, int tip, Instant since) {

    /** One or two blocks are always on their way; more are work to be waited for. */
    private static final int MORE_THAN_USUAL = 3;

    /** Blocks that are still to be read, when there are so many that the user should know. */
    public int behind() {
        return state == State.CONNECTED && tip - height > MORE_THAN_USUAL ? tip - height : 0;
    }

    public enum State {
        /** Started, and no node has answered yet. */
        CONNECTING,
        CONNECTED,
        /** No node is connected. The client keeps trying, several times a minute at least. */
        LOST
    }
}
