package dialtone.bridge.link;

import dialtone.bridge.webrtc.Channel;
import dialtone.bridge.webrtc.Connection;
import dialtone.bridge.webrtc.Peers;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Peers that reach each other in memory, by the rules of ICE and DTLS as far as links see them: two connections meet when each has the other's credentials and fingerprint and
 * one of them an address of the other. One port of a host serves one connection.
 */
final class MemoryNetwork {
    private final List<MemoryConnection> connections = new ArrayList<>();

    /** Below those that an operating system gives away: standbys and answers ask the real one for a free port, and must not be given one of ours. */
    private int nextPort = 20_000;

    private int made;
    private Optional<List<Runnable>> held = Optional.empty();
    private boolean heldOfDialers;

    /** From now on who dialed, or who was dialed, hears no pong, and so has no open link, until {@link #letGo}. */
    synchronized void holdPongs(boolean ofDialers) {
        held = Optional.of(new ArrayList<>());
        heldOfDialers = ofDialers;
    }

    synchronized void letGo() {
        held.orElseThrow().forEach(Runnable::run);
        held = Optional.empty();
    }

    /** One person's. */
    final class Host implements Peers {
        private final Set<Integer> taken = new HashSet<>();
        private boolean alive = true;
        volatile String address = "192.0.2.2";
        volatile boolean worn;
        final AtomicInteger renewals = new AtomicInteger();

        @Override
        public boolean worn() {
            return worn;
        }

        @Override
        public void renew() {
            worn = false;
            renewals.incrementAndGet();
            die();
            comeBack();
        }

        @Override
        public Connection open(Setup setup, Connection.Listener listener, Executor executor) {
            synchronized (MemoryNetwork.this) {
                made++;
                MemoryConnection connection = new MemoryConnection(this, setup, listener, executor);
                if (alive) {
                    connections.add(connection);
                } else {
                    connection.fail("the native peer is not there");
                }
                return connection;
            }
        }

        /** As if its process had been killed; {@link #comeBack} later. */
        void die() {
            synchronized (MemoryNetwork.this) {
                alive = false;
                for (MemoryConnection connection : List.copyOf(connections)) {
                    if (connection.host == this) {
                        connection.vanish();
                        connection.fail("the native peer died");
                    }
                }
            }
        }

        /** As when DTLS has asked for minutes and got no answer: it stays so, whatever comes. */
        void giveUpWaiting() {
            synchronized (MemoryNetwork.this) {
                for (MemoryConnection connection : connections) {
                    if (connection.host == this && connection.other.isEmpty()) {
                        connection.giveUp();
                    }
                }
            }
        }

        void comeBack() {
            synchronized (MemoryNetwork.this) {
                alive = true;
            }
        }

        /** How many connections there are now: open links, standbys, those that are being set up. */
        long connections() {
            synchronized (MemoryNetwork.this) {
                return connections.stream().filter(each -> each.host == this).count();
            }
        }
    }

    Host host() {
        return new Host();
    }

    synchronized int made() {
        return made;
    }

    private final class MemoryConnection implements Connection {
        final Host host;
        private final Peers.Setup setup;
        private final Listener listener;
        private final Executor executor;
        private final MemoryChannel control = new MemoryChannel("control", this);
        private final MemoryChannel chat = new MemoryChannel("chat", this);
        private volatile boolean dialing;
        private int port;
        private Optional<Descriptor> ours = Optional.empty();
        private Optional<Descriptor> theirs = Optional.empty();
        private Optional<MemoryConnection> other = Optional.empty();
        private volatile boolean over;
        private boolean gaveUp;

        MemoryConnection(Host host, Peers.Setup setup, Listener listener, Executor executor) {
            this.host = host;
            this.setup = setup;
            this.listener = listener;
            this.executor = executor;
        }

        @Override
        public void offer(Optional<IceCredentials> credentials) {
            describe(credentials);
        }

        @Override
        public void answer(String offer, Optional<IceCredentials> credentials) {
            synchronized (MemoryNetwork.this) {
                theirs = Optional.of(Descriptor.fromSdp(offer));
                dialing = true;
                describe(credentials);
            }
        }

        @Override
        public void setAnswer(String answer) {
            synchronized (MemoryNetwork.this) {
                theirs = Optional.of(Descriptor.fromSdp(answer));
                meet();
            }
        }

        @Override
        public void addCandidate(String candidate) {}

