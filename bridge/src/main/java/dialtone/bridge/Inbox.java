package dialtone.bridge;

import dialtone.bridge.bitcoin.BlockRef;
import dialtone.bridge.bitcoin.Payload;
import dialtone.signaling.Bytes;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.frame.Opener;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what Bitcoin brings, and sorts it. What is refused is counted and logged by its reason; it never rings. */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    /** After so many refusals of one kind only every thousandth is logged: a stranger pays a fee for each, a lying node nothing. */
    private static final int LOGGED_ONE_BY_ONE = 100;

    private final Opener opener;
    private final Clock clock;
    private final Calls calls;
    private final Map<Opened.Reason, Integer> refusals = new EnumMap<>(Opened.Reason.class);
    private int replays;
    private int servicesIgnored;

    Inbox(Opener opener, Clock clock, Calls calls) {
        this.opener = opener;
        this.clock = clock;
        this.calls = calls;
    }

    void take(Payload payload) {
        Instant now = clock.instant();
        Instant sentAround = payload.block().map(BlockRef::time).orElse(now);
        Opened opened = opener.open(payload.bytes(), payload.outpoints(), sentAround, now, calls::pending);
        if (opened instanceof Opened.Invitation invitation) {
            if (isNew(invitation.id())) {
                calls.invited(invitation, payload);
            }
        } else if (opened instanceof Opened.Missed missed) {
            if (isNew(missed.invitation().id())) {
                calls.missed(missed.invitation(), "");
            }
        } else if (opened instanceof Opened.Acceptance acceptance) {
            calls.accepted(acceptance, payload);
        } else if (opened instanceof Opened.Rejected rejected) {
            refused(rejected, payload.txid());
        } else if (opened instanceof Opened.Endpoint endpoint) {
            ignored(endpoint, payload.txid());
        }
    }

    /** How many addresses of services came, which nothing here uses yet. */
    int servicesIgnored() {
        return servicesIgnored;
    }

    /** The same frame may stand in a replacement of its transaction, or come again after a lost write. It rings once. */
    private boolean isNew(Bytes invitationId) {
        if (calls.knows(invitationId)) {
            replays++;
            LOG.info(
                    "Invitation {} came again ({} replays so far): it does not ring twice",
                    invitationId.hex(),
                    replays);
            return false;
        }
        return true;
    }

    private void refused(Opened.Rejected rejected, String txid) {
        int times = refusals.merge(rejected.reason(), 1, Integer::sum);
        if (isLogged(times)) {
            LOG.info(
                    "Refused the frame in transaction {}: {} ({} so far): {}",
                    txid,
                    rejected.reason(),
                    times,
                    rejected.detail());
        }
    }

    /** Not connected to, not stored, and its address not logged: the inspector shows it to who asks. */
    private void ignored(Opened.Endpoint endpoint, String txid) {
        servicesIgnored++;
        if (isLogged(servicesIgnored)) {
            LOG.info(
                    "Ignored the address of a {} service in transaction {}, from {}: nothing here uses services yet"
                            + " ({} so far)",
                    endpoint.endpoint().kind().text(),
                    txid,
                    endpoint.from(),
                    servicesIgnored);
        }
    }

    private static boolean isLogged(int times) {
        return times <= LOGGED_ONE_BY_ONE || times % 1_000 == 0;
    }
}
