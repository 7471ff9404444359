package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.script.Script;
import org.junit.jupiter.api.Test;

class BlockFeesTest {

    private final BlockFees fees = new BlockFees(NetworkParameters.of(BitcoinNetwork.REGTEST));

    /** One transaction of {@code 60 + script} bytes, which paid {@code feeSat}. */
    private static Block block(long feeSat, int scriptBytes) {
        Transaction coinbase = Transaction.coinbase(ByteBuffer.allocate(8).array());
        coinbase.addOutput(Coin.FIFTY_COINS.plus(Coin.valueOf(feeSat)), Script.parse(new byte[] {0x51}));
        Transaction paying = new Transaction();
        paying.addInput(
                new TransactionInput(paying, new byte[0], new TransactionOutPoint(0, Sha256Hash.of(new byte[] {1}))));
        paying.addOutput(Coin.valueOf(1_000), Script.parse(new byte[scriptBytes]));
        return new Block(
                4,
                Sha256Hash.ZERO_HASH,
                null,
                Instant.ofEpochSecond(1_700_000_000),
                0x207fffffL,
                0,
                List.of(coinbase, paying));
    }

    @Test
    void nothingIsKnownBeforeABlockWasRead() {
        assertThat(fees.highestSatPerVbyte()).isEmpty();
    }

    @Test
    void aBlockProvesWhatItsTransactionsPaidPerByte() {
        fees.read(block(500, 40), 1);
        assertThat(fees.highestSatPerVbyte()).hasValue(5.0);
        fees.read(block(200, 40), 2);
        assertThat(fees.highestSatPerVbyte()).as("the best of the last day").hasValue(5.0);
    }

    @Test
    void theHalvedRewardIsNoFee() {
        fees.read(block(-Coin.valueOf(25, 0).value + 300, 40), 150);
        assertThat(fees.highestSatPerVbyte()).hasValue(3.0);
    }

    @Test
    void aMinerWhoTakesLessThanAllowedProvesNothing() {
        fees.read(block(-1_000, 40), 1);
        assertThat(fees.highestSatPerVbyte()).hasValue(0.0);
    }

    @Test
    void whatIsOlderThanADayIsForgotten() {
        fees.read(block(500, 40), 1);
        for (int i = 0; i < 144; i++) {
            fees.read(block(100, 40), 2);
        }
        assertThat(fees.highestSatPerVbyte()).hasValue(1.0);
    }
}
