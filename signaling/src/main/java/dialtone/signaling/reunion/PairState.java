package dialtone.signaling.reunion;

import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.UnknownVersionException;
import dialtone.signaling.frame.PairSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What we keep of one friend to find each other again without an introduction ({@code docs/protocol.md}, section 9). We send with {@code current} and listen for all that
 * is held: {@code previous}, which the friend may still send with, and {@code next}, which the friend may already send with. {@code unanswered}: our last reunion
 * invitation brought nothing.
 *
 * <pre>
 * version(1) = 1 | head(1) | current(48) | [previous(48)] | [next(48)]
 *
 * head, from the highest bit: zero(4) | unanswered(1) | next is there(1) | previous is there(1) | we have the higher key(1)
 * </pre>
 *
 * <p>A value: each change gives another. It is to be stored before anything that it led to leaves this machine.
 */
public record PairState(
        Side side, Generation current, Optional<Generation> previous, Optional<Generation> next, boolean unanswered) {

    private static final int VERSION = 1;
    private static final int HIGHER = 1;
    private static final int WITH_PREVIOUS = 2;
    private static final int WITH_NEXT = 4;
    private static final int UNANSWERED = 8;
    private static final int ALL = HIGHER | WITH_PREVIOUS | WITH_NEXT | UNANSWERED;

    public PairState {
        Objects.requireNonNull(side);
        List<Bytes> ids = ids(held(current, previous, next));
        if (ids.stream().distinct().count() != ids.size()) {
            throw new MalformedException("pair state", "generations that differ", "one twice");
        }
    }

    /** After the introduction: for the inviter when the acceptance was opened, for the invitee when it was sealed. */
    public static PairState introduced(Side ours, PairSecret secret) {
        return new PairState(ours, Generation.first(secret), Optional.empty(), Optional.empty(), false);
    }

    /** The same when there was a state before, which the friend may have lost, or may still use if the acceptance got lost. */
    public PairState introducedAgain(PairSecret secret) {
        Generation fresh = Generation.first(secret);
        if (find(fresh.id()).isPresent()) {
            return this;
        }
        return new PairState(side, fresh, Optional.of(current), Optional.empty(), false);
    }

    /** Whether the next invitation can be a reunion frame. If not, the state may be lost on the other side, and an introduction heals that. */
    public boolean mayReunite() {
        return !unanswered && current.mayMoreBeSent();
    }

    /** Takes a one-use tag out of the state. Store {@link Reserved#after} before the tag is used: a lost tag is nothing, a tag used twice links two frames. */
    public Reserved reserve() {
        if (!current.mayMoreBeSent()) {
            throw new IllegalStateException("all tags are used up; an introduction is due");
        }
        SendSlot slot = new SendSlot(current, side, current.sent());
        return new Reserved(slot, new PairState(side, current.afterSending(), previous, next, unanswered));
    }

    public record Reserved(SendSlot slot, PairState after) {}

    /** Our reunion invitation expired without an answer: the friend was away, or lost the state. */
    public PairState afterNoAnswer() {
        return new PairState(side, current, previous, next, true);
    }

    /** A link to the friend has opened. */
    public PairState afterLink() {
        return new PairState(side, current, previous, next, false);
    }

    /** An authentic frame of the friend was opened. One under {@code next} shows that the friend has gone over to it, so we do. */
    public PairState afterReceiving(Bytes generation, long counter) {
        if (current.id().equals(generation)) {
            return new PairState(side, current.afterReceiving(counter), previous, next, false);
        }
        Optional<Generation> newer = next.filter(held -> held.id().equals(generation));
        if (newer.isPresent()) {
            return new PairState(
                    side, newer.get().afterReceiving(counter), Optional.of(current), Optional.empty(), false);
        }
        Optional<Generation> older = previous.filter(held -> held.id().equals(generation));
        Generation received = older.orElseThrow(() -> new IllegalArgumentException("a generation that is not held"))
                .afterReceiving(counter);
        return new PairState(side, current, Optional.of(received), next, false);
    }

    /** Current first. */
    public List<Generation> held() {
        return held(current, previous, next);
    }

    public Optional<Generation> find(Bytes id) {
        return held().stream().filter(held -> held.id().equals(id)).findFirst();
    }

    /** Both sides hold {@code base}; the friend still sends with {@code theirs}, if that is another one that we hold. */
    PairState rebased(Generation base, Optional<Generation> theirs, Generation mixed) {
        return new PairState(side, base, theirs, Optional.of(mixed), false);
    }

    /** The friend holds what is next here: we send with it from now on. */
    PairState promoted() {
        return new PairState(side, next.orElseThrow(), Optional.of(current), Optional.empty(), unanswered);
    }

    /** The friend sends with nothing but what is current here: what was before is forgotten. */
    PairState settled() {
        return new PairState(side, current, Optional.empty(), next, unanswered);
    }

    static List<Bytes> ids(List<Generation> generations) {
        return generations.stream().map(Generation::id).toList();
    }

    private static List<Generation> held(Generation current, Optional<Generation> previous, Optional<Generation> next) {
        List<Generation> held = new ArrayList<>(List.of(current));
        previous.ifPresent(held::add);
        next.ifPresent(held::add);
        return held;
    }

    /** For storing it. Secret. */
    public Bytes encode() {
        int head = (side == Side.HIGHER ? HIGHER : 0)
                | (previous.isPresent() ? WITH_PREVIOUS : 0)
                | (next.isPresent() ? WITH_NEXT : 0)
                | (unanswered ? UNANSWERED : 0);
        ByteWriter out = new ByteWriter().u8(VERSION).u8(head);
        held().forEach(generation -> generation.write(out));
        return out.toBytes();
    }

    public static PairState decode(Bytes encoded) {
        ByteReader in = new ByteReader(encoded);
        int version = in.u8("version of a pair state");
        if (version > VERSION) {
            throw new UnknownVersionException("pair state", version, VERSION);
        }
        int head = in.u8("head of a pair state");
        if (version < VERSION || (head & ~ALL) != 0) {
            throw new MalformedException(
                    "pair state",
                    "version 1 and a head of four bits",
                    "version %d, head %02x".formatted(version, head));
        }
        Generation current = Generation.read(in);
        Optional<Generation> previous =
                (head & WITH_PREVIOUS) != 0 ? Optional.of(Generation.read(in)) : Optional.empty();
        Optional<Generation> next = (head & WITH_NEXT) != 0 ? Optional.of(Generation.read(in)) : Optional.empty();
        in.end("pair state");
        Side side = (head & HIGHER) != 0 ? Side.HIGHER : Side.LOWER;
        return new PairState(side, current, previous, next, (head & UNANSWERED) != 0);
    }
}
