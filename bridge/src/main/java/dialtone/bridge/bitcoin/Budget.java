package dialtone.bridge.bitcoin;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What automatic spending may cost in 24 hours ({@code docs/architecture.md}, "Money"). Checked where the coins are reserved, so requests at once cannot pass it together.
 *
 * @param friendSat whose doing it is, and what each of them may cost; they share the cost equally
 * @param allSat for all friends together
 */
public record Budget(SortedMap<String, Long> friendSat, long allSat) {

    public Budget {
        friendSat = Collections.unmodifiableSortedMap(new TreeMap<>(friendSat));
        boolean named = !friendSat.isEmpty()
                && friendSat.keySet().stream().noneMatch(friend -> friend.isBlank() || friend.contains(" "));
        if (!named || allSat < 0 || friendSat.values().stream().anyMatch(limit -> limit < 0)) {
            throw new IllegalArgumentException(
                    "a budget has friends, whose names have no spaces, and limits of at least 0 sat, got " + friendSat
                            + " and " + allSat + " sat");
        }
    }

    /** For one friend. */
    public Budget(String friend, long friendSat, long allSat) {
        this(new TreeMap<>(Map.of(friend, friendSat)), allSat);
    }

    /** For all friends of both, within the lower of both limits. */
    public Budget with(Budget other) {
        SortedMap<String, Long> together = new TreeMap<>(friendSat);
        other.friendSat.forEach((friend, limit) -> together.merge(friend, limit, Math::min));
        return new Budget(together, Math.min(allSat, other.allSat));
    }

    /** One friend's part of a cost, in sat, rounded up. */
    long shareSat(long costSat) {
        return (costSat + friendSat.size() - 1) / friendSat.size();
    }
}
