package dialtone.signaling.frame;

import dialtone.signaling.MalformedException;

/** The two messages on Bitcoin. */
public enum MessageType {
    /** An offer: it rings. */
    INVITATION(1),
    /** An answer to an invitation, which it names. */
    ACCEPTANCE(2);

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static MessageType of(int number) {
        return switch (number) {
            case 1 -> INVITATION;
            case 2 -> ACCEPTANCE;
            default ->
                throw new MalformedException("message type", "1 invitation or 2 acceptance", String.valueOf(number));
        };
    }
}
