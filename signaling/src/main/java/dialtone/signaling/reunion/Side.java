package dialtone.signaling.reunion;

import dialtone.signaling.crypto.PublicKey;

/** Which of two friends somebody is: the one with the lower or the higher identity key, compared as hex. Both sides agree on it without a message. */
public enum Side {
    LOWER,
    HIGHER;

    public static Side of(PublicKey ours, PublicKey theirs) {
        int order = ours.hex().compareTo(theirs.hex());
        if (order == 0) {
            throw new IllegalArgumentException("a pair of two equal keys");
        }
        return order < 0 ? LOWER : HIGHER;
    }

    public Side other() {
        return this == LOWER ? HIGHER : LOWER;
    }

    int number() {
        return ordinal();
    }
}
