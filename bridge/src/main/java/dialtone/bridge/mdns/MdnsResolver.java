package dialtone.bridge.mdns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the browsers of this machine which address stands behind a {@code UUID.local} name. May be called from any thread; the first call
 * opens port 5353 and starts the daemon thread {@code dialtone-mdns}, both kept until {@link #close}. Where the port cannot be opened it says so
 * once in the log and resolves nothing.
 */
public final class MdnsResolver implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MdnsResolver.class);

    /** Names that browsers make up (draft-ietf-mmusic-mdns-ice-candidates): nothing else is asked, so no page can look around the network. */
    private static final Pattern BROWSER_NAME =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.local");

    private static final int MAX_NAMES = 100;
    private static final int MAX_PACKET_BYTES = 9_000; // RFC 6762, section 17
    private static final long FIRST_REPEAT_NANOS = Duration.ofSeconds(1).toNanos(); // RFC 6762, section 5.2

    private final Queue<Lookup> added = new ConcurrentLinkedQueue<>();
    private Optional<Selector> selector = Optional.empty();
    private boolean opened;
    private volatile boolean closed;

    /** One call's names, in small letters, and what has been found; touched by the resolver's thread alone once it was added. */
    private static final class Lookup {
        final Map<String, String> askedAs; // name in small letters to the name as it was given
        final Map<String, InetAddress> found = new HashMap<>();
        final CompletableFuture<Map<String, InetAddress>> result = new CompletableFuture<>();
        final long deadlineNanos;
        long nextQueryNanos = System.nanoTime();
        long repeatNanos = FIRST_REPEAT_NANOS;

        Lookup(Map<String, String> askedAs, Duration timeout) {
            this.askedAs = askedAs;
            this.deadlineNanos = System.nanoTime() + timeout.toNanos();
        }

        List<String> open() {
            return askedAs.keySet().stream()
                    .filter(name -> !found.containsKey(askedAs.get(name)))
                    .toList();
        }

        boolean finishIfDone(long now) {
            if (found.size() < askedAs.size() && now - deadlineNanos < 0) {
                return false;
            }
            result.complete(Map.copyOf(found));
            return true;
        }
    }

    /**
     * The addresses of those names that a browser of this machine answers for, as soon as all are known and at the latest after the timeout. Names of
     * another form are left out of the answer, unasked. What is chained to the future runs on the resolver's thread.
     */
    public CompletableFuture<Map<String, InetAddress>> resolve(Set<String> names, Duration timeout) {
        Map<String, String> askedAs = names.stream()
                .filter(name ->
                        BROWSER_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches())
                .limit(MAX_NAMES)
                .collect(Collectors.toMap(
                        name -> name.toLowerCase(Locale.ROOT), name -> name, (first, second) -> first));
        Optional<Selector> running = askedAs.isEmpty() ? Optional.empty() : start();
        if (running.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        Lookup lookup = new Lookup(askedAs, timeout);
        added.add(lookup);
        if (closed) {
            finishAll(new ArrayList<>());
        }
        running.get().wakeup();
        return lookup.result;
    }

    /** Opens the port before the first call has to wait for it: about 0.1 s, once. */
    public void open() {
        start();
    }

    private synchronized Optional<Selector> start() {
        if (opened || closed) {
            return selector;
        }
        opened = true;
        try {
            Selector opening = Selector.open();
            try {
                MulticastSocketPair sockets = MulticastSocketPair.open(opening);
                Thread thread = new Thread(() -> run(opening, sockets), "dialtone-mdns");
                thread.setDaemon(true);
                thread.start();
                selector = Optional.of(opening);
            } catch (IOException failure) {
                opening.close();
                throw failure;
            }
        } catch (IOException failure) {
            log.warn(
                    "the browser's .local names cannot be resolved, calls may need longer to connect: UDP port {} cannot be opened ({})",
                    MulticastSocketPair.PORT,
                    failure.getMessage());
        }
        return selector;
    }

    private void run(Selector selecting, MulticastSocketPair sockets) {
        List<Lookup> lookups = new ArrayList<>();
        ByteBuffer packet = ByteBuffer.allocate(MAX_PACKET_BYTES);
        try (selecting;
                sockets) {
            while (!closed) {
                for (Lookup lookup = added.poll(); lookup != null; lookup = added.poll()) {
                    lookups.add(lookup);
                }
                long now = System.nanoTime();
                lookups.removeIf(lookup -> lookup.finishIfDone(now));
                for (Lookup lookup : lookups) {
                    if (now - lookup.nextQueryNanos >= 0) {
                        ask(lookup, sockets, now);
                    }
                }
                waitForPackets(selecting, lookups);
                receive(sockets, packet, lookups);
            }
        } catch (IOException broken) {
            log.warn("the browser's .local names cannot be resolved any more: {}", broken.toString());
        } finally {
            closed = true;
            finishAll(lookups);
        }
    }

    private static void waitForPackets(Selector selecting, List<Lookup> lookups) throws IOException {
        long now = System.nanoTime();
        long waitNanos = lookups.stream()
                .mapToLong(lookup -> Math.min(lookup.nextQueryNanos, lookup.deadlineNanos) - now)
                .min()
                .orElse(Long.MAX_VALUE);
        if (waitNanos == Long.MAX_VALUE) {
            selecting.select();
        } else {
            selecting.select(Math.max(1, waitNanos / 1_000_000 + 1));
        }
        selecting.selectedKeys().clear();
    }

    private static void ask(Lookup lookup, MulticastSocketPair sockets, long now) throws IOException {
        for (String name : lookup.open()) {
            sockets.send(DnsMessage.query(name));
        }
        lookup.nextQueryNanos = now + lookup.repeatNanos;
        lookup.repeatNanos *= 2;
    }

    private static void receive(MulticastSocketPair sockets, ByteBuffer packet, List<Lookup> lookups)
            throws IOException {
        for (InetSocketAddress from = sockets.receive(packet); from != null; from = sockets.receive(packet)) {
            if (lookups.isEmpty() || !isOfThisMachine(from.getAddress())) {
                continue; // others on the network talk here too
            }
            try {
                for (DnsMessage.Address answer : DnsMessage.addresses(packet)) {
                    take(answer, lookups);
                }
            } catch (MalformedDns malformed) {
                log.debug("ignored a packet from {}: {}", from, malformed.getMessage());
            }
        }
    }

    private static void take(DnsMessage.Address answer, List<Lookup> lookups) throws SocketException {
        for (Lookup lookup : lookups) {
            String asked = lookup.askedAs.get(answer.name());
            // Else somebody could send our friend's packets, and our friend, to a third machine.
            if (asked != null && isOfThisMachine(answer.address())) {
                lookup.found.putIfAbsent(asked, answer.address());
            }
        }
    }

    private static boolean isOfThisMachine(InetAddress address) throws SocketException {
        return NetworkInterface.getByInetAddress(address) != null;
    }

    private void finishAll(List<Lookup> lookups) {
        for (Lookup lookup = added.poll(); lookup != null; lookup = added.poll()) {
            lookups.add(lookup);
        }
        lookups.forEach(lookup -> lookup.result.complete(Map.copyOf(lookup.found)));
    }

    /** Lookups that are under way end with what they have found. */
    @Override
    public synchronized void close() {
        closed = true;
        selector.ifPresent(Selector::wakeup);
    }
}
