package dialtone.bridge.webrtc;

import dialtone.signaling.descriptor.IceCredentials;
import java.util.Optional;

/**
 * One RTCPeerConnection, with the negotiated channels 0 {@code control} and 1 {@code chat}. May be used on any thread; returns at once. After {@link Listener#failed} or {@link #close}
 * every call does nothing.
 */
public interface Connection {

    /** Makes an offer and gathers; {@link Listener#described} follows. {@code ours}: our ICE credentials, where they are derived. A second time: an ICE restart. */
    void offer(Optional<IceCredentials> ours);

    /** Takes an offer, makes the answer and gathers; {@link Listener#described} follows. {@code offer}: an SDP that we generated ourselves. */
    void answer(String offer, Optional<IceCredentials> ours);

    /** The friend's answer to {@link #offer}: an SDP that we generated ourselves. */
    void setAnswer(String answer);

    /** One more of the friend's: the text after {@code a=}. One that was given before, with another foundation, starts the checks again. */
    void addCandidate(String candidate);

    Channel control();

    Channel chat();

    /** A further one, reliable and ordered, made known to the friend in-band (RFC 8832). */
    Channel channel(String label);

    void close();

    /** It has failed or was closed by us; true before any listener hears of it. */
    boolean isOver();

    enum State {
        NEW,
        CONNECTING,
        CONNECTED,
        /** No packets come; this may pass. */
        DISCONNECTED,
        /** The checks ran dry. Not the end: the friend's packets, new candidates or an ICE restart begin them again. */
        FAILED
    }

    interface Listener {

        /** Our description, with the addresses that were gathered. */
        void described(String sdp);

        void state(State state);

        /** One of the two, or one that the friend made. */
        void opened(Channel channel);

        /** It cannot go on: what is wrong, for people. The native peer died, a description was refused, no address was found. Nothing follows. */
        void failed(String why);
    }
}
