package dialtone.bridge.link;

import dialtone.bridge.webrtc.Channel;
import dialtone.bridge.webrtc.Connection;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.bridge.webrtc.Peers;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.descriptor.Reach;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every connection that the bridge holds: at most one open link per friend, those that calls are bringing, and the standby and the redial of each friend
 * ({@link Redials}). On the bridge's thread only.
 */
public final class Links implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    /** Two links that open this close together were both wanted: the lower key's wins. Later than that, the newer one does. */
    static final Duration GLARE = Duration.ofSeconds(3);

    /** The native peer's start takes about a second. */
    private static final Duration START_LIMIT = Duration.ofSeconds(15);

    private static final int ANY_PORT = 0;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /** libwebrtc reads the interfaces every 2 s. A connection that is made before it has seen the change opens all the same, and ends with the address that went. */
    private static final Duration SETTLED_AFTER = Duration.ofMillis(2_500);

    private final PublicKey us;
    private final BiFunction<PublicKey, Integer, Peers.Setup> setup;
    private final Peers peers;
    private final Executor thread;
    private final Timer timer;
    private final LinksEvents events;
    private final Redials redials;

    private final Map<PublicKey, Link> open = new HashMap<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private final Map<String, Runnable> whenReady = new LinkedHashMap<>();
    private boolean ready;
    private Optional<NetworkWatch> watch = Optional.empty();

    /** {@code setup}: for a friend and a UDP port, 0 for any. {@code names}: turns .local names of a friend's browser into addresses. */
    public Links(
            PublicKey us,
            BiFunction<PublicKey, Integer, Peers.Setup> setup,
            Peers peers,
            Executor thread,
            Timer timer,
            LinkMemory memory,
            Names names,
            Reach reach,
            LinksEvents events) {
        this.us = us;
        this.setup = setup;
        this.peers = peers;
        this.thread = thread;
        this.timer = timer;
        this.events = events;
        redials = new Redials(this, memory, names, reach, thread, timer, () -> events);
    }

    /** The peers take connections, for the first time or again: waits for friends, and dials those whose last address is known. */
    public void ready() {
        ready = true;
        List<Runnable> now = List.copyOf(whenReady.values());
        whenReady.clear();
        now.forEach(Runnable::run);
        redials.ready();
        if (watch.isEmpty()) {
            watch = Optional.of(new NetworkWatch());
            lookAround();
        }
    }

    private void lookAround() {
        Future<?> unused = timer.after(LOOK_EVERY, () -> {
            if (watch.filter(NetworkWatch::changed).isPresent()) {
                networkSettles();
            }
            if (ready && peers.worn() && pending.isEmpty() && events.isIdle()) {
                notReady(); // until they have begun anew
                peers.renew();
            }
            lookAround();
        });
    }

    private void networkSettles() {
        Future<?> unused = timer.after(SETTLED_AFTER, this::networkChanged);
    }

    void networkChanged() {
        redials.networkChanged();
        events.networkChanged();
    }

    /** The peers take connections now. */
    public boolean isReady() {
        return ready;
    }

    /** They do not for the moment. */
    public void notReady() {
        ready = false;
    }

    /** A call that is being set up while the native peer starts waits for it. */
    private void whenReady(String call, Runnable task) {
        if (ready) {
            task.run();
            return;
        }
        whenReady.put(call, task);
        Future<?> unused = timer.after(START_LIMIT, () -> {
            if (whenReady.remove(call, task)) {
                events.setUpFailed(call, "Dialtone's native peer does not start.");
            }
        });
    }

    public Optional<Link> find(PublicKey friend) {
        return Optional.ofNullable(open.get(friend));
    }

    public List<Link> all() {
        return List.copyOf(open.values());
    }

    /** There is somewhere to dial, which costs nothing. */
    public boolean knowsAddress(PublicKey friend) {
        return redials.knowsAddress(friend);
    }

    public boolean isRedialing(PublicKey friend) {
        return redials.isDialing(friend);
    }

    /** Dials the last known address now. Whether there is one. */
    public boolean redial(PublicKey friend) {
        return redials.now(friend);
    }

    /** Our offer for a call follows ({@link LinksEvents#described}). {@code ours}: where our credentials are derived. */
    public void offer(String call, PublicKey friend, Optional<IceCredentials> ours) {
        whenReady(
                call,
                () -> expect(call, friend, true, ANY_PORT).link().connection().offer(ours));
    }

    /** After {@link LinksEvents#described}: the friend can dial us, and this will be their answer, without addresses ({@code docs/protocol.md}, 10.1). */
    public void expectDial(String call, Descriptor synthesized) {
        Pending waiting = pending.get(call);
        if (waiting != null && waiting.link().fingerprint().isEmpty()) {
            waiting.link().theirs(synthesized.fingerprint());
            waiting.link().connection().setAnswer(synthesized.toAnswerSdp());
        }
    }

    /** What was made ahead is for this call now. Whether there was something. */
    public boolean rename(String ahead, String call) {
        Pending waiting = pending.remove(ahead);
        if (waiting != null) {
            waiting.link().isFor(call);
            pending.put(call, waiting);
        }
        return waiting != null;
    }

    /** The friend's answer to our offer, or more addresses where it was synthesized. */
    public void applyAnswer(String call, Descriptor answer) {
        Pending waiting = pending.get(call);
        if (waiting == null) {
            return;
        }
        waiting.keepChecking(answer);
        if (waiting.link().fingerprint().isEmpty()) {
            waiting.link().theirs(answer.fingerprint());
            waiting.link().connection().setAnswer(answer.toAnswerSdp());
        } else {
            waiting.addTheirs();
        }
    }

    /** Dials the addresses of the friend's offer; our answer follows. {@code ours}: where our credentials are derived. */
    public void answer(String call, PublicKey friend, Descriptor offer, Optional<IceCredentials> ours) {
        whenReady(call, () -> beginAnswer(call, friend, offer, ours));
    }

    private void beginAnswer(String call, PublicKey friend, Descriptor offer, Optional<IceCredentials> ours) {
        int port = portToAnswerFrom();
        Pending waiting = expect(call, friend, false, port);
        waiting.answer(offer, ours, () -> link(friend, false, call, port, new ForCall()));
    }

    /** One that can be used once more; where there is none, any. */
    private static int portToAnswerFrom() {
        try {
            return Standby.freePort();
        } catch (SocketException none) {
            return ANY_PORT;
        }
    }

    public boolean expects(String call) {
        return pending.containsKey(call);
    }

    /** Nobody waits for this call's connection any more. */
    public void abandon(String call) {
        whenReady.remove(call);
        Pending waiting = pending.get(call);
        if (waiting != null) {
            forget(call);
            waiting.link().close(false, Link.Reason.CLOSED_BY_US);
        }
    }

    /** A chat message is stored: the friend need not send it again. */
    public void acknowledge(PublicKey friend, String id) {
        find(friend).ifPresent(link -> link.sayInChat(LinkMessage.of("ack", Map.of("id", id))));
    }

    /** Puts a chat message on the link; false when there is none. */
    public boolean chat(PublicKey friend, String id, String text, double at) {
        return find(friend)
                .filter(link ->
                        link.sayInChat(LinkMessage.of("message", Map.of("id", id, "text", text, "at", (long) at))))
                .isPresent();
    }

    /** The friend was removed. */
    public void drop(PublicKey friend) {
        redials.drop(friend);
        find(friend).ifPresent(link -> link.close(true, Link.Reason.CLOSED_BY_US));
        List<String> calls = pending.entrySet().stream()
                .filter(each -> each.getValue().link().friend().equals(friend))
                .map(Map.Entry::getKey)
                .toList();
        calls.forEach(this::abandon);
    }

    @Override
    public void close() {
        redials.close();
        List.copyOf(pending.keySet()).forEach(this::abandon);
        all().forEach(link -> link.close(true, Link.Reason.CLOSED_BY_US));
    }

    private Pending expect(String call, PublicKey friend, boolean ours, int port) {
        abandon(call);
        Pending waiting = new Pending(link(friend, ours, call, port, new ForCall()), timer);
        pending.put(call, waiting);
        return waiting;
    }

    private final class ForCall extends Adapter {
        @Override
        void described(Link link, Descriptor ours) {
            if (waiting(link).filter(each -> each.isToBeTold(ours)).isPresent()) {
                events.described(link.call(), ours);
            }
        }

        @Override
        void state(Link link, Connection.State state) {
            waiting(link).ifPresent(each -> each.state(state));
        }

        @Override
        void failed(Link link, String why) {
            if (waiting(link).filter(Pending::comesAgain).isEmpty()) {
                forget(link.call());
                link.end(Link.Reason.CLOSED);
                events.setUpFailed(link.call(), why);
            }
        }

        private Optional<Pending> waiting(Link link) {
            return Optional.ofNullable(pending.get(link.call())).filter(each -> each.link() == link);
        }
    }

    private void forget(String call) {
        Pending waiting = pending.remove(call);
        if (waiting != null) {
            waiting.stopChecking();
        }
    }

    /** What a connection tells, until its link is open. */
    abstract static class Adapter {
        /** {@code ours}: what of it may be told. */
        abstract void described(Link link, Descriptor ours);

        abstract void failed(Link link, String why);

        void state(Link link, Connection.State state) {}

        void channelOpen(Link link) {}
    }

    Link link(PublicKey friend, boolean ours, String call, int port, Adapter adapter) {
        Peers.Setup with = setup.apply(friend, port);
        ToLink listener = new ToLink(adapter, new IceSettings(with.servers(), with.relayOnly()));
        Connection connection = peers.open(with, listener, thread);
        Link link = new Link(friend, ours, call, connection, thread, timer, new FromLink(adapter));
        listener.link = link;
        return link;
    }

    /** Events come later on our thread, so the link is there by then. */
    private final class ToLink implements Connection.Listener {
        private final Adapter adapter;
        private final IceSettings ice;
        private Link link;

        ToLink(Adapter adapter, IceSettings ice) {
            this.adapter = adapter;
            this.ice = ice;
        }

        @Override
        public void described(String sdp) {
            if (link.state() == Link.State.OVER) {
                return;
            }
            try {
                adapter.described(link, ice.tellable(Descriptor.fromSdp(sdp)));
            } catch (IceSettings.NothingToTell unreachable) {
                adapter.failed(link, unreachable.getMessage());
            }
        }

        @Override
        public void state(Connection.State state) {
            adapter.state(link, state);
            if (state == Connection.State.CONNECTED && !link.call().isEmpty()) {
                events.mark(link.call(), "connected");
            }
            boolean wasOpen = link.state() == Link.State.CONNECTED || link.state() == Link.State.SILENT;
            if (state == Connection.State.FAILED && wasOpen) {
                link.end(Link.Reason.CLOSED); // one that is still being set up recovers when packets come
            }
        }

        @Override
        public void opened(Channel channel) {
            link.opened(channel);
        }

        @Override
        public void failed(String why) {
            if (link.state() == Link.State.OPENING) {
                adapter.failed(link, why);
            } else {
                link.end(Link.Reason.BROKE);
            }
        }
    }

    private final class FromLink implements Link.Events {
        private final Adapter adapter;

        FromLink(Adapter adapter) {
            this.adapter = adapter;
        }

        @Override
        public String helloCall(Link link) {
            boolean wanted = !link.call().isEmpty() && events.want(link.call()) == LinksEvents.Want.WANTED;
            return wanted ? link.call() : "";
        }

        @Override
        public void channelOpen(Link link) {
            adapter.channelOpen(link);
            if (link.call().isEmpty()) {
                return;
            }
            events.mark(link.call(), "open");
            switch (events.want(link.call())) {
                case WANTED, QUIET -> {}
                case UNATTENDED -> link.say(LinkMessage.ofCall("unattended", link.call()));
                case WITHDRAWN -> link.say(LinkMessage.ofCall(link.ours() ? "withdrawn" : "hangup", link.call()));
            }
        }

        @Override
        public void opened(Link link) {
            Links.this.opened(link);
        }

        @Override
        public void presence(Link link) {
            if (open.get(link.friend()) == link) {
                if (link.state() == Link.State.SILENT) {
                    redials.now(link.friend()); // another path may be there while this one is silent
                }
                events.presence(link.friend());
            }
        }

        @Override
        public void control(Link link, LinkMessage message) {
            if (message.type().equals("redial")) {
                redials.keep(link, message);
            } else if (message.isForCarriers()) {
                events.carry(link, message);
            } else if (message.isAboutCalls()) {
                events.heard(link, message);
            } else {
                link.refuse();
            }
        }

        @Override
        public void chat(Link link, LinkMessage message) {
            if (message.type().equals("ack")) {
                events.delivered(link.friend(), message.text("id"));
            } else {
                events.said(link, message.text("id"), message.text("text"), Double.parseDouble(message.text("at")));
            }
        }

        @Override
        public void channel(Link link, Channel channel) {
            events.channel(link, channel);
        }

        @Override
        public void over(Link link, Link.Reason reason) {
            Links.this.over(link, reason);
        }
    }

    private void opened(Link link) {
        PublicKey friend = link.friend();
        LOG.debug("A link to {} opened: {}", friend, link.ours() ? "we dialed or invited" : "they did");
        forget(link.call());
        redials.opened(link);
        Link rival = open.get(friend);
        if (rival != null) {
            boolean glare = rival.ours() != link.ours() && timer.nanoTime() - rival.openedAt() < GLARE.toNanos();
            boolean lowerKeyIsOurs = us.hex().compareTo(friend.hex()) < 0;
            Link loser = glare && rival.ours() == lowerKeyIsOurs ? link : rival;
            if (loser == link) {
                later(link);
                redials.prepareStandby(rival); // what waited may have been used up by this one
                return;
            }
            open.remove(friend);
            later(rival);
        }
        open.put(friend, link);
        events.opened(link);
        redials.prepareStandby(link);
    }

    /** The friend's messages may still be on their way there. */
    private void later(Link link) {
        Future<?> unused = timer.after(GLARE, () -> link.close(false, Link.Reason.REPLACED));
    }

    private void over(Link link, Link.Reason reason) {
        Pending waiting = pending.get(link.call());
        if (waiting != null && waiting.link() == link) {
            forget(link.call());
        }
        redials.over(link);
        if (open.get(link.friend()) == link) {
            LOG.debug("The link to {} is over: {}", link.friend(), reason);
            open.remove(link.friend());
            events.over(link, reason);
            redials.lost(link, reason);
            events.presence(link.friend());
        }
    }
}
