package dialtone.web;

import dialtone.bridge.tab.TabPort;
import dialtone.web.server.BridgeApi;
import java.net.InetSocketAddress;

/** One person's bridge, built from its data directory: what programs ask of it, and where a tab's messages go. */
final class PersonalBridge implements AutoCloseable {

    private final BridgeApi api;
    private final TabPort tabs;
    private final Closing closing;

    PersonalBridge(BridgeApi api, TabPort tabs, Closing closing) {
        this.api = api;
        this.tabs = tabs;
        this.closing = closing;
    }

    /** Connected to Bitcoin. Makes an identity where there is none. {@code name}: what the user calls themselves from now on; empty keeps what it was. */
    static PersonalBridge running(DataDir dir, String name, InetSocketAddress node) {
        throw new CommandFailure("The bridge is not part of this build.");
    }

    /** Only the data: card, friends and keys, without a thread or a connection. */
    static PersonalBridge atRest(DataDir dir) {
        throw new CommandFailure("The bridge is not part of this build.");
    }

    /** Puts the identity of the backup words into a data directory that has none. */
    static void restore(DataDir dir, String words) {
        throw new CommandFailure("The bridge is not part of this build.");
    }

    /** Explains a transaction or payload without any keys. */
    static BridgeApi.Inspection explain(String hex) {
        throw new CommandFailure("The bridge is not part of this build.");
    }

    BridgeApi api() {
        return api;
    }

    TabPort tabs() {
        return tabs;
    }

    @Override
    public void close() {
        closing.close();
    }
}
