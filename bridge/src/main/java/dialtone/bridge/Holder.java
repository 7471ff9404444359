package dialtone.bridge;

import dialtone.signaling.descriptor.Descriptor;

/** Whoever holds the links, the browser's tab or our native peer, as the calls over Bitcoin see it. */
interface Holder {

    /** The invitee's side: dial this offer; {@link Calls#answer} follows. {@code offer}: its addresses may be used. */
    void answer(Call call, Descriptor offer);

    /** The inviter's side: the answer came. */
    void apply(Call call, Descriptor answer);

    /** Nothing can happen to the call any more; unless its link is open, its connection may go. */
    void over(Call call);

    /** Whether a link could be answered now without a user. */
    boolean isThere();
}
