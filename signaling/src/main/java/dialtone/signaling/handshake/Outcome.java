package dialtone.signaling.handshake;

/** How a call that was set up on chain ended, for the history. */
public enum Outcome {
    /** The link opened for it. */
    ANSWERED,
    /** Our invitation expired. */
    NO_ANSWER,
    /** Their invitation expired before our user clicked. */
    MISSED,
    /** Our user declined; the inviter is not told, because that would cost us a transaction. */
    DECLINED,
    /** It came while our user was in another call; not told either. */
    BUSY,
    /** Our user gave up. */
    CANCELLED,
    /** It could not be set up; the words recorded with it say why. */
    FAILED
}
