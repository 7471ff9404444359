package dialtone.signaling.reunion;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.reunion.RatchetMessage.Confirm;
import dialtone.signaling.reunion.RatchetMessage.Done;
import dialtone.signaling.reunion.RatchetMessage.Have;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The renewal of a pair secret over one link ({@code docs/protocol.md}, section 9). Both sides do the same, so it does not matter who starts:
 *
 * <pre>
 * link opened  --&gt; Have                      what we hold, and fresh randomness
 * Have         --&gt; Confirm                   next = mix(what both hold, both randomnesses), stored
 * Confirm      --&gt; Done                      they have stored it: we send with it, and keep the old one
 * Done         --&gt;                           they send with it: the old one is forgotten
 * </pre>
 *
 * <p>{@code state} is to be stored after each step and before its messages leave. One ratchet at a time for a friend: a new link ends the old one's. A message that does
 * not fit changes nothing.
 */
public record Ratchet(PairState state, Have ours, Optional<Bytes> mixed, boolean lost) {

    private static final String CONFIRM_LABEL = "dialtone/1/ratchet confirm";
    private static final String DONE_LABEL = "dialtone/1/ratchet done";

    public record Turn(Ratchet next, List<RatchetMessage> send) {
        public Turn {
            send = List.copyOf(send);
        }
    }

    public Ratchet {
        Objects.requireNonNull(state);
        Objects.requireNonNull(ours);
    }

    /** For a link that has just opened, and whose two ends are authenticated. */
    public static Turn start(PairState state, SecureRandom random) {
        byte[] fresh = new byte[RatchetMessage.RANDOM_SIZE];
        random.nextBytes(fresh);
        Have have = new Have(PairState.ids(state.held()), Bytes.of(fresh));
        return new Turn(new Ratchet(state.afterLink(), have, Optional.empty(), false), List.of(have));
    }

    public Turn on(RatchetMessage message) {
        if (message instanceof Have have) {
            return onHave(have);
        }
        if (mixed.isEmpty()) {
            return unchanged();
        }
        boolean prepared = state.next().map(Generation::id).equals(mixed);
        boolean inUse = state.current().id().equals(mixed.get());
        if (message instanceof Confirm confirm && prepared && proves(confirm.proof(), CONFIRM_LABEL)) {
            return new Turn(with(state.promoted()), List.of(new Done(proof(DONE_LABEL, state.side()))));
        }
        if (message instanceof Done done && (prepared || inUse) && proves(done.proof(), DONE_LABEL)) {
            // Their Confirm may have been lost, but who is done has the secret and uses it.
            return prepared
                    ? new Turn(with(state.promoted().settled()), List.of(new Done(proof(DONE_LABEL, state.side()))))
                    : new Turn(with(state.settled()), List.of());
        }
        return unchanged();
    }

    /** The two hold no secret in common, as after a restored backup: the next contact is an introduction. */
    @Override
    public boolean lost() {
        return lost;
    }

    /** The same ratchet after a frame was sent or received meanwhile. */
    public Ratchet over(PairState changed) {
        return with(changed);
    }

    private Turn onHave(Have theirs) {
        // Our own randomness coming back would be a mirror and no friend.
        if (mixed.isPresent() || lost || theirs.random().equals(ours.random())) {
            return unchanged();
        }
        Optional<Generation> common = state.held().stream()
                .filter(held -> ours.generations().contains(held.id()))
                .filter(held -> theirs.generations().contains(held.id()))
                .max(Comparator.comparingLong(Generation::number)
                        .thenComparing(held -> held.id().hex()));
        if (common.isEmpty()) {
            return new Turn(new Ratchet(state.afterNoAnswer(), ours, mixed, true), List.of());
        }
        Generation base = common.get();
        boolean lower = state.side() == Side.LOWER;
        Generation next = base.mixed(lower ? ours.random() : theirs.random(), lower ? theirs.random() : ours.random());
        Optional<Generation> stillUsed = state.find(theirs.generations().get(0))
                .filter(held -> !held.id().equals(base.id()));
        Ratchet ratchet = new Ratchet(state.rebased(base, stillUsed, next), ours, Optional.of(next.id()), false);
        return new Turn(ratchet, List.of(new Confirm(ratchet.proof(CONFIRM_LABEL, state.side()))));
    }

    private boolean proves(Bytes proof, String label) {
        return MessageDigest.isEqual(
                proof.toArray(), proof(label, state.side().other()).toArray());
    }

    /** That {@code by} has the mixed secret. */
    private Bytes proof(String label, Side by) {
        Bytes message = new ByteWriter().u8(by.number()).toBytes();
        return state.find(mixed.orElseThrow()).orElseThrow().mac(label, message).slice(0, RatchetMessage.PROOF_SIZE);
    }

    private Ratchet with(PairState changed) {
        return new Ratchet(changed, ours, mixed, lost);
    }

    private Turn unchanged() {
        return new Turn(this, List.of());
    }

    @Override
    public String toString() {
        return "Ratchet[redacted]";
    }
}
