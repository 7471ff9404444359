package dialtone.bridge.link.file;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One file on its way to or from a friend.
 *
 * @param done bytes that the receiver has written
 * @param path ours: the file; theirs: the folder, and the file itself once it is {@link State#DONE}
 * @param why what it failed of, for people; empty otherwise
 * @param bytesPerSecond 0 while nothing moves
 */
public record Transfer(
        String friend,
        String id,
        boolean mine,
        String name,
        long size,
        long done,
        Path path,
        State state,
        String why,
        Instant at,
        long bytesPerSecond) {

    /**
     * <pre>
     * OFFERED --accept--> ACCEPTED --end, hash right--> VERIFIED (receiver only) --moved to its name--> DONE
     *    |                    |
     *    +--decline--> DECLINED
     *    +--------------------+--cancel--> CANCELLED, --failed--> FAILED
     * </pre>
     */
    public enum State {
        OFFERED,
        ACCEPTED,
        VERIFIED,
        DONE,
        DECLINED,
        CANCELLED,
        FAILED;

        public boolean isOver() {
            return this != OFFERED && this != ACCEPTED && this != VERIFIED;
        }
    }

    record Key(String friend, String id, boolean mine) {}

    Key key() {
        return new Key(friend, id, mine);
    }

    Transfer at(long doneNow, long speed) {
        return new Transfer(friend, id, mine, name, size, doneNow, path, state, why, at, speed);
    }
}
