package dialtone.bridge.ice;

import dialtone.bridge.webrtc.IceServer;
import dialtone.bridge.webrtc.IceSettings;
import dialtone.bridge.webrtc.IceUrl;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Says in words which addresses this computer can be reached at, with the servers that the user named. Takes up to 20 s where servers are silent; asks no others. */
public final class ConnectionCheck {

    private static final Duration LOOK_UP = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final IceSettings settings;
    private final Set<InetAddress> own;
    private final List<Finding> findings = new ArrayList<>();

    private record Asked(IceServer server, IceUrl url, InetSocketAddress address) {}

    private ConnectionCheck(IceSettings settings, Set<InetAddress> own) {
        this.settings = settings;
        this.own = own;
    }

    public static List<Finding> of(IceSettings settings) {
        return of(settings, Network.ownAddresses());
    }

    /** {@code own}: addresses of this computer's interfaces, but loopback and link-local ones. */
    static List<Finding> of(IceSettings settings, Set<InetAddress> own) {
        ConnectionCheck check = new ConnectionCheck(settings, own);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "connection check");
            thread.setDaemon(true);
            return thread;
        });
        try {
            check.run(threads);
        } catch (IOException e) {
            check.findings.add(Finding.fails("No UDP socket can be opened: " + e.getMessage() + "."));
        } finally {
            threads.shutdownNow();
        }
        return List.copyOf(check.findings);
    }

    private void run(ExecutorService threads) throws IOException {
        if (own.isEmpty()) {
            findings.add(Finding.fails("This computer has no network: connect it to one."));
            return;
        }
        if (settings.servers().isEmpty()) {
            findings.add(
                    settings.relayOnly()
                            ? Finding.fails("Only TURN servers are to be used, and none is named: nobody reaches you.")
                            : Finding.limited(
                                    "No server is named, so friends are told the addresses of this computer alone: "
                                            + Network.texts(own)
                                            + ". Those on the same network reach you, others where one of these is public."));
            return;
        }
        List<Asked> overUdp = lookedUp(threads);
        Map<InetSocketAddress, InetSocketAddress> mapped = bindings(overUdp, threads);
        judgeRouter(mapped);
        boolean relays = relays(
                overUdp.stream()
                        .filter(each -> mapped.containsKey(each.address))
                        .toList(),
                threads);
        if (settings.relayOnly() && !relays) {
            findings.add(Finding.fails("Only TURN servers are to be used, and none was found that relays over UDP."));
        }
    }

    private List<Asked> lookedUp(ExecutorService threads) {
        Map<Asked, Future<InetAddress>> found = new LinkedHashMap<>();
        for (IceServer server : settings.servers()) {
            for (IceUrl url : server.addresses()) {
                found.put(new Asked(server, url, null), threads.submit(() -> Network.lookUp(url.host())));
            }
        }
        List<Asked> overUdp = new ArrayList<>();
        found.forEach((asked, address) -> {
            IceUrl url = asked.url;
            Optional<InetAddress> ip = within(address, LOOK_UP);
            if (ip.isEmpty()) {
                findings.add(Finding.fails("The name of the " + url.place()
                        + " is not known: correct it, or wait until name service works."));
                return;
            }
            InetSocketAddress place = new InetSocketAddress(ip.get(), url.port());
            if (url.udp()) {
                overUdp.add(new Asked(asked.server, url, place));
            } else {
                findings.add(
                        Network.connects(place)
                                ? Finding.limited(
                                        "The " + url.place()
                                                + " takes connections. Whether it serves you is not checked: that is done over plain UDP only.")
                                : Finding.fails("The " + url.place() + " takes no connection (waited "
                                        + seconds(Network.CONNECT) + ")."));
            }
        });
        return overUdp;
    }

    /** Our address as each server sees it; all see the same socket. */
    private Map<InetSocketAddress, InetSocketAddress> bindings(List<Asked> servers, ExecutorService threads)
            throws IOException {
        Map<InetSocketAddress, InetSocketAddress> mapped = new LinkedHashMap<>();
        List<InetSocketAddress> places =
                servers.stream().map(Asked::address).distinct().toList();
        List<IceUrl> silent = new ArrayList<>();
        int port;
        try (StunSocket socket = new StunSocket()) {
            port = socket.port();
            Map<InetSocketAddress, StunMessage> answers =
                    socket.askAll(places, new StunMessage(StunMessage.BINDING, socket.transaction(), List.of()));
            for (Asked each : servers) {
                Optional<InetSocketAddress> seen =
                        Optional.ofNullable(answers.get(each.address)).flatMap(ConnectionCheck::mapped);
                if (seen.isPresent()) {
                    mapped.put(each.address, seen.get());
                } else if (answers.containsKey(each.address)) {
                    findings.add(Finding.fails(
                            "The " + each.url.place() + " answers, but does not say under which address it sees you."));
                } else {
                    silent.add(each.url);
                    tellSilence(each, threads);
                }
            }
        }
        if (mapped.isEmpty() && silent.size() > 1) {
            findings.add(
                    Finding.fails(
                            "No server answers over UDP: a firewall seems to block it. Calls need UDP, or a TURN server over TCP or TLS."));
        }
        for (InetSocketAddress seen : new LinkedHashSet<>(mapped.values())) {
            findings.add(Finding.works(
                    own.contains(seen.getAddress()) && seen.getPort() == port
                            ? "This computer has the public address " + Network.text(seen.getAddress()) + " itself."
                            : "A router shows you to others as " + Network.text(seen.getAddress()) + ", port "
                                    + seen.getPort() + "."));
        }
        return mapped;
    }

    private static Optional<InetSocketAddress> mapped(StunMessage answer) {
        try {
            return answer.address(StunMessage.XOR_MAPPED_ADDRESS);
        } catch (MalformedException malformed) {
            return Optional.empty();
        }
    }

    private void tellSilence(Asked server, ExecutorService threads) {
        boolean overTcp = within(
                        threads.submit(() -> Network.connects(server.address)), Network.CONNECT.multipliedBy(2))
                .orElse(false);
        findings.add(Finding.fails(
                "The " + server.url.place() + " does not answer (waited " + seconds(StunSocket.PATIENCE) + ")"
                        + (overTcp
                                ? ", but takes connections over TCP: UDP is blocked on the way."
                                : ": it is down, or UDP is blocked on the way.")));
    }

    private void judgeRouter(Map<InetSocketAddress, InetSocketAddress> mapped) {
        Map<InetAddress, Set<Integer>> ports = new LinkedHashMap<>();
        mapped.values()
                .forEach(seen -> ports.computeIfAbsent(seen.getAddress(), ip -> new LinkedHashSet<>())
                        .add(seen.getPort()));
        boolean symmetric = ports.values().stream().anyMatch(several -> several.size() > 1);
        long servers = mapped.keySet().stream()
                .map(InetSocketAddress::getAddress)
                .distinct()
                .count();
        if (symmetric) {
            findings.add(
                    Finding.limited(
                            "Your router shows another port to each server (symmetric NAT). Friends behind most routers reach you through a TURN server only."));
        } else if (servers > 1) {
            findings.add(Finding.works(
                    "All servers see you under the same port: friends behind most routers can reach you directly."));
        } else if (servers == 1) {
            findings.add(
                    Finding.limited(
                            "Whether your router shows the same port to everybody cannot be told with one server: name a STUN server at another address to find out."));
        }
    }

    /** Whether one of them does. */
    private boolean relays(List<Asked> answering, ExecutorService threads) {
        List<Asked> turn =
                answering.stream().filter(each -> each.url.scheme().relays()).toList();
        List<Future<Finding>> results = turn.stream()
                .map(each -> threads.submit(
                        (Callable<Finding>) () -> RelayCheck.of(each.address, each.server, each.url.place())))
                .toList();
        boolean one = false;
        for (int i = 0; i < turn.size(); i++) {
            IceUrl url = turn.get(i).url;
            Finding finding = within(results.get(i), LONGEST)
                    .orElseGet(() -> Finding.fails("The " + url.place() + " could not be checked to the end."));
            findings.add(finding);
            one |= finding.state() == Finding.State.WORKS;
        }
        return one;
    }

    private static <T> Optional<T> within(Future<T> result, Duration atMost) {
        try {
            return Optional.of(result.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
