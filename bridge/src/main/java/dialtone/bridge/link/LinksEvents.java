package dialtone.bridge.link;

import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;

/** What {@link Links} tell the bridge, on its thread. */
public interface LinksEvents {

    /** Our offer or answer for this call, with its addresses. */
    void described(String call, Descriptor ours);

    /** The connection of this call cannot come about. {@code why}: for people. */
    void setUpFailed(String call, String why);

    /** A step of the call's timeline: connected or open. */
    void mark(String call, String step);

    /** Whether that call is still wanted: our hello names it then. Otherwise the friend is told so. */
    Want want(String call);

    /** No call is on or being set up: a pause of the links hurts nobody. */
    boolean isIdle();

    enum Want {
        WANTED,
        /** We gave up before the link opened. */
        WITHDRAWN,
        /** It was answered without a click, and brings a link only: the friend may ring over it. */
        UNATTENDED,
        /** Neither side has a call in mind. */
        QUIET
    }

    /** There is a link to this friend from now on, or another in its place. */
    void opened(Link link);

    /** {@link Link#state} changed after that, or the friend is being redialed, or there is nothing any more. */
    void presence(PublicKey friend);

    /** A message about calls. */
    void heard(Link link, LinkMessage message);

    /** A frame that the friend wants carried, or that one was carried to us ({@code docs/protocol.md}, 8.5). */
    void carry(Link link, LinkMessage message);

    /** A chat message that came; {@link Links#acknowledge} it when it is stored. */
    void said(Link link, String id, String text, double at);

    /** The friend has a message of ours. */
    void delivered(PublicKey friend, String id);

    /** A channel that the friend made. */
    void channel(Link link, Channel channel);

    /** This computer came to another network, or left one; links may be silent soon. */
    void networkChanged();

    /** The link is over, and no other took its place. */
    void over(Link link, Link.Reason reason);
}
