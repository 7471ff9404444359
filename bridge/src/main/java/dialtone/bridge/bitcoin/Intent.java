package dialtone.bridge.bitcoin;

import java.time.Instant;
import java.util.Objects;

/**
 * The wish to put one frame on chain.
 *
 * @param id unique for ever: the same intent never spends twice
 * @param purpose in words, for the wallet panel
 * @param expiry after this a transaction that is not confirmed is no longer broadcast
 */
public record Intent(String id, String purpose, Instant expiry) {

    public Intent {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(expiry, "expiry");
        if (id.isBlank()) {
            throw new IllegalArgumentException("an intent needs an id that is unique for ever, got a blank one");
        }
    }
}
