package dialtone.signaling.reunion;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.Outpoint;
import dialtone.signaling.frame.Opened.Reason;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Many reunion frames in one payload, as for a boot ({@code docs/protocol.md}, section 13): shuffled, and filled up with noise to 4, 8, 16, 32 or 64. Each friend finds its
 * own tag; the rest is noise to it, and so is how many there were.
 */
public final class Batch {

    public static final int MOST_FRAMES = 64;

    private static final int FEWEST_FRAMES = 4;
    private static final int SMALLEST_FRAME = ReunionFrame.SIZES.get(0);
    private static final int SMALLEST = FEWEST_FRAMES * SMALLEST_FRAME;
    private static final int LARGEST = MOST_FRAMES * ReunionFrame.LARGEST;

    /** Every size of a frame is a multiple of this, so a tag is looked for at every multiple. */
    private static final int STEP = 8;

    private Batch() {}

    /** A tag of a friend at an offset of the payload. */
    public record Found<F>(TagTable.Match<F> match, int offset) {}

    /** {@code frames}: sealed for the outpoints of the one transaction that will carry them. */
    public static Bytes pack(List<Bytes> frames, SecureRandom random) {
        if (frames.isEmpty() || frames.size() > MOST_FRAMES) {
            throw new MalformedException("batch", "1 to " + MOST_FRAMES + " frames", String.valueOf(frames.size()));
        }
        List<Bytes> all = new ArrayList<>();
        for (Bytes frame : frames) {
            if (!ReunionFrame.SIZES.contains(frame.size())) {
                throw new MalformedException("frame of a batch", "a size of " + ReunionFrame.SIZES, frame.toString());
            }
            all.add(frame);
        }
        int count = Math.max(FEWEST_FRAMES, Integer.highestOneBit(2 * frames.size() - 1));
        while (all.size() < count) {
            // The sizes of the frames in turn, so that what a batch weighs does not depend on chance.
            byte[] noise = new byte[all.get(all.size() % frames.size()).size()];
            random.nextBytes(noise);
            all.add(Bytes.of(noise));
        }
        Collections.shuffle(all, random);
        return all.stream().reduce(Bytes.EMPTY, Bytes::concat);
    }

    /** Nothing for a payload that is no batch with a frame to us. At most 640 look-ups. */
    public static <F> List<Found<F>> find(Bytes payload, TagTable<F> table) {
        List<Found<F>> found = new ArrayList<>();
        if (payload.size() < SMALLEST || payload.size() > LARGEST || payload.size() % STEP != 0) {
            return found;
        }
        for (int offset = 0; offset + SMALLEST_FRAME <= payload.size(); offset += STEP) {
            Optional<TagTable.Match<F>> match = table.at(payload, offset);
            if (match.isPresent()) {
                found.add(new Found<>(match.get(), offset));
            }
        }
        return found;
    }

    /** As {@link ReunionOpener#open}. A frame does not say where it ends: each of the five sizes is tried. */
    public static ReunionOpened open(
            Bytes payload,
            List<Outpoint> outpoints,
            Found<?> found,
            PairState state,
            List<Bytes> pending,
            Instant sentAround,
            Instant now) {
        ReunionOpened last = new ReunionOpened.Rejected(Reason.NOT_AUTHENTIC, "the batch ends in the frame", state);
        for (int size : ReunionFrame.SIZES) {
            int end = found.offset() + size;
            if (end > payload.size()) {
                return last;
            }
            last = ReunionOpener.open(
                    payload.slice(found.offset(), end), outpoints, found.match(), state, pending, sentAround, now);
            boolean authentic =
                    !(last instanceof ReunionOpened.Rejected rejected) || rejected.reason() != Reason.NOT_AUTHENTIC;
            if (authentic) {
                return last;
            }
        }
        return last;
    }
}
