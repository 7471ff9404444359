package dialtone.signaling.reunion;

import dialtone.signaling.Bytes;

/** A tag that is ours to use once. Its ICE credentials are known before the frame is sealed, as a connection needs them before it gathers candidates. */
public record SendSlot(Generation generation, Side sender, long counter) {

    public Bytes tag() {
        return generation.tag(sender, counter);
    }

    /** For an invitation with this tag. */
    public DerivedCredentials credentials() {
        return DerivedCredentials.of(generation.secret(), tag());
    }

    /** Whether the friend still looks for the tag: a ratchet that was finished since has ended it, and another slot must be reserved. */
    public boolean isLive(PairState state) {
        return state.find(generation.id()).isPresent();
    }

    @Override
    public String toString() {
        return "SendSlot[redacted]";
    }
}
