package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.junit.jupiter.api.Test;

class VouchersTest {

    private static final Sha256Hash TXID = Sha256Hash.of(new byte[] {1});
    private static final Sha256Hash OTHER = Sha256Hash.of(new byte[] {2});

    @Test
    void aSecondNodeOfAnotherNetworkVouchesOnce() {
        Vouchers vouchers = new Vouchers(false);
        assertThat(vouchers.announced("c000", List.of(TXID, OTHER))).isEmpty();
        assertThat(vouchers.announced("c000", List.of(TXID)))
                .as("the same network again")
                .isEmpty();
        assertThat(vouchers.vouchedFor(TXID)).isFalse();
        assertThat(vouchers.announced("c633", List.of(TXID))).containsExactly(TXID);
        assertThat(vouchers.vouchedFor(TXID)).isTrue();
        assertThat(vouchers.announced("cb00", List.of(TXID))).as("told once").isEmpty();
        assertThat(vouchers.vouchedFor(OTHER)).isFalse();
    }

    @Test
    void whereTheUserNamedTheNodesOneSuffices() {
        assertThat(new Vouchers(true).vouchedFor(TXID)).isTrue();
    }
}
