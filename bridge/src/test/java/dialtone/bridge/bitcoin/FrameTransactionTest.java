package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTransactionTest {

    private static final Keys.Path OURS = new Keys.Path(Keys.RECEIVE, 0);

    @TempDir
    Path directory;

    private Database database;
    private Keys keys;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("keys.db"));
        keys = new Keys(database, Chain.REGTEST, Person.seed("alice"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static WalletCoin coin(int number, long valueSat) {
        byte[] txid = new byte[32];
        txid[0] = (byte) number;
        return new WalletCoin(new Outpoint(Bytes.of(txid), number), valueSat, OURS, true);
    }

    private Transaction sign(int inputs, int payloadBytes, int changes) {
        return FrameTransaction.sign(
                java.util.stream.IntStream.range(0, inputs)
                        .mapToObj(number -> coin(number, 100_000))
                        .toList(),
                Bytes.of(new byte[payloadBytes]),
                List.of(),
                java.util.stream.IntStream.range(0, changes)
                        .mapToObj(index -> new FrameTransaction.Change(new Keys.Path(Keys.CHANGE, index), 40_000))
                        .toList(),
                keys);
    }

    @ParameterizedTest
    @CsvSource({"40, 161", "80, 202", "100, 222", "150, 272", "200, 322", "250, 374", "400, 525"})
    void weighsWhatTheTableSays(int payloadBytes, int vsize) {
        assertThat(FrameTransaction.vsize(1, payloadBytes, 1)).isEqualTo(vsize);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 75, 76, 249, 250, 255, 256, 520, 521, 5120})
    void neverWeighsMoreThanItsFeeWasComputedFor(int payloadBytes) {
        for (int inputs = 1; inputs <= 3; inputs++) {
            for (int changes = 0; changes <= 2; changes++) {
                // A DER signature is 70 to 72 bytes, so the estimate may be a little high, never low.
                assertThat(sign(inputs, payloadBytes, changes).getVsize())
                        .isBetween(
                                FrameTransaction.vsize(inputs, payloadBytes, changes) - inputs,
                                FrameTransaction.vsize(inputs, payloadBytes, changes));
            }
        }
    }

    @Test
    void thePayloadIsReadBackByteForByte() {
        for (int size : new int[] {1, 75, 76, 255, 256, 520, 521, 5120}) {
            assertThat(Scanner.payloads(sign(1, size, 1))).containsExactly(Bytes.of(new byte[size]));
        }
    }

    @Test
    void survivesBeingWrittenAndReadWithItsWitness() {
        Transaction signed = sign(2, 80, 2);
        Transaction read = Transaction.read(ByteBuffer.wrap(signed.serialize()));
        assertThat(read.serialize()).isEqualTo(signed.serialize());
        assertThat(CoinSigner.spends(read, 1, coin(1, 100_000), keys)).isTrue();
    }

    @Test
    void anotherValueKeyOrContentDoesNotVerify() {
        Transaction signed = sign(1, 80, 1);
        WalletCoin coin = coin(0, 100_000);
        assertThat(CoinSigner.spends(signed, 0, coin, keys)).isTrue();
        assertThat(CoinSigner.spends(signed, 0, coin(0, 100_001), keys)).isFalse();
        WalletCoin otherKey = new WalletCoin(coin.outpoint(), 100_000, new Keys.Path(Keys.RECEIVE, 1), true);
        assertThat(CoinSigner.spends(signed, 0, otherKey, keys)).isFalse();
        signed.replaceOutput(1, signed.getOutput(1).withValue(org.bitcoinj.base.Coin.valueOf(39_999)));
        assertThat(CoinSigner.spends(signed, 0, coin, keys)).isFalse();
    }

    @Test
    void tellsThatItMayBeReplaced() {
        assertThat(sign(1, 40, 1).isOptInFullRBF()).isTrue();
        assertThat(List.copyOf(sign(2, 40, 1).getInputs())).allMatch(input -> input.getSequenceNumber() == 0xfffffffdL);
    }
}
