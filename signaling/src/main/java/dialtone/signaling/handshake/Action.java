package dialtone.signaling.handshake;

import dialtone.signaling.descriptor.Descriptor;

/** What a {@link Handshake} wants done. Whoever runs it carries the actions out in their order. */
public sealed interface Action {

    record Ring() implements Action {}

    record StopRinging() implements Action {}

    /** Give the offer to our browser and let it gather its answer. */
    record AskForAnswer(Descriptor offer) implements Action {}

    /** Seal the answer and spend one transaction on it. */
    record SendAcceptance(Descriptor answer) implements Action {}

    /** Give the answer to our browser, which has been waiting with its offer. */
    record ApplyAnswer(Descriptor answer) implements Action {}

    /** Exactly once in a handshake. {@code why}: words for the user, or empty. */
    record RecordOutcome(Outcome outcome, String why) implements Action {}

    /** Tell the friend over the open link that the call was withdrawn: nobody's camera starts. */
    record TellWithdrawn() implements Action {}

    /** Set the synthesized answer, which has no candidates, before the invitation leaves, and wait. */
    record AwaitDial(Descriptor synthesized) implements Action {}

    /** Connect to the friend who waits, without a message, and gather candidates for the case that it fails. */
    record Dial(Descriptor offer) implements Action {}
}
