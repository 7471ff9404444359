package dialtone.bridge;

import dialtone.bridge.bitcoin.BitcoinClient;
import dialtone.bridge.bitcoin.CannotReplaceException;
import dialtone.bridge.bitcoin.Replacement;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import dialtone.signaling.MalformedException;
import java.util.Locale;
import java.util.Optional;

/** Pays more for a transaction that is stuck, or takes its coins back: first a quote, then, when the user agreed to exactly that, one transaction. */
final class Replacing {

    private final BitcoinClient bitcoin;
    private final Tabs tab;
    private final WalletInView wallet;

    Replacing(BitcoinClient bitcoin, Tabs tab, WalletInView wallet) {
        this.bitcoin = bitcoin;
        this.tab = tab;
        this.wallet = wallet;
    }

    void quote(FromBrowser.QuoteReplacement request) {
        try {
            tell(bitcoin.quoteReplacement(txid(request.txid()), kind(request.kind())));
        } catch (CannotReplaceException refused) {
            problem(refused);
        }
    }

    void replace(FromBrowser.Replace request) {
        Replacement.Kind kind = kind(request.kind());
        String txid = txid(request.txid());
        try {
            Optional<Replacement> done = bitcoin.replace(txid, kind, (long) request.feeSat());
            tell(done.isPresent() ? done.get() : bitcoin.quoteReplacement(txid, kind));
            wallet.tell();
            if (done.isEmpty()) {
                tab.problem("", "quote", "The fee has changed since: nothing was sent.", "Look at the new one.");
            }
        } catch (CannotReplaceException refused) {
            problem(refused);
        }
    }

    private void tell(Replacement quote) {
        tab.send(new ToBrowser.ReplacementTold(
                quote.replacedTxid(),
                word(quote.kind()),
                quote.txid(),
                quote.feeSat(),
                quote.extraSat(),
                quote.backSat(),
                quote.satPerVbyte()));
    }

    private void problem(CannotReplaceException refused) {
        tab.problem("", "replace", "This transaction cannot be replaced.", refused.getMessage());
    }

    private static String word(Replacement.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Replacement.Kind kind(String word) {
        return switch (word) {
            case "bump" -> Replacement.Kind.BUMP;
            case "take-back" -> Replacement.Kind.TAKE_BACK;
            default ->
                throw new MalformedException(
                        "kind of replacement", "bump or take-back", MalformedException.quote(word));
        };
    }

    private static String txid(String text) {
        if (!text.matches("[0-9a-f]{64}")) {
            throw new MalformedException("transaction id", "64 hex digits", MalformedException.quote(text));
        }
        return text;
    }
}
