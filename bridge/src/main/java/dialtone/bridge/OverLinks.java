package dialtone.bridge;

import dialtone.bridge.link.Link;
import dialtone.bridge.link.file.Transfers;
import dialtone.bridge.link.forward.Forwards;
import dialtone.bridge.webrtc.Channel;
import dialtone.signaling.crypto.PublicKey;

/** Files and TCP connections, which take channels of their own on the links ({@code docs/protocol.md}, 8.6 and 8.7). */
final class OverLinks implements AutoCloseable {
    final Transfers transfers;
    final Forwards forwards;

    OverLinks(Transfers transfers, Forwards forwards) {
        this.transfers = transfers;
        this.forwards = forwards;
    }

    void opened(Link link) {
        String friend = link.friend().hex();
        transfers.linkOpened(friend, () -> link.channel(Transfers.LABEL));
        forwards.linkOpened(friend, () -> link.channel(Forwards.LABEL));
    }

    void over(PublicKey friend) {
        transfers.linkClosed(friend.hex());
        forwards.linkClosed(friend.hex());
    }

    /** One that the friend made; of a kind that we do not know, it is closed. */
    void channel(PublicKey friend, Channel channel) {
        switch (channel.label()) {
            case Transfers.LABEL -> transfers.opened(friend.hex(), channel);
            case Forwards.LABEL -> forwards.opened(friend.hex(), channel);
            default -> channel.close();
        }
    }

    void forget(PublicKey friend) {
        transfers.forget(friend.hex());
        forwards.forget(friend.hex());
    }

    @Override
    public void close() {
        transfers.close();
        forwards.close();
    }
}
