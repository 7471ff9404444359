package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The wish to put one frame on chain.
 *
 * @param id unique for ever: the same intent never spends twice
 * @param purpose in words, for the wallet panel
 * @param expiry after this a transaction that is not confirmed is no longer broadcast
 * @param budget when nobody clicked: what it must stay within
 * @param paysAnswerTo the 20-byte hash of the day key that the transaction also pays, enough for the answer (a collect call)
 * @param paidBy the txid, as people write it, of the invitation that paid for this answer ({@link BitcoinClient#paysAnswer}): its coin is spent and none of ours
 */
public record Intent(
        String id,
        String purpose,
        Instant expiry,
        Optional<Budget> budget,
        Optional<Bytes> paysAnswerTo,
        Optional<String> paidBy) {

    public Intent {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(expiry, "expiry");
        if (id.isBlank()) {
            throw new IllegalArgumentException("an intent needs an id that is unique for ever, got a blank one");
        }
        paysAnswerTo.ifPresent(hash -> hash.sized(20, "hash of a day key"));
    }

    /** Asked for by the user, who pays. */
    public Intent(String id, String purpose, Instant expiry) {
        this(id, purpose, expiry, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Intent within(Budget limits) {
        return new Intent(id, purpose, expiry, Optional.of(limits), paysAnswerTo, paidBy);
    }

    public Intent payingAnswerTo(Bytes keyHash) {
        return new Intent(id, purpose, expiry, budget, Optional.of(keyHash), paidBy);
    }

    public Intent paidBy(String invitationTxid) {
        return new Intent(id, purpose, expiry, budget, paysAnswerTo, Optional.of(invitationTxid));
    }
}
