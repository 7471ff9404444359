package dialtone.bridge;

import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;

/** Whoever holds the links, the browser's tab or our native peer, as the calls over Bitcoin see it. */
interface Holder {

    /** The invitee's side: dial this offer; {@link Calls#answer} follows. {@code offer}: its addresses may be used. */
    void answer(Call call, Descriptor offer);

    /**
     * The same where the friend waits to be dialled with these credentials of ours; {@link Calls#answer} follows too, after {@link Calls#dialFailed} where that cannot be.
     * {@code expected}: the fingerprint that the friend waits for; who has another must not dial, or the friend's connection is lost.
     */
    void dial(Call call, Descriptor offer, IceCredentials ours, Bytes expected);

    /** The inviter's side: the invitation goes out and can be dialled. {@code synthesized}: the answer to wait with, without candidates. */
    void expectDial(Call call, Descriptor synthesized);

    /** The inviter's side: the answer came. */
    void apply(Call call, Descriptor answer);

    /** Nothing can happen to the call any more; unless its link is open, its connection may go. */
    void over(Call call);

    /** Whether a link could be answered now without a user. */
    boolean isThere();
}
