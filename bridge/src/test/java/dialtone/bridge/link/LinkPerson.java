package dialtone.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.webrtc.Channel;
import dialtone.bridge.webrtc.Connection;
import dialtone.bridge.webrtc.Peers;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.Reach;
import dialtone.signaling.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Somebody's links without the rest of a bridge. */
final class LinkPerson implements LinksEvents, AutoCloseable {
    final Identity identity;
    final PublicKey key;
    final MemoryNetwork.Host host;
    final Memory memory;
    final Links links;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    volatile Optional<Descriptor> described = Optional.empty();
    volatile Want want = Want.WANTED;
    volatile boolean idle = true;
    volatile Duration ahead = Duration.ZERO;

    /** So many times faster is what waits. */
    volatile int haste = 1;

    volatile Optional<Long> stopped = Optional.empty();

    /** Of connections from now on. */
    volatile boolean relayOnly;

    record Heard(Kind kind, String what) {
        enum Kind {
            DESCRIBED,
            FAILED,
            MARK,
            OPENED,
            CALL,
            CHAT,
            DELIVERED,
            NETWORK,
            OVER
        }
    }

    static LinkPerson of(String name, MemoryNetwork.Host host) {
        return new LinkPerson(identity(name), host, host, new Memory());
    }

    static LinkPerson onRealNetwork(String name, Peers peers) {
        return new LinkPerson(identity(name), peers, null, new Memory());
    }

    private static Identity identity(String name) {
        return Identity.fromSeed(Hashes.sha256(Bytes.of(name.getBytes(StandardCharsets.UTF_8))), Chain.REGTEST);
    }

    private LinkPerson(Identity identity, Peers peers, MemoryNetwork.Host host, Memory memory) {
        this.identity = identity;
        this.host = host;
        this.memory = memory;
        key = identity.publicKey();
        links = new Links(
                key,
                (friend, port) -> new Peers.Setup(identity.certificateFor(friend), port, List.of(), relayOnly),
                peers,
                this::later,
                new Time(),
                memory,
                CompletableFuture::completedFuture,
                Reach.NETWORK,
                this);
        run(links::ready);
    }

    /** A new start with what was written down. */
    LinkPerson restarted() {
        close();
        return new LinkPerson(identity, host, host, memory);
    }

    /** Comes through their standby, and goes before the link is open. */
    void dialInVain(PublicKey friend) {
        Ticket ticket = Ticket.parse(memory.ticket(friend), Reach.NETWORK).orElseThrow();
        CountDownLatch greeted = new CountDownLatch(1);
        Connection connection = host.open(
                new Peers.Setup(identity.certificateFor(friend), 0, List.of(), false),
                new Connection.Listener() {
                    @Override
                    public void described(String sdp) {}

                    @Override
                    public void state(Connection.State state) {}

                    @Override
                    public void opened(Channel channel) {
                        channel.listen((text, data) -> greeted.countDown(), Runnable::run);
                    }

                    @Override
                    public void failed(String why) {}
                },
                Runnable::run);
        connection.answer(ticket.standby().toOfferSdp(), Optional.of(ticket.dial()));
        try {
            assertThat(greeted.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        connection.close();
    }

    /** The clock of {@link #ahead} seconds later. */
    private final class Time implements Timer {
        @Override
        public Future<?> after(Duration delay, Runnable task) {
            return thread.schedule(task, delay.toMillis() / haste, TimeUnit.MILLISECONDS);
        }

        @Override
        public long nanoTime() {
            return stopped.orElseGet(System::nanoTime) + ahead.toNanos();
        }
    }

    /** As a bridge's thread does: what comes after its end is dropped. */
    private void later(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(task);
        }
    }

    void run(Runnable task) {
        try {
            thread.submit(task).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    Optional<Link> find(LinkPerson other) {
        try {
            return thread.submit(() -> links.find(other.key)).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    Link link(LinkPerson other) {
        return find(other).orElseThrow();
    }

    Bytes certificateFor(LinkPerson other) {
        return identity.certificateFor(other.key).fingerprint();
    }

    List<String> heard(Heard.Kind kind) {
        return heard.stream().filter(each -> each.kind == kind).map(Heard::what).toList();
    }

    /** In the order in which it was heard. */
    List<Heard.Kind> heard() {
        return heard.stream().map(Heard::kind).toList();
    }

    private void hear(Heard.Kind kind, String what) {
        heard.add(new Heard(kind, what));
    }

    @Override
    public void described(String call, Descriptor ours) {
        described = Optional.of(ours);
        hear(Heard.Kind.DESCRIBED, call);
    }

    @Override
    public void setUpFailed(String call, String why) {
        hear(Heard.Kind.FAILED, why);
    }

    @Override
    public void mark(String call, String step) {
        hear(Heard.Kind.MARK, step);
    }

    @Override
    public Want want(String call) {
        return want;
    }

    @Override
    public boolean isIdle() {
        return idle;
    }

    @Override
    public void opened(Link link) {
        hear(Heard.Kind.OPENED, link.theirCall());
    }

    @Override
    public void presence(PublicKey friend) {}

    @Override
    public void heard(Link link, LinkMessage message) {
        hear(Heard.Kind.CALL, message.type() + " " + message.text("call"));
    }

    @Override
    public void carry(Link link, LinkMessage message) {}

    @Override
    public void said(Link link, String id, String text, double at) {
        hear(Heard.Kind.CHAT, text);
        links.acknowledge(link.friend(), id);
    }

    @Override
    public void delivered(PublicKey friend, String id) {
        hear(Heard.Kind.DELIVERED, id);
    }

    @Override
    public void channel(Link link, Channel channel) {}

    @Override
    public void networkChanged() {
        hear(Heard.Kind.NETWORK, "");
    }

    @Override
    public void over(Link link, Link.Reason reason) {
        hear(Heard.Kind.OVER, reason.name());
    }

    @Override
    public void close() {
        if (!thread.isShutdown()) {
            run(links::close);
            thread.shutdown(); // what closes connections a moment later still runs
        }
    }

    static final class Memory implements LinkMemory {
        private final Map<PublicKey, String> tickets = new HashMap<>();
        private final Map<PublicKey, Standby> standbys = new HashMap<>();

        @Override
        public synchronized List<PublicKey> known() {
            Set<PublicKey> all = new LinkedHashSet<>(tickets.keySet());
            all.addAll(standbys.keySet());
            return List.copyOf(all);
        }

        @Override
        public synchronized String ticket(PublicKey friend) {
            return tickets.getOrDefault(friend, "");
        }

        @Override
        public synchronized void keepTicket(PublicKey friend, String ticket) {
            tickets.put(friend, ticket);
        }

        @Override
        public synchronized Optional<Standby> standby(PublicKey friend) {
            return Optional.ofNullable(standbys.get(friend)).map(kept -> Standby.decode(kept.encode()));
        }

        @Override
        public synchronized void keepStandby(PublicKey friend, Optional<Standby> standby) {
            standby.ifPresentOrElse(kept -> standbys.put(friend, kept), () -> standbys.remove(friend));
        }
    }
}