        private void describe(Optional<IceCredentials> credentials) {
            synchronized (MemoryNetwork.this) {
                if (over) {
                    return;
                }
                port = setup.port() == 0 ? nextPort++ : setup.port();
                if (!host.taken.add(port)) {
                    port = 0;
                    fail("no address");
                    return;
                }
                IceCredentials chosen = credentials.orElseGet(
                        () -> new IceCredentials("u%07d".formatted(port), "p%023d".formatted(port)));
                Descriptor description = new Descriptor(
                        setup.certificate().fingerprint(),
                        chosen,
                        List.of(new Candidate(Candidate.Kind.HOST, Address.ipv4(host.address), port)));
                ours = Optional.of(description);
                executor.execute(() -> listener.described(description.toOfferSdp()));
                meet();
            }
        }

        private void meet() {
            for (MemoryConnection each : List.copyOf(connections)) {
                if (each != this
                        && !gaveUp
                        && !each.gaveUp
                        && other.isEmpty()
                        && each.other.isEmpty()
                        && knows(each)
                        && each.knows(this)
                        && (hasAddressOf(each) || each.hasAddressOf(this))) {
                    other = Optional.of(each);
                    each.other = Optional.of(this);
                    control.join(each.control);
                    chat.join(each.chat);
                    opened();
                    each.opened();
                }
            }
        }

        private boolean knows(MemoryConnection each) {
            return theirs.isPresent()
                    && each.ours.isPresent()
                    && theirs.get().credentials().equals(each.ours.get().credentials())
                    && theirs.get().fingerprint().equals(each.ours.get().fingerprint());
        }

        private boolean hasAddressOf(MemoryConnection each) {
            return theirs.get().candidates().stream().anyMatch(candidate -> candidate.port() == each.port);
        }

        private void opened() {
            executor.execute(() -> listener.state(State.CONNECTED));
            executor.execute(() -> listener.opened(control));
            executor.execute(() -> listener.opened(chat));
        }

        void giveUp() {
            gaveUp = true;
            executor.execute(() -> listener.state(State.FAILED));
        }

        void fail(String why) {
            over = true;
            executor.execute(() -> listener.failed(why));
        }

        /** Its packets stop; the other side finds out by silence. */
        void vanish() {
            over = true;
            connections.remove(this);
            host.taken.remove(port);
            control.mute();
            chat.mute();
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public Channel control() {
            return control;
        }

        @Override
        public Channel chat() {
            return chat;
        }

        @Override
        public Channel channel(String label) {
            throw new UnsupportedOperationException(label);
        }

        @Override
        public void close() {
            synchronized (MemoryNetwork.this) {
                vanish();
                control.close();
                chat.close();
            }
        }
    }

    private final class MemoryChannel implements Channel {
        private final String label;
        private final MemoryConnection connection;
        private final List<byte[]> early = new ArrayList<>();
        private Optional<MemoryChannel> other = Optional.empty();
        private Optional<Listener> listener = Optional.empty();
        private Executor executor = Runnable::run;
        private boolean muted;

        MemoryChannel(String label, MemoryConnection connection) {
            this.label = label;
            this.connection = connection;
        }

        void join(MemoryChannel peer) {
            other = Optional.of(peer);
            peer.other = Optional.of(this);
        }

        synchronized void mute() {
            muted = true;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public boolean isOpen() {
            return other.isPresent();
        }

        @Override
        public void listen(Listener heard, Executor on) {
            List<byte[]> before;
            synchronized (this) {
                listener = Optional.of(heard);
                executor = on;
                before = List.copyOf(early);
                early.clear();
            }
            before.forEach(this::arrive);
        }

        private void arrive(byte[] data) {
            synchronized (this) {
                if (listener.isEmpty()) {
                    early.add(data);
                    return;
                }
            }
            executor.execute(() -> listener.get().message(true, data));
        }

        @Override
        public boolean send(boolean text, byte[] data) {
            synchronized (this) {
                if (muted || other.isEmpty()) {
                    return false;
                }
            }
            MemoryChannel there = other.get();
            synchronized (MemoryNetwork.this) {
                boolean pong = new String(data, StandardCharsets.UTF_8).contains("\"pong\"");
                if (pong && there.connection.dialing == heldOfDialers && held.isPresent()) {
                    held.get().add(() -> there.arriveUnlessMuted(data));
                    return true;
                }
            }
            there.arriveUnlessMuted(data);
            return true;
        }

        private void arriveUnlessMuted(byte[] data) {
            synchronized (this) {
                if (muted) {
                    return;
                }
            }
            arrive(data);
        }

        @Override
        public long waiting() {
            return 0;
        }

        @Override
        public void close() {
            other.ifPresent(MemoryChannel::theirsClosed);
        }

        private void theirsClosed() {
            synchronized (this) {
                if (muted) {
                    return;
                }
            }
            listener.ifPresent(heard -> executor.execute(heard::closed));
        }
    }
}
