package dialtone.bridge.link;

import dialtone.bridge.webrtc.Connection;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * What brings a call's link, while its invitation and its acceptance may take minutes. ICE stops its checks after about 15 s without a packet, and begins again with each new
 * candidate. DTLS repeats its first message to an inviter who has no answer yet for some 220 s, and then it is over; so the answer is given once more, from the same port with the
 * same credentials and certificate, and whatever the friend was told stays true.
 */
final class Pending {

    /** Routers forget a port after 30 s. */
    private static final Duration RECHECK_EVERY = Duration.ofSeconds(20);

    /** Until the port of the earlier connection is free. */
    private static final Duration ANEW_AFTER = Duration.ofMillis(500);

    private final Timer timer;
    private Link link;
    private List<String> theirCandidates = List.of();
    private Optional<Answer> answer = Optional.empty();
    private Optional<Future<?>> next = Optional.empty();
    private int round;
    private boolean described;
    private boolean failed;

    /** New candidates did not bring it back. */
    private boolean stuck;

    /** {@code again}: another connection at the same port. {@code ours}: our credentials, once they are known. */
    private record Answer(Supplier<Link> again, Descriptor offer, Optional<IceCredentials> ours) {
        void giveOn(Link link) {
            link.theirs(offer.fingerprint());
            link.connection().answer(offer.toOfferSdp(), ours);
        }
    }

    Pending(Link link, Timer timer) {
        this.link = link;
        this.timer = timer;
    }

    Link link() {
        return link;
    }

    void answer(Descriptor offer, Optional<IceCredentials> ours, Supplier<Link> again) {
        answer = Optional.of(new Answer(again, offer, ours));
        answer.get().giveOn(link);
        keepChecking(offer);
    }

    /** Whether it is to be told: what takes the place of another has the same description. */
    boolean isToBeTold(Descriptor ours) {
        answer = answer.map(given -> new Answer(given.again(), given.offer(), Optional.of(ours.credentials())));
        boolean first = !described;
        described = true;
        return first;
    }

    void state(Connection.State state) {
        failed = state == Connection.State.FAILED;
        stuck &= failed;
    }

    /** This connection cannot go on. Whether it was to take the place of another: then the next round makes one more. */
    boolean comesAgain() {
        stuck = described && answer.isPresent();
        return stuck;
    }

    /** Checks that ran dry begin again with another foundation, until it is connected or given up. */
    void keepChecking(Descriptor theirs) {
        theirCandidates = theirs.toAnswerSdp()
                .lines()
                .filter(line -> line.startsWith("a=candidate:"))
                .map(line -> line.substring("a=".length()))
                .toList();
        stopChecking();
        next = Optional.of(timer.after(RECHECK_EVERY, this::again));
    }

    private void again() {
        if (link.state() != Link.State.OPENING) {
            return;
        }
        round++;
        if (stuck && answer.isPresent()) {
            anew(answer.get());
        } else {
            stuck = failed;
            checkAgain();
        }
        next = Optional.of(timer.after(RECHECK_EVERY, this::again));
    }

    private void checkAgain() {
        for (int i = 0; i < theirCandidates.size(); i++) {
            String renewed = theirCandidates
                    .get(i)
                    .replaceFirst("^candidate:\\S+", "candidate:" + round + (Descriptor.MOST_CANDIDATES + i));
            link.connection().addCandidate(renewed);
        }
    }

    private void anew(Answer given) {
        Link dead = link;
        link = given.again().get();
        dead.end(Link.Reason.REPLACED);
        failed = false;
        stuck = false;
        Link fresh = link;
        Future<?> unused = timer.after(ANEW_AFTER, () -> {
            if (fresh.state() == Link.State.OPENING) {
                given.giveOn(fresh);
            }
        });
    }

    /** More addresses of a friend whose answer was made before it came. */
    void addTheirs() {
        theirCandidates.forEach(link.connection()::addCandidate);
    }

    void stopChecking() {
        next.ifPresent(waiting -> waiting.cancel(false));
    }
}
