package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.Funds;
import dialtone.bridge.bitcoin.Spend;
import dialtone.bridge.tab.QrCodes;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.Qr;
import dialtone.bridge.tab.ToBrowser.SpendView;
import dialtone.bridge.tab.ToBrowser.WalletView;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Future;

/** The coins as the tab shows them. Used on the bridge's thread only. */
final class WalletInView {
    /** A call changes the wallet several times in a tenth of a second, when there is more urgent work; people read it later. */
    private static final Duration TOLD_AFTER = Duration.ofMillis(200);

    private static final int SPENDS = 100;

    /** An invitation with one IPv4 and one IPv6 candidate, which is what a browser at home has ({@code docs/protocol.md}, section 5), rounded up. */
    private static final int USUAL_FRAME_BYTES = 256;

    private final BitcoinClient bitcoin;
    private final AutomaticAnswers automatic;
    private final boolean canGetCoins;
    private final BridgeThread thread;
    private final Tabs tab;
    private boolean changed;
    private String uri = "";
    private Qr qr;

    WalletInView(
            BitcoinClient bitcoin, AutomaticAnswers automatic, boolean canGetCoins, BridgeThread thread, Tabs tab) {
        this.thread = thread;
        this.tab = tab;
        this.bitcoin = bitcoin;
        this.automatic = automatic;
        this.canGetCoins = canGetCoins;
    }

    /** About what a call costs, and at most what answering it does. */
    long frameCostSat() {
        return bitcoin.costSat(USUAL_FRAME_BYTES);
    }

    /** The user did something: the tab is told at once. */
    void tell() {
        tab.send(new ToBrowser.WalletChanged(view()));
    }

    /** Something happened: the tab is told soon, once for all that happens until then. */
    void changed() {
        if (!changed) {
            changed = true;
            Future<?> unused = thread.after(TOLD_AFTER, () -> {
                changed = false;
                tell();
            });
        }
    }

    /** As it is now. */
    WalletView view() {
        Funds funds = bitcoin.funds();
        long cost = frameCostSat();
        return new WalletView(
                funds.balanceSat(),
                funds.pendingSat(),
                funds.address(),
                funds.uri(),
                qrOf(funds.uri()),
                funds.feeRateSatPerVbyte(),
                cost,
                (int) Math.min(Integer.MAX_VALUE, funds.balanceSat() / cost),
                canGetCoins,
                bitcoin.spends(SPENDS).stream().map(WalletInView::view).toList(),
                bitcoin.answerPaymentSat(),
                automatic.spentSat(),
                automatic.limitSat());
    }

    /** Drawn again only for another address. */
    private Qr qrOf(String newest) {
        if (!newest.equals(uri)) {
            uri = newest;
            qr = QrCodes.of(newest.toUpperCase(Locale.ROOT));
        }
        return qr;
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
