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

    /** An invitation with one IPv4 and one IPv6 candidate, which is what a browser at home has ({@code docs/protocol.md}, section 5), rounded up. */
    private static final int USUAL_FRAME_BYTES = 256;

    private final BitcoinClient bitcoin;
    private final AutomaticAnswers automatic;
    private final boolean canGetCoins;

    WalletInView(BitcoinClient bitcoin, AutomaticAnswers automatic, boolean canGetCoins) {
        this.bitcoin = bitcoin;
        this.automatic = automatic;
        this.canGetCoins = canGetCoins;
    }

    /** About what a call costs, and at most what answering it does. */
    long frameCostSat() {
        return bitcoin.costSat(USUAL_FRAME_BYTES);
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
                bitcoin.spends(SPENDS).stream().map(WalletInView::view).toList(),
                bitcoin.answerPaymentSat(),
                automatic.spentSat(),
                automatic.limitSat());
    }

    private static SpendView view(Spend spend) {
        return new SpendView(
                spend.txid(),
                spend.purpose(),
                spend.feeSat(),
                spend.at().toEpochMilli(),
                spend.state().name().toLowerCase(Locale.ROOT),
                spend.replaceable());
    }
}
