package dialtone.bridge.link;

import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.Reach;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back to a friend without a transaction ({@code docs/protocol.md}, 8.3): the standby that waits for them, and the ticket with which we dial theirs. Both are
 * written down, so that two who were both off find each other again when one of them has kept its address.
 */
final class Redials {
    private static final Logger LOG = LoggerFactory.getLogger(Redials.class);

    private static final Duration DIAL_LIMIT = Duration.ofSeconds(4);

    /** A dial that came to nothing is tried again after the next of these; the first few are for a native peer that has just died. */
    private static final List<Duration> AGAIN_AFTER = List.of(
            Duration.ofMillis(300),
            Duration.ofMillis(700),
            Duration.ofMillis(1_500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(300));

    /** The first moments of a link belong to the call it was opened for. */
    private static final Duration STANDBY_AFTER = Duration.ofMillis(300);

    private static final Duration STANDBY_AGAIN = Duration.ofMillis(500);

    /** Then its port is taken, or there is no network: another standby is made for the next link. */
    private static final int MOST_STANDBY_FAILURES = 8;

    private final Links links;
    private final LinkMemory memory;
    private final Names names;
    private final Reach reach;
    private final Executor thread;
    private final Timer timer;
    private final Supplier<LinksEvents> events;
    private final SecureRandom random = new SecureRandom();

    private final Map<PublicKey, Link> standbys = new HashMap<>();
    private final Map<PublicKey, Dial> dials = new HashMap<>();
    private boolean closed;

    /** How far we are with dialing one friend. */
    private static final class Dial {
        int attempts;
        String ticket = "";
        Optional<Link> link = Optional.empty();
        Optional<Future<?>> next = Optional.empty();

        void cancel() {
            next.ifPresent(waiting -> waiting.cancel(false));
            next = Optional.empty();
        }
    }

    Redials(
            Links links,
            LinkMemory memory,
            Names names,
            Reach reach,
            Executor thread,
            Timer timer,
            Supplier<LinksEvents> events) {
        this.links = links;
        this.memory = memory;
        this.names = names;
        this.reach = reach;
        this.thread = thread;
        this.timer = timer;
        this.events = events;
    }

    void ready() {
        for (PublicKey friend : memory.known()) {
            if (!standbys.containsKey(friend)) {
                memory.standby(friend).ifPresent(standby -> await(friend, standby, 0));
            }
            if (links.find(friend).isEmpty()) {
                now(friend);
            }
        }
    }

    /**
     * Other paths are there now, and the old ones may go: each friend is dialed anew while their link still works, and told over it how to dial us from now on. The newer link
     * takes the place of the old one.
     */
    void networkChanged() {
        for (PublicKey friend : memory.known()) {
            Optional<Link> open = links.find(friend);
            open.ifPresent(this::prepareStandby);
            Dial dial = dials.computeIfAbsent(friend, unused -> new Dial());
            dial.attempts = 0;
            if (dial.link.isEmpty()) {
                dialAnew(friend, dial);
            }
        }
    }

    boolean knowsAddress(PublicKey friend) {
        return Ticket.parse(memory.ticket(friend), reach).isPresent();
    }

    boolean isDialing(PublicKey friend) {
        return Optional.ofNullable(dials.get(friend)).flatMap(dial -> dial.link).isPresent();
    }

    /** Dials at once, whatever came of earlier attempts. Whether there is somewhere to dial. */
    boolean now(PublicKey friend) {
        Dial dial = dials.computeIfAbsent(friend, unused -> new Dial());
        dial.attempts = 0;
        return isDialing(friend) || dial(friend);
    }

    private boolean dial(PublicKey friend) {
        boolean connected = links.find(friend)
                .filter(link -> link.state() == Link.State.CONNECTED)
                .isPresent();
        return !connected && dialAnew(friend, dials.computeIfAbsent(friend, unused -> new Dial()));
    }

    private boolean dialAnew(PublicKey friend, Dial dial) {
        dial.cancel();
        dial.ticket = memory.ticket(friend);
        Optional<Ticket> ticket = Ticket.parse(dial.ticket, reach);
        if (closed || ticket.isEmpty()) {
            return false;
        }
        if (!ticket.get().lasting()) {
            memory.keepTicket(friend, ""); // it serves once, whatever happens
        }
        var unused = names.resolve(ticket.get().standby())
                .thenAcceptAsync(standby -> dial(friend, dial, standby, ticket.get()), thread);
        return true;
    }

    private void dial(PublicKey friend, Dial dial, Descriptor standby, Ticket ticket) {
        if (closed || dial.link.isPresent()) {
            return;
        }
        LOG.debug("Dialing {} at their last address", friend);
        Link link = links.link(friend, true, "", 0, new Links.Adapter() {
            @Override
            void described(Link described, Descriptor ours) {}

            @Override
            void failed(Link failed, String why) {
                failed.end(Link.Reason.CLOSED);
            }
        });
        dial.link = Optional.of(link);
        link.theirs(standby.fingerprint());
        link.connection().answer(standby.toOfferSdp(), Optional.of(ticket.dial()));
        Future<?> unused = timer.after(DIAL_LIMIT, () -> {
            if (link.state() == Link.State.OPENING) {
                link.close(false, Link.Reason.CLOSED_BY_US);
            }
        });
        events.get().presence(friend);
    }

    /** A link that was being dialed, or waited, came to nothing or has ended. */
    void over(Link link) {
        PublicKey friend = link.friend();
        Dial dial = dials.get(friend);
        if (dial != null && dial.link.filter(dialed -> dialed == link).isPresent()) {
            dial.link = Optional.empty();
            again(friend, dial);
            events.get().presence(friend);
        }
        if (standbys.remove(friend, link)) { // somebody dialed it and did not come through: what they know stays true
            awaitAgain(friend, 0);
        }
    }

    private void again(PublicKey friend, Dial dial) {
        boolean reached = links.find(friend).isPresent();
        if (closed || reached || !links.isReady() || memory.ticket(friend).isEmpty()) {
            return;
        }
        Duration delay = AGAIN_AFTER.get(Math.min(dial.attempts, AGAIN_AFTER.size() - 1));
        dial.attempts++;
        dial.cancel();
        dial.next = Optional.of(timer.after(delay, () -> {
            if (links.find(friend).isEmpty() && dial.link.isEmpty()) {
                dial(friend);
            }
        }));
    }

    /**
     * Whatever brought it: nothing more is to be dialed. When the friend has dialed us while we dial them, ours goes on: they may have ended theirs for it, and of two that open both
     * sides choose the same one.
     */
    void opened(Link link) {
        Dial dial = dials.get(link.friend());
        if (dial != null) {
            dial.cancel();
            boolean ours = dial.link.filter(dialed -> dialed == link).isPresent();
            if (ours && memory.ticket(link.friend()).equals(dial.ticket)) {
                memory.keepTicket(link.friend(), ""); // it has served; the next comes over this link
            }
            boolean theyDialed = !link.ours() && link.call().isEmpty();
            if (!ours && !theyDialed) {
                dial.link.ifPresent(other -> other.end(Link.Reason.REPLACED));
            }
            if (ours || !theyDialed) {
                dials.remove(link.friend());
            }
        }
        if (standbys.remove(link.friend(), link)) {
            memory.keepStandby(link.friend(), Optional.empty());
        }
    }

    /** The open link has ended. */
    void lost(Link link, Link.Reason reason) {
        boolean theyWent = reason == Link.Reason.BYE;
        if (theyWent
                && Ticket.parse(memory.ticket(link.friend()), reach)
                        .filter(Ticket::lasting)
                        .isEmpty()) {
            memory.keepTicket(link.friend(), ""); // their standby went with them; ours waits for them
        } else if (theyWent) {
            Dial dial = dials.computeIfAbsent(link.friend(), unused -> new Dial());
            dial.attempts = AGAIN_AFTER.size() - 3; // they dial us when they are back
            again(link.friend(), dial);
        } else if (reason != Link.Reason.CLOSED_BY_US && reason != Link.Reason.FLOOD) {
            now(link.friend());
        }
    }

    /** The friend told us how to dial their standby. */
    void keep(Link link, LinkMessage message) {
        Optional<Ticket> ticket = Ticket.read(message.object("ticket"), reach);
        if (ticket.isPresent()
                && links.find(link.friend()).filter(open -> open == link).isPresent()) {
            memory.keepTicket(link.friend(), ticket.get().toJson().toString());
        } else {
            link.refuse();
        }
    }

    /**
     * For the next time: waits for the friend, and tells them how to dial. What waits already and was not used is made again at the same port, with the addresses of now: a
     * friend who goes before they have heard of it can still dial by what they know.
     */
    void prepareStandby(Link link) {
        boolean waits = standbys.containsKey(link.friend()); // perhaps the friend is coming through it now
        Duration delay = waits ? Links.GLARE : link.call().isEmpty() ? Duration.ZERO : STANDBY_AFTER;
        Future<?> unused = timer.after(delay, () -> {
            PublicKey friend = link.friend();
            if (closed || links.find(friend).filter(open -> open == link).isEmpty()) {
                return;
            }
            Link earlier = standbys.remove(friend);
            if (earlier != null) {
                earlier.end(Link.Reason.REPLACED);
            }
            try {
                await(friend, standbyFor(friend, link.fingerprint().orElseThrow()), 0);
            } catch (SocketException noPort) {
                LOG.warn("No standby for a redial by {}: {}", friend, noPort.getMessage());
            }
        });
    }

    private Standby standbyFor(PublicKey friend, Bytes fingerprint) throws SocketException {
        Optional<Standby> unused =
                memory.standby(friend).filter(kept -> kept.theirs().equals(fingerprint));
        if (unused.isPresent()) {
            return unused.get();
        }
        Standby fresh = Standby.fresh(fingerprint, random);
        memory.keepStandby(friend, Optional.of(fresh));
        return fresh;
    }

    private void await(PublicKey friend, Standby standby, int failures) {
        boolean wanted = memory.standby(friend).equals(Optional.of(standby));
        if (closed || !wanted || standbys.containsKey(friend)) {
            return;
        }
        Link waiting = links.link(friend, false, "", standby.port(), new Links.Adapter() {
            @Override
            void described(Link link, Descriptor ours) {
                link.connection().setAnswer(standby.synthesizedAnswer().toAnswerSdp());
                Ticket ticket = new Ticket(ours.usableFor(reach), standby.dial(), true);
                links.find(friend)
                        .ifPresent(open -> open.say(LinkMessage.of("redial", Map.of("ticket", ticket.toJson()))));
            }

            @Override
            void failed(Link link, String why) {
                standbys.remove(friend, link);
                link.end(Link.Reason.CLOSED);
                if (!links.isReady()) {
                    return; // it is made again when the peers are back
                }
                if (failures < MOST_STANDBY_FAILURES) {
                    awaitAgain(friend, failures + 1);
                } else {
                    LOG.info("No standby for {} any more: {}", friend, why);
                    memory.keepStandby(friend, Optional.empty());
                }
            }
        });
        waiting.theirs(standby.theirs());
        standbys.put(friend, waiting);
        waiting.connection().offer(Optional.of(standby.ours()));
    }

    private void awaitAgain(PublicKey friend, int failures) {
        Future<?> unused = timer.after(
                STANDBY_AGAIN, () -> memory.standby(friend).ifPresent(standby -> await(friend, standby, failures)));
    }

    void drop(PublicKey friend) {
        Dial dial = dials.remove(friend);
        if (dial != null) {
            dial.cancel();
            dial.link.ifPresent(link -> link.end(Link.Reason.CLOSED_BY_US));
        }
        Link standby = standbys.remove(friend);
        if (standby != null) {
            standby.end(Link.Reason.CLOSED_BY_US);
        }
        memory.keepStandby(friend, Optional.empty());
    }

    void close() {
        closed = true;
        dials.values().forEach(Dial::cancel);
        List.copyOf(dials.values()).forEach(dial -> dial.link.ifPresent(link -> link.end(Link.Reason.CLOSED_BY_US)));
        List.copyOf(standbys.values()).forEach(link -> link.end(Link.Reason.CLOSED_BY_US));
    }
}
