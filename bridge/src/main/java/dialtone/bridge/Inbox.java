package dialtone.bridge;

import dialtone.bridge.bitcoin.BlockRef;
import dialtone.bridge.bitcoin.Payload;
import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.reunion.DerivedCredentials;
import dialtone.signaling.reunion.ReunionOpened;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
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
    private final Database database;
    private final Pairs pairs;
    private final Map<Opened.Reason, Integer> refusals = new EnumMap<>(Opened.Reason.class);
    private int replays;
    private int servicesIgnored;

    Inbox(Database database, Pairs pairs, Opener opener, Clock clock, Calls calls) {
        this.database = database;
        this.pairs = pairs;
        this.opener = opener;
        this.clock = clock;
        this.calls = calls;
    }

    void take(Payload payload) {
        Instant now = clock.instant();
        Instant sentAround = payload.block().map(BlockRef::time).orElse(now);
        Opened opened = opener.open(payload.bytes(), payload.outpoints(), sentAround, now, calls.current::pending);
        if (opened instanceof Opened.Invitation invitation) {
            if (isNew(invitation.id())) {
                calls.arriving.invited(Invited.by(invitation), payload);
            }
        } else if (opened instanceof Opened.Missed missed) {
            if (!missed.invitation().quiet() && isNew(missed.invitation().id())) {
                calls.arriving.missed(Invited.by(missed.invitation()), "");
            }
        } else if (opened instanceof Opened.Acceptance acceptance) {
            // The answer first: the tab waits for it, and nothing that leaves this machine follows from the new secret
            // yet.
            calls.accepted(acceptance.invitationId(), acceptance.answer(), acceptance.expiry(), payload);
            introduced(acceptance);
        } else if (opened instanceof Opened.Rejected rejected) {
            refused(rejected.reason(), rejected.detail(), payload.txid());
        } else if (opened instanceof Opened.Endpoint endpoint) {
            ignored(endpoint, payload.txid());
        } else {
            // The tag is used up and what follows from it is stored, or neither.
            database.transaction(() -> {
                pairs.open(payload.bytes(), payload.outpoints(), calls.current::pendingReunions, sentAround, now)
                        .forEach(heard -> reunion(heard.from(), heard.opened(), payload));
                return null;
            });
        }
    }

    private void introduced(Opened.Acceptance acceptance) {
        database.transaction(() -> {
            pairs.introduced(acceptance.from(), pairs.state(acceptance.from()), acceptance.pairSecret());
            pairs.theyUse(acceptance.from(), acceptance.answer().fingerprint());
            calls.current
                    .fingerprintIn(acceptance.invitationId())
                    .ifPresent(ours -> pairs.theyKnow(acceptance.from(), ours));
            return null;
        });
    }

    private void reunion(PublicKey from, ReunionOpened opened, Payload payload) {
        if (opened instanceof ReunionOpened.Invitation invitation) {
            invited(from, invitation, payload).ifPresent(known -> calls.arriving.invited(known, payload));
        } else if (opened instanceof ReunionOpened.Missed missed) {
            invited(from, missed.invitation(), payload)
                    .filter(known -> !known.quiet())
                    .ifPresent(known -> calls.arriving.missed(known, ""));
        } else if (opened instanceof ReunionOpened.Acceptance acceptance) {
            ShortDescriptor answer = acceptance.answer();
            Optional<Descriptor> complete = answer.credentials()
                    .or(() -> calls.current.derivedIn(acceptance.invitationId()).map(DerivedCredentials::invitee))
                    .flatMap(own -> fingerprint(from, answer).map(pinned -> answer.complete(pinned, own)));
            if (complete.isPresent()) {
                calls.current.fingerprintIn(acceptance.invitationId()).ifPresent(ours -> pairs.theyKnow(from, ours));
                calls.accepted(acceptance.invitationId(), complete.get(), acceptance.expiry(), payload);
            } else {
                refused(Opened.Reason.MALFORMED, "an answer without credentials or fingerprint", payload.txid());
            }
        } else if (opened instanceof ReunionOpened.Rejected rejected) {
            refused(rejected.reason(), rejected.detail(), payload.txid());
        }
    }

    private Optional<Invited> invited(PublicKey from, ReunionOpened.Invitation invitation, Payload payload) {
        Optional<Bytes> fingerprint = fingerprint(from, invitation.offer());
        if (fingerprint.isEmpty()) {
            refused(Opened.Reason.MALFORMED, "an offer without a fingerprint, and none is known", payload.txid());
            return Optional.empty();
        }
        Descriptor offer = invitation
                .offer()
                .complete(fingerprint.get(), invitation.credentials().inviter());
        Optional<DerivedCredentials> derived =
                invitation.dialable() ? Optional.of(invitation.credentials()) : Optional.empty();
        return isNew(invitation.id())
                ? Optional.of(new Invited(
                        from,
                        invitation.id(),
                        invitation.expiry(),
                        offer,
                        Optional.empty(),
                        derived,
                        invitation.quiet()))
                : Optional.empty();
    }

    /** The one in the frame, which is remembered; or the one that the friend has told before. */
    private Optional<Bytes> fingerprint(PublicKey from, ShortDescriptor descriptor) {
        descriptor.fingerprint().ifPresent(told -> pairs.theyUse(from, told));
        return descriptor.fingerprint().or(() -> pairs.fingerprintOf(from));
    }

    /** How many addresses of services came, which nothing here uses yet. */
    int servicesIgnored() {
        return servicesIgnored;
    }

    /** The same frame may stand in a replacement of its transaction, or come again after a lost write. It rings once. */
    private boolean isNew(Bytes invitationId) {
        if (calls.current.knows(invitationId)) {
            replays++;
            LOG.info(
                    "Invitation {} came again ({} replays so far): it does not ring twice",
                    invitationId.hex(),
                    replays);
            return false;
        }
        return true;
    }

    private void refused(Opened.Reason reason, String detail, String txid) {
        int times = refusals.merge(reason, 1, Integer::sum);
        if (isLogged(times)) {
            LOG.info("Refused the frame in transaction {}: {} ({} so far): {}", txid, reason, times, detail);
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
