package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.bitcoin.BitcoinConfig;
import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.webrtc.Connection;
import dialtone.bridge.webrtc.Peers;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A computer without a network: the native peer finds no address. */
class NoAddressTest {
    @TempDir
    Path directory;

    @Test
    void theCallFailsWithWordsAndTheTabIsFreeForTheNext() throws IOException {
        BitcoinConfig config;
        try (EmbeddedNode node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory())) {
            config = BitcoinConfig.regtest(node.address());
            try (Party alice = new Party("alice", directory, config, true, Optional.of(new Nowhere()));
                    Party bob = new Party("bob", directory, config)) {
                alice.addFriend(bob);
                alice.tab.says(new FromBrowser.Invite(Party.CALL, bob.key(), "", System.currentTimeMillis()));

                assertThat(alice.tab.expect(ToBrowser.Problem.class).about()).isEqualTo(Party.CALL);
                boolean idle = alice.bridge.thread.ask(
                        () -> alice.bridge.held.orElseThrow().holds.isIdle());
                assertThat(idle).isTrue();
            }
        }
    }

    private static final class Nowhere implements Peers {
        @Override
        public Connection open(Setup setup, Connection.Listener listener, Executor executor) {
            executor.execute(() -> listener.failed("no address was found"));
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> null);
        }
    }
}
