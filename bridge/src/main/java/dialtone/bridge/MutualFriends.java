package dialtone.bridge;

import dialtone.bridge.link.Link;
import dialtone.bridge.link.LinkMessage;
import dialtone.bridge.link.Links;
import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.Reach;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.reunion.DerivedCredentials;
import dialtone.signaling.reunion.Reunion;
import dialtone.signaling.reunion.ReunionOpened;
import dialtone.signaling.reunion.SendSlot;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Reaching a friend through somebody who is linked to both, without a transaction, and carrying for others ({@code docs/protocol.md}, 8.5). The frames are reunion frames; each
 * connection that comes of one has a name of its own in {@link Links}.
 */
final class MutualFriends {
    private static final String PREFIX = "carried:";

    /** An invitation that nobody answered by then is given up. */
    private static final Duration WAIT = Duration.ofSeconds(20);

    /** A dial that has not opened by then needs our addresses on the other side. */
    private static final Duration DIAL_LIMIT = Duration.ofSeconds(3);

    /** Asking more friends costs each of them a look, and tells more of them that we look for somebody. */
    private static final int MOST_ASKED = 8;

    private static final int MOST_CARRIED_A_MINUTE = 60;
    private static final long LAST_INDEX = 0xffff_ffffL;
    private static final int NONCE_SIZE = 32;

    private final Chain chain;
    private final Clock clock;
    private final BridgeThread thread;
    private final Database database;
    private final Pairs pairs;
    private final SecureRandom random;
    private final Predicate<PublicKey> mayBeLinked;
    private Links links;

    private final Map<String, Ours> ours = new HashMap<>();
    private final Map<String, Theirs> theirs = new HashMap<>();
    private final Map<PublicKey, Carried> carried = new HashMap<>();
    private final Map<PublicKey, Days> days = new HashMap<>();

    private static final class Ours {
        final PublicKey friend;
        final SendSlot slot;
        Optional<Bytes> id = Optional.empty();

        Ours(PublicKey friend, SendSlot slot) {
            this.friend = friend;
            this.slot = slot;
        }
    }

    private record Theirs(PublicKey friend, Bytes id, PublicKey carrier) {}

    private static final class Carried {
        long minute;
        int frames;
    }

    private record Days(LocalDate today, List<String> hashes) {}

    /** {@code mayBeLinked}: whether the user agreed that this friend may be connected without a click. */
    MutualFriends(
            Chain chain,
            Clock clock,
            BridgeThread thread,
            Database database,
            Pairs pairs,
            SecureRandom random,
            Predicate<PublicKey> mayBeLinked) {
        this.chain = chain;
        this.clock = clock;
        this.thread = thread;
        this.database = database;
        this.pairs = pairs;
        this.random = random;
        this.mayBeLinked = mayBeLinked;
    }

    void serve(Links held) {
        links = held;
    }

    static boolean isCarried(String call) {
        return call.startsWith(PREFIX);
    }

    /** Asks the friends who are there. Whether there is anybody to ask, and a secret to ask with. */
    boolean invite(PublicKey friend) {
        boolean underWay = ours.values().stream().anyMatch(out -> out.friend.equals(friend));
        Optional<Bytes> fingerprint = pairs.fingerprintOf(friend);
        if (underWay || fingerprint.isEmpty() || connectedBut(friend).isEmpty()) {
            return underWay;
        }
        Optional<SendSlot> slot = database.transaction(() -> pairs.forInvitation(friend));
        slot.ifPresent(reserved -> {
            String name = PREFIX + reserved.tag().hex();
            ours.put(name, new Ours(friend, reserved));
            links.offer(name, friend, Optional.of(reserved.credentials().inviter()));
            Future<?> unused = thread.after(WAIT, () -> giveUp(name));
        });
        return slot.isPresent();
    }

    private void giveUp(String name) {
        ours.remove(name);
        theirs.remove(name);
        links.abandon(name);
    }

    /** The link is open, by this connection or another. */
    void linked(PublicKey friend) {
        List<String> done = ours.entrySet().stream()
                .filter(out -> out.getValue().friend.equals(friend))
                .map(Map.Entry::getKey)
                .toList();
        done.forEach(this::giveUp);
        theirs.values().removeIf(in -> in.friend.equals(friend));
    }

    /** Our description for one of these connections. */
    void described(String name, Descriptor description) {
        Ours out = ours.get(name);
        Theirs in = theirs.get(name);
        if (out != null) {
            pairs.fingerprintOf(out.friend)
                    .ifPresent(pinned -> links.expectDial(name, Reunion.synthesizedAnswer(out.slot, pinned)));
            send(out, description);
        } else if (in != null) {
            Future<?> unused = thread.after(DIAL_LIMIT, () -> accept(name, description));
        }
    }

    private void send(Ours out, Descriptor offer) {
        Bytes nonce = nonce();
        Instant now = clock.instant();
        Reunion.Sealing sealing = Reunion.sealInvitation(
                out.slot, true, true, now, now.plus(WAIT), shortened(out.friend, offer), outpoints(nonce));
        if (sealing instanceof Reunion.Sealing.Fits fits) {
            out.id = Optional.of(fits.invitationId());
            connectedBut(out.friend).stream()
                    .limit(MOST_ASKED)
                    .forEach(link -> link.say(carry(out.friend, nonce, fits.payload())));
        }
    }

