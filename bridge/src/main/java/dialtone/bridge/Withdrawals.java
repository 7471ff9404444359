package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.Destination;
import dialtone.bridge.bitcoin.Intent;
import dialtone.bridge.bitcoin.NotEnoughCoinsException;
import dialtone.bridge.bitcoin.Progress;
import dialtone.bridge.bitcoin.Withdrawal;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Sends the user's coins elsewhere: first a quote, then, when the user agreed to exactly that, one transaction. Used on the bridge's thread only. */
final class Withdrawals {

    private static final String INTENT = "withdrawal:";

    /** As long as nodes remember a transaction. */
    private static final Duration BROADCAST_FOR = Duration.ofDays(14);

    private final Chain chain;
    private final Clock clock;
    private final BitcoinClient bitcoin;
    private final Tabs tab;

    Withdrawals(Chain chain, Clock clock, BitcoinClient bitcoin, Tabs tab) {
        this.chain = chain;
        this.clock = clock;
        this.bitcoin = bitcoin;
        this.tab = tab;
    }

    void quote(FromBrowser.QuoteWithdrawal request) {
        Destination to = Destination.parse(chain, request.address());
        try {
            tell(bitcoin.quoteWithdrawal(to));
        } catch (NotEnoughCoinsException nothing) {
            problem(nothing);
        }
    }

    void withdraw(FromBrowser.Withdraw request) {
        if (!request.id().matches("[0-9a-f]{32}")) {
            throw new MalformedException("withdrawal id", "32 hex digits", MalformedException.quote(request.id()));
        }
        Destination to = Destination.parse(chain, request.address());
        long amountSat = (long) request.amountSat();
        String purpose = "%,d sat to %s".formatted(amountSat, to.address());
        Intent intent =
                new Intent(INTENT + request.id(), purpose, clock.instant().plus(BROADCAST_FOR));
        try {
            Optional<Withdrawal> sent = bitcoin.withdraw(intent, to, amountSat);
            if (sent.isEmpty()) {
                tell(bitcoin.quoteWithdrawal(to));
                tab.problem("", "quote", "Your coins have changed since: nothing was sent.", "Look at the new amount.");
                return;
            }
            Withdrawal done = sent.get();
            tab.send(new ToBrowser.Withdrawn(request.id(), to.address(), done.amountSat(), done.feeSat(), done.txid()));
        } catch (NotEnoughCoinsException nothing) {
            problem(nothing);
        }
    }

    /** How far a transaction of ours has come, if it was a withdrawal. */
    void broadcast(String intentId, Progress progress) {
        if (intentId.startsWith(INTENT) && progress instanceof Progress.Refused refused) {
            tab.problem(
                    "",
                    "refused",
                    "The Bitcoin nodes refused the transaction that sends your coins elsewhere.",
                    refused.reason());
        }
    }

    private void tell(Withdrawal quote) {
        tab.send(
                new ToBrowser.WithdrawalQuoted(quote.to().address(), quote.amountSat(), quote.feeSat(), quote.coins()));
    }

    private void problem(NotEnoughCoinsException nothing) {
        tab.problem("", "no-coins", "There is nothing to send.", nothing.getMessage());
    }
}
