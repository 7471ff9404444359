package dialtone.bridge.bitcoin;

import java.time.Instant;

/**
 * Whether the Bitcoin network can be reached.
 *
 * @param where the nodes, as {@code host:port} separated by commas
 * @param peers how many of them are connected
 * @param height of the best block whose transactions were read
 * @param since when {@code state} began
 */
public record NodeStatus(State state, String where, int peers, int height, Instant since) {

    public enum State {
        /** Started, and no node has answered yet. */
        CONNECTING,
        CONNECTED,
        /** No node is connected. The client keeps trying, several times a minute at least. */
        LOST
    }
}
