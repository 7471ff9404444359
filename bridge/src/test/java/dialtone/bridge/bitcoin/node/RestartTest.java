package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.crypto.ECKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain and its coins outlive the process. */
class RestartTest {
    @TempDir
    Path temp;

    private Path dir;
    private final String bob =
            new ECKey().toAddress(ScriptType.P2WPKH, Regtest.NETWORK).toString();

    @BeforeEach
    void chooseADirectoryThatIsNotThere() {
        dir = temp.resolve("new").resolve("node");
    }

    private EmbeddedNodeConfig config() {
        return EmbeddedNodeConfig.inMemory().withDataDir(dir);
    }

    @Test
    void aRestartFindsTheSameChainAndTheSameCoins() throws IOException {
        Sha256Hash txid;
        int height;
        try (EmbeddedNode node = EmbeddedNode.start(config())) {
            txid = Sha256Hash.wrap(node.fund(bob, 8, 100_000));
            node.mine(700);
            height = node.height();
        }
        long start = System.nanoTime();
        try (EmbeddedNode node = EmbeddedNode.start(config());
                WirePeer alice = WirePeer.ready(node)) {
            System.out.printf("restart with %d blocks: %d ms%n", height, (System.nanoTime() - start) / 1_000_000);
            assertThat(node.height()).isEqualTo(height);
            alice.ask(InventoryItem.Type.WITNESS_TRANSACTION, txid);
            assertThat(alice.awaitTransaction().getTxId()).isEqualTo(txid);
            node.fund(bob, 1, 400_000_000_000L); // 4,000 BTC: only with the coins of the first run
        }
    }

    @Test
    void aDirectoryIsReadableByItsOwnerAlone() throws IOException {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
        EmbeddedNode.start(config()).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)))
                .isEqualTo("rwx------");
        try (var files = Files.list(dir)) {
            List<Path> found = files.toList();
            assertThat(found)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .containsExactlyInAnyOrder("lock", "treasury.key", "blocks.dat");
            for (Path file : found) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aSecondNodeOnTheSameDirectoryIsRefused() throws IOException {
        try (EmbeddedNode node = EmbeddedNode.start(config())) {
            assertThatThrownBy(() -> EmbeddedNode.start(config()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
            assertThat(node.mine(1)).isEqualTo(NodeState.INITIAL_BLOCKS + 1);
        }
        EmbeddedNode.start(config()).close();
    }

    @Test
    void aPortThatIsTakenIsRefusedAndNothingStaysLocked() throws IOException {
        try (EmbeddedNode node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory())) {
            assertThatThrownBy(() ->
                            EmbeddedNode.start(config().withPort(node.address().getPort())))
                    .isInstanceOf(IOException.class);
        }
        EmbeddedNode.start(config()).close();
    }

    @Test
    void theSamePortCanBeUsedAgainAtOnce() throws IOException {
        EmbeddedNode first = EmbeddedNode.start(config());
        int port = first.address().getPort();
        try (WirePeer alice = WirePeer.ready(first)) {
            first.close();
            assertThat(alice.isClosedByNode()).isTrue();
        }
        try (EmbeddedNode second = EmbeddedNode.start(config().withPort(port));
                WirePeer alice = WirePeer.ready(second)) {
            alice.ping();
        }
    }

    @Test
    void aMissingKeyIsAnErrorWhileTheChainIsThere() throws IOException {
        EmbeddedNode.start(config()).close();
        Files.delete(dir.resolve("treasury.key"));
        assertThatThrownBy(() -> EmbeddedNode.start(config())).hasMessageContaining("treasury.key is missing");
    }

    @Test
    void aFileOfAnotherKindIsNotTouched() throws IOException {
        EmbeddedNode.start(config()).close();
        Path blocks = dir.resolve("blocks.dat");
        Files.writeString(blocks, "something else entirely");
        assertThatThrownBy(() -> EmbeddedNode.start(config())).hasMessageContaining("not a block file");
        assertThat(Files.readString(blocks)).isEqualTo("something else entirely");
    }

    /** What SIGKILL leaves: the file ends anywhere within its last records. */
    @Test
    void aFileThatEndsAnywhereStartsWithTheBlocksThatAreWhole() throws IOException {
        Path file = dir.resolve("blocks.dat");
        List<Long> ends = new ArrayList<>();
        try (EmbeddedNode node = EmbeddedNode.start(config())) {
            for (int i = 0; i < 3; i++) {
                ends.add(Files.size(file));
                node.fund(bob, 2, 10_000);
                node.mine(1);
            }
            ends.add(Files.size(file));
        }
        byte[] whole = Files.readAllBytes(file);
        int places = 0;
        for (int length = whole.length; length >= ends.get(0); length -= length > whole.length - 20 ? 1 : 13) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            int complete = 0;
            for (int i = 1; i < ends.size(); i++) {
                complete += ends.get(i) <= length ? 1 : 0;
            }
            try (DataDir data = DataDir.open(dir);
                    BlockFile blocks = data.blocks()) {
                NodeState state = new NodeState(Clock.systemUTC(), blocks, data.treasuryKey(new SecureRandom(), true));
                assertThat(state.chain().height()).isEqualTo(NodeState.INITIAL_BLOCKS + complete);
                state.mine(1);
            }
            places++;
        }
        System.out.printf("cut at %d places: started %d times%n", places, places);
        assertThat(places).isGreaterThan(40);
    }

    @Test
    void aFileCutWithinTheFirstBlocksIsMinedFurther() throws IOException {
        EmbeddedNode.start(config()).close();
        for (long length : new long[] {0, 3, 8, 9, 500}) {
            try (RandomAccessFile file =
                    new RandomAccessFile(dir.resolve("blocks.dat").toFile(), "rw")) {
                file.setLength(length);
            }
            try (EmbeddedNode node = EmbeddedNode.start(config())) {
                assertThat(node.height()).isEqualTo(NodeState.INITIAL_BLOCKS);
            }
        }
    }

    @Test
    void aBlockWhoseBytesChangedIsCutWithAllThatFollow() throws IOException {
        EmbeddedNode.start(config()).close();
        Path path = dir.resolve("blocks.dat");
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length - 5] ^= 1;
        Files.write(path, bytes);
        try (BlockFile blocks = BlockFile.open(path)) {
            assertThat(blocks.size()).isEqualTo(NodeState.INITIAL_BLOCKS - 1);
        }
    }

    @Test
    void blocksThatDoNotFollowEachOtherAreAnError() throws IOException {
        TestChain other = new TestChain();
        Files.createDirectories(dir);
        try (BlockFile blocks = BlockFile.open(dir.resolve("blocks.dat"))) {
            blocks.append(other.blocks.read(0));
            blocks.append(other.blocks.read(2));
            assertThat(ByteBuffer.wrap(blocks.read(1))).isEqualTo(ByteBuffer.wrap(other.blocks.read(2)));
            assertThatThrownBy(() -> new NodeState(Clock.systemUTC(), blocks, other.key))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("block 2")
                    .hasMessageContaining("does not fit");
        }
    }
}
