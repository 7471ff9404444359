package dialtone.bridge.bitcoin;

/**
 * What automatic spending may cost in 24 hours ({@code docs/architecture.md}, "Money"). Checked where the coins are reserved, so requests at once cannot pass it together.
 *
 * @param friend whose doing it is
 * @param friendSat for this friend
 * @param allSat for all friends together
 */
public record Budget(String friend, long friendSat, long allSat) {

    public Budget {
        if (friend.isBlank() || friendSat < 0 || allSat < 0) {
            throw new IllegalArgumentException("a budget has a friend and limits of at least 0 sat, got '" + friend
                    + "', " + friendSat + " and " + allSat + " sat");
        }
    }
}