    /** The dial brought nothing: the friend must dial us. */
    private void accept(String name, Descriptor answer) {
        Theirs in = theirs.get(name);
        if (in == null || !links.expects(name)) {
            return;
        }
        Bytes nonce = nonce();
        Instant now = clock.instant();
        SendSlot slot = database.transaction(() -> pairs.forAcceptance(in.friend));
        Reunion.Sealing sealing = Reunion.sealAcceptance(
                slot, in.id, now, now.plus(WAIT), shortened(in.friend, answer), outpoints(nonce));
        if (sealing instanceof Reunion.Sealing.Fits fits) {
            links.find(in.carrier).ifPresent(link -> link.say(carry(in.friend, nonce, fits.payload())));
        }
    }

    /** A friend wants a frame carried, or one was carried to us. */
    void heard(Link from, LinkMessage message) {
        if (message.type().equals("carry")) {
            carry(from, message);
        } else {
            open(from, Bytes.fromHex(message.text("nonce")), Bytes.fromHex(message.text("frame")));
        }
    }

    private void carry(Link from, LinkMessage message) {
        Carried count = carried.computeIfAbsent(from.friend(), unused -> new Carried());
        long minute = clock.instant().getEpochSecond() / 60;
        if (minute != count.minute) {
            count.minute = minute;
            count.frames = 0;
        }
        if (++count.frames > MOST_CARRIED_A_MINUTE) {
            return;
        }
        connectedBut(from.friend()).stream()
                .filter(link -> hashesOf(link.friend()).contains(message.text("to")))
                .findFirst()
                .ifPresent(link -> link.say(LinkMessage.carried(message.text("nonce"), message.text("frame"))));
    }

    private void open(Link carrier, Bytes nonce, Bytes frame) {
        Instant now = clock.instant();
        List<Pairs.Heard> heard =
                database.transaction(() -> pairs.open(frame, outpoints(nonce), this::pending, now, now));
        for (Pairs.Heard each : heard) {
            if (each.opened() instanceof ReunionOpened.Invitation invitation) {
                invited(carrier, each.from(), invitation);
            } else if (each.opened() instanceof ReunionOpened.Acceptance acceptance) {
                accepted(each.from(), acceptance);
            }
        }
    }

    private void invited(Link carrier, PublicKey from, ReunionOpened.Invitation invitation) {
        Optional<Bytes> fingerprint = invitation.offer().fingerprint().or(() -> pairs.fingerprintOf(from));
        boolean there = links.find(from)
                .filter(link -> link.state() == Link.State.CONNECTED)
                .isPresent();
        if (there || fingerprint.isEmpty() || !invitation.dialable() || !mayBeLinked.test(from)) {
            return;
        }
        pairs.theyUse(from, fingerprint.get());
        DerivedCredentials credentials = invitation.credentials();
        Descriptor offer = invitation
                .offer()
                .complete(fingerprint.get(), credentials.inviter())
                .usableFor(Reach.of(chain));
        String name = PREFIX + invitation.id().hex();
        theirs.put(name, new Theirs(from, invitation.id(), carrier.friend()));
        links.answer(name, from, offer, Optional.of(credentials.invitee()));
        Future<?> unused = thread.after(WAIT, () -> giveUp(name));
    }

    private void accepted(PublicKey from, ReunionOpened.Acceptance acceptance) {
        ours.forEach((name, out) -> {
            if (out.friend.equals(from) && out.id.equals(Optional.of(acceptance.invitationId()))) {
                pairs.fingerprintOf(from)
                        .map(pinned -> acceptance
                                .answer()
                                .complete(pinned, out.slot.credentials().invitee())
                                .usableFor(Reach.of(chain)))
                        .ifPresent(answer -> links.applyAnswer(name, answer));
            }
        });
    }

    private List<Bytes> pending(PublicKey friend) {
        return ours.values().stream()
                .filter(out -> out.friend.equals(friend))
                .flatMap(out -> out.id.stream())
                .toList();
    }

    private List<Link> connectedBut(PublicKey friend) {
        return links.all().stream()
                .filter(link ->
                        link.state() == Link.State.CONNECTED && !link.friend().equals(friend))
                .toList();
    }

    private ShortDescriptor shortened(PublicKey friend, Descriptor description) {
        return ShortDescriptor.of(description, pairs.knowsOurs(friend, description), true);
    }

    private LinkMessage carry(PublicKey to, Bytes nonce, Bytes frame) {
        return LinkMessage.carry(hashesOf(to).get(0), nonce.hex(), frame.hex());
    }

    /** Of the friend's day keys, today's first. */
    private List<String> hashesOf(PublicKey friend) {
        Instant now = clock.instant();
        LocalDate today = DayKey.dayOf(now);
        Days known = days.get(friend);
        if (known == null || !known.today.equals(today)) {
            List<String> hashes = new java.util.ArrayList<>();
            hashes.add(DayKey.of(friend, chain, today).hash160().hex());
            DayKey.acceptedAt(now).stream()
                    .filter(day -> !day.equals(today))
                    .map(day -> DayKey.of(friend, chain, day).hash160().hex())
                    .forEach(hashes::add);
            known = new Days(today, hashes);
            days.put(friend, known);
        }
        return known.hashes;
    }

    private Bytes nonce() {
        byte[] nonce = new byte[NONCE_SIZE];
        random.nextBytes(nonce);
        return Bytes.of(nonce);
    }

    private static List<Outpoint> outpoints(Bytes nonce) {
        return List.of(new Outpoint(nonce, LAST_INDEX));
    }
}
