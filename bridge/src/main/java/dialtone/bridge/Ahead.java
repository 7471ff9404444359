package dialtone.bridge;

import dialtone.bridge.link.Links;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The native peer's connections that are made before they are wanted, so that a click finds its addresses gathered: one for the friend whose conversation is open. Without STUN
 * and TURN servers nobody hears of it; with servers, nothing is made ahead.
 */
final class Ahead {
    private static final String PREFIX = "ahead:";

    /** A router may have given this computer another address meanwhile. */
    private static final Duration RENEW_AFTER = Duration.ofMinutes(4);

    private final BridgeThread thread;
    private final BooleanSupplier asksServers;
    private final Function<PublicKey, Optional<IceCredentials>> credentials;
    private Links links;
    private final Map<String, Descriptor> ready = new HashMap<>();
    private Optional<PublicKey> expected = Optional.empty();
    private int made;

    /** {@code credentials}: for an offer to this friend that they can dial. */
    Ahead(BridgeThread thread, BooleanSupplier asksServers, Function<PublicKey, Optional<IceCredentials>> credentials) {
        this.asksServers = asksServers;
        this.thread = thread;
        this.credentials = credentials;
    }

    void serve(Links held) {
        links = held;
    }

    static boolean isAhead(String call) {
        return call.startsWith(PREFIX);
    }

    /** The user may call this friend next. */
    void expect(PublicKey friend) {
        boolean there = expected.equals(Optional.of(friend)) && links.expects(name());
        if (there || links.find(friend).isPresent() || asksServers.getAsBoolean()) {
            return;
        }
        drop();
        expected = Optional.of(friend);
        made++;
        links.offer(name(), friend, credentials.apply(friend));
        String mine = name();
        Future<?> unused = thread.after(RENEW_AFTER, () -> {
            if (mine.equals(name()) && links.expects(mine)) {
                drop();
                expect(friend);
            }
        });
    }

    void described(String name, Descriptor offer) {
        if (name.equals(name())) {
            ready.put(name, offer);
        }
    }

    boolean isReady(PublicKey friend) {
        return expected.equals(Optional.of(friend)) && ready.containsKey(name());
    }

    /** What was made for this friend is the call's from now on. */
    Optional<Descriptor> take(PublicKey friend, String call) {
        Optional<Descriptor> offer =
                expected.equals(Optional.of(friend)) ? Optional.ofNullable(ready.remove(name())) : Optional.empty();
        // Its tag may have been used meanwhile, by an invitation to a link.
        boolean fits = offer.filter(each -> credentials
                        .apply(friend)
                        .map(each.credentials()::equals)
                        .orElse(true))
                .isPresent();
        Optional<Descriptor> taken = offer.filter(unused -> fits && links.rename(name(), call));
        drop();
        return taken;
    }

    private void drop() {
        if (expected.isPresent()) {
            links.abandon(name());
            ready.clear();
            expected = Optional.empty();
        }
    }

    private String name() {
        return PREFIX + made;
    }
}
