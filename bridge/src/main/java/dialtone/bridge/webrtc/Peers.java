package dialtone.bridge.webrtc;

import dialtone.signaling.identity.DtlsCertificate;
import java.util.List;
import java.util.concurrent.Executor;

/** Makes WebRTC connections with the channels of a link ({@code docs/protocol.md}, section 8). */
public interface Peers {

    /**
     * A new connection; nothing is gathered and nobody hears of it before {@link Connection#offer} or {@link Connection#answer}. Returns at once, also while the native peer is
     * not there: then {@link Connection.Listener#failed} follows.
     *
     * @param listener called on {@code executor}, in order; its last call is {@code failed} unless we close the connection
     */
    Connection open(Setup setup, Connection.Listener listener, Executor executor);

    /** They have lost so much memory that {@link #renew} is worth a pause. */
    default boolean worn() {
        return false;
    }

    /** Begin anew, at once: connections that are open fail. */
    default void renew() {}

    /**
     * {@code certificate}: ours towards this friend. {@code port}: UDP, 0 for any; one that is taken gives no address. {@code servers}: STUN and TURN. {@code relayOnly}: use and tell no address but those of TURN servers.
     */
    record Setup(DtlsCertificate certificate, int port, List<IceServer> servers, boolean relayOnly) {
        public Setup {
            servers = List.copyOf(servers);
        }
    }
}
