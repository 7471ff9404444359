package dialtone.signaling.reunion;

import dialtone.signaling.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tags that friends may send with next: every generation held, {@link Generation#WINDOW} counters each. {@code F}: how the caller names a friend. One thread at a time.
 *
 * <p>Every OP_RETURN output of the network is looked up here, so a look-up is one hash and no cryptography. 64 bits: with 100,000 tags a stranger's payload hits once in
 * 2^47 times, and then does not open.
 */
public final class TagTable<F> {

    private final Map<Long, Match<F>> matches = new HashMap<>();
    private final Map<F, List<Long>> tagsOfFriend = new HashMap<>();

    /** Whose frame a tag announces. */
    public record Match<F>(F friend, Bytes generation, long counter) {}

    /** Looks for a friend's tags from now on, and no longer for those of an earlier state. */
    public void put(F friend, PairState state) {
        remove(friend);
        List<Long> tags = new ArrayList<>();
        for (Generation generation : state.held()) {
            Bytes id = generation.id();
            for (long counter = generation.low(); counter < generation.low() + Generation.WINDOW; counter++) {
                if (generation.awaits(counter)) {
                    long tag = number(generation.tag(state.side().other(), counter), 0);
                    matches.put(tag, new Match<>(friend, id, counter));
                    tags.add(tag);
                }
            }
        }
        tagsOfFriend.put(friend, tags);
    }

    public void remove(F friend) {
        List<Long> tags = tagsOfFriend.remove(friend);
        if (tags != null) {
            tags.forEach(matches::remove);
        }
    }

    public int size() {
        return matches.size();
    }

    /** Nothing for a payload that is no reunion frame to us. */
    public Optional<Match<F>> find(Bytes payload) {
        return ReunionFrame.SIZES.contains(payload.size()) ? at(payload, 0) : Optional.empty();
    }

    Optional<Match<F>> at(Bytes payload, int offset) {
        return Optional.ofNullable(matches.get(number(payload, offset)));
    }

    private static long number(Bytes bytes, int offset) {
        long number = 0;
        for (int i = offset; i < offset + ReunionFrame.TAG_SIZE; i++) {
            number = number << 8 | bytes.at(i);
        }
        return number;
    }
}
