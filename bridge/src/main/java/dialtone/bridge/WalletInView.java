package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.Funds;
import dialtone.bridge.bitcoin.Spend;
import dialtone.bridge.tab.QrCodes;
import dialtone.bridge.tab.ToBrowser.SpendView;
import dialtone.bridge.tab.ToBrowser.WalletView;
import java.util.Locale;

/** The coins as the tab shows them. */
final class WalletInView {
    private static final int SPENDS = 100;

    /** {@code docs/protocol.md}, section 5: an introduction with two IPv4 candidates. */
    static final int TYPICAL_FRAME_BYTES = 240;

    private final BitcoinClient bitcoin;
    private final boolean canGetCoins;

    WalletInView(BitcoinClient bitcoin, boolean canGetCoins) {
        this.bitcoin = bitcoin;
        this.canGetCoins = canGetCoins;
    }

    /** What a call costs, and what answering one costs. */
    long frameCostSat() {
        return bitcoin.costSat(TYPICAL_FRAME_BYTES);
    }

    WalletView view() {
        Funds funds = bitcoin.funds();
        long cost = frameCostSat();
        return new WalletView(
                funds.balanceSat(),
                funds.pendingSat(),
                funds.address(),
                funds.uri(),
                QrCodes.of(funds.uri().toUpperCase(Locale.ROOT)),
                funds.feeRateSatPerVbyte(),
                cost,
                (int) Math.min(Integer.MAX_VALUE, funds.balanceSat() / cost),
                canGetCoins,
                bitcoin.spends(SPENDS).stream().map(WalletInView::view).toList());
    }

    private static SpendView view(Spend spend) {
        return new SpendView(
                spend.txid(),
                spend.purpose(),
                spend.feeSat(),
                spend.at().toEpochMilli(),
                spend.state().name().toLowerCase(Locale.ROOT));
    }
}
