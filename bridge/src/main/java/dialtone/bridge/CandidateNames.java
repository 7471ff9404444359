package dialtone.bridge;

import dialtone.bridge.mdns.MdnsResolver;
import dialtone.signaling.Bytes;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Replaces the {@code .local} names that our own browser hides its addresses behind: a name means nothing outside the local network and takes 18 bytes on chain where an
 * IPv4 address takes 6. A name that nobody answers to stays as it is. The user agreed to show the friend these addresses by clicking Call or Accept.
 */
final class CandidateNames {
    /** A browser on this machine answers in some 10 ms; longer than this and the call waits for nothing. */
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private final MdnsResolver resolver;

    CandidateNames(MdnsResolver resolver) {
        this.resolver = resolver;
    }

    CompletableFuture<Descriptor> resolve(Descriptor descriptor) {
        Set<String> names = descriptor.candidates().stream()
                .map(Candidate::address)
                .filter(address -> address instanceof Address.Mdns)
                .map(Address::text)
                .collect(Collectors.toSet());
        if (names.isEmpty()) {
            return CompletableFuture.completedFuture(descriptor);
        }
        return resolver.resolve(names, TIMEOUT).thenApply(found -> {
            List<Candidate> candidates = descriptor.candidates().stream()
                    .map(candidate -> resolved(candidate, found))
                    .toList();
            return descriptor.withCandidates(candidates);
        });
    }

    private static Candidate resolved(Candidate candidate, Map<String, InetAddress> found) {
        InetAddress ip = found.get(candidate.address().text());
        if (ip == null) {
            return candidate;
        }
        Bytes bytes = Bytes.of(ip.getAddress());
        Address address = bytes.size() == Address.IPv4.SIZE ? new Address.IPv4(bytes) : new Address.IPv6(bytes);
        return new Candidate(candidate.kind(), address, candidate.port());
    }
}
