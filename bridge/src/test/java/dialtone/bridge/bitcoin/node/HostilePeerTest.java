package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.base.VarInt;
import org.bitcoinj.core.InventoryItem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Peers that break the protocol lose their connection; the node and everybody else go on. */
class HostilePeerTest {
    private static final byte[] MAINNET_MAGIC = {(byte) 0xf9, (byte) 0xbe, (byte) 0xb4, (byte) 0xd9};
    private static final byte[] NO_CHECKSUM = new byte[4];
    private static EmbeddedNode node;

    @BeforeAll
    static void start() throws IOException {
        node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void theNodeStillServesOthers() throws IOException {
        try (WirePeer alice = WirePeer.ready(node)) {
            alice.ping();
        }
    }

    @Test
    void garbageClosesTheConnection() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(garbage);
            try (WirePeer mallory = new WirePeer(node.address())) {
                mallory.sendRaw(garbage);
                assertThat(mallory.isClosedByNode()).isTrue();
            }
        }
    }

    @Test
    void anotherNetworksMagicClosesTheConnection() throws IOException {
        byte[] payload = WirePeer.version("/test:1/");
        assertCloses(WirePeer.frame(MAINNET_MAGIC, "version", payload.length, Sha256Hash.hashTwice(payload), payload));
    }

    @Test
    void theFirstWrongByteIsEnough() throws IOException {
        assertCloses(new byte[] {0x17});
    }

    @Test
    void aLengthOverTheLimitClosesTheConnectionBeforeThePayloadComes() throws IOException {
        for (int length : new int[] {Connection.MAX_PAYLOAD_BYTES + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            assertCloses(WirePeer.frame(WirePeer.REGTEST_MAGIC, "version", length, NO_CHECKSUM, new byte[0]));
        }
    }

    @Test
    void aWrongChecksumClosesTheConnection() throws IOException {
        byte[] payload = WirePeer.version("/test:1/");
        assertCloses(WirePeer.frame(WirePeer.REGTEST_MAGIC, "version", payload.length, NO_CHECKSUM, payload));
    }

    @Test
    void anythingBeforeVersionClosesTheConnection() throws IOException {
        byte[] nonce = new byte[8];
        assertCloses(WirePeer.frame(WirePeer.REGTEST_MAGIC, "ping", 8, Sha256Hash.hashTwice(nonce), nonce));
    }

    @Test
    void aSecondVersionClosesTheConnection() throws IOException {
        try (WirePeer mallory = WirePeer.ready(node)) {
            mallory.send("version", WirePeer.version("/test:1/"));
            assertThat(mallory.isClosedByNode()).isTrue();
        }
    }

    @Test
    void aLongUserAgentClosesTheConnection() throws IOException {
        try (WirePeer mallory = new WirePeer(node.address())) {
            mallory.send("version", WirePeer.version("/" + "x".repeat(NodePeer.MAX_USER_AGENT_CHARS) + "/"));
            assertThat(mallory.isClosedByNode()).isTrue();
        }
    }

    @Test
    void malformedPayloadsCloseTheConnection() throws IOException {
        byte[] tooMany = Arrays.copyOf(VarInt.of(50_001).serialize(), 3 + 50_001 * 36);
        byte[] endless = new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1};
        Map<String, List<byte[]>> malformed = Map.of(
                "getdata", List.of(tooMany, endless, new byte[] {1}, new byte[0]),
                "inv", List.of(tooMany, endless, new byte[] {1}, new byte[0]),
                "getblocks", List.of(endless, new byte[] {1}, new byte[0]),
                "getheaders", List.of(endless, new byte[] {1}, new byte[0]),
                "tx", List.of(tooMany, endless, new byte[] {1}, new byte[0], new byte[500_000]));
        malformed.forEach((command, payloads) -> payloads.forEach(payload -> assertCloses(command, payload)));
    }

    private static void assertCloses(String command, byte[] payload) {
        try (WirePeer mallory = WirePeer.ready(node)) {
            mallory.send(command, payload);
            assertThat(mallory.isClosedByNode())
                    .as(command + " of " + payload.length + " bytes")
                    .isTrue();
        } catch (SocketException closedWhileSending) {
            // The node closed before it had everything.
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void everyPrefixOfATransactionIsRefused() throws IOException {
        byte[] tx = new TestChain().spend(0).changeLess(1_000).sign().serialize();
        for (int length = 0; length < tx.length; length += 7) {
            try (WirePeer mallory = WirePeer.ready(node)) {
                mallory.send("tx", Arrays.copyOf(tx, length));
                assertThat(mallory.isClosedByNode()).isTrue();
            }
        }
        try (WirePeer mallory = WirePeer.ready(node)) {
            mallory.send("tx", Arrays.copyOf(tx, tx.length + 1));
            assertThat(mallory.isClosedByNode()).isTrue();
        }
    }

    @Test
    void whatTheNodeDoesNotKnowIsIgnored() throws IOException {
        try (WirePeer alice = WirePeer.ready(node)) {
            for (String command :
                    List.of("wtxidrelay", "sendaddrv2", "sendcmpct", "mempool", "filterload", "block", "x")) {
                alice.send(command, new byte[] {1, 2, 3});
            }
            alice.ping();
        }
    }

    @Test
    void aMessageInSmallPiecesIsReadWhole() throws IOException {
        try (WirePeer alice = WirePeer.ready(node)) {
            byte[] nonce = {1, 2, 3, 4, 5, 6, 7, 8};
            byte[] frame = WirePeer.frame(WirePeer.REGTEST_MAGIC, "ping", 8, Sha256Hash.hashTwice(nonce), nonce);
            for (byte b : frame) {
                alice.sendRaw(new byte[] {b});
            }
            assertThat(alice.await("pong")).isEqualTo(nonce);
        }
    }

    @Test
    void aPeerThatAsksForMuchIsServedAsFastAsItReads() throws IOException {
        node.mine(10);
        try (WirePeer alice = WirePeer.ready(node)) {
            Sha256Hash tip = Sha256Hash.wrapReversed(Sha256Hash.hashTwice(tipBlock(alice), 0, 80));
            int asked = 50_000; // about 15 MB of blocks, of which the node may queue 1 MB
            Sha256Hash[] hashes = Collections.nCopies(asked, tip).toArray(Sha256Hash[]::new);
            alice.ask(InventoryItem.Type.WITNESS_BLOCK, hashes);
            for (int i = 0; i < asked; i++) {
                alice.await("block");
            }
            alice.ping();
        }
    }

    @Test
    void whatNobodyHasIsNotFound() throws IOException {
        try (WirePeer alice = WirePeer.ready(node)) {
            Sha256Hash nowhere = Sha256Hash.of(new byte[] {7});
            alice.ask(InventoryItem.Type.WITNESS_TRANSACTION, nowhere);
            alice.ask(InventoryItem.Type.BLOCK, nowhere);
            assertThat(ByteBuffer.wrap(alice.await("notfound")).get()).isEqualTo((byte) 1);
            assertThat(ByteBuffer.wrap(alice.await("notfound")).get()).isEqualTo((byte) 1);
        }
    }

    @Test
    void oneMoreThanTheMostPeersIsTurnedAway() throws IOException {
        List<WirePeer> peers = new ArrayList<>();
        try (EmbeddedNode full = EmbeddedNode.start(EmbeddedNodeConfig.inMemory())) {
            for (int i = 0; i < NodeLoop.MAX_PEERS; i++) {
                peers.add(WirePeer.ready(full));
            }
            try (WirePeer late = new WirePeer(full.address())) {
                assertThat(late.isClosedByNode()).isTrue();
            }
            peers.get(0).ping();
        } finally {
            for (WirePeer peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    void aClosedNodeSaysSo() throws IOException {
        EmbeddedNode closed = EmbeddedNode.start(EmbeddedNodeConfig.inMemory());
        closed.close();
        assertThatThrownBy(closed::height)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static byte[] tipBlock(WirePeer peer) throws IOException {
        byte[] empty = new byte[4 + 1 + 32];
        peer.send("getblocks", empty);
        List<InventoryItem> blocks = peer.awaitInventory();
        peer.ask(InventoryItem.Type.WITNESS_BLOCK, blocks.get(blocks.size() - 1).hash);
        return peer.await("block");
    }

    private static void assertCloses(byte[] bytes) throws IOException {
        try (WirePeer mallory = new WirePeer(node.address())) {
            mallory.sendRaw(bytes);
            assertThat(mallory.isClosedByNode()).isTrue();
        }
    }
}
