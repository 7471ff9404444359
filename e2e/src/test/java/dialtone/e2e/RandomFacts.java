package dialtone.e2e;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.descriptor.ServiceEndpoint;
import dialtone.signaling.identity.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a frame can be made of, all of it the same again for the same seed. */
final class RandomFacts {

    private static final String ICE_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final String HEX = "0123456789abcdef";
    private static final int DAY_SECONDS = 86_400;

    /** 2026-01-01 */
    private static final int FIRST = 1_767_225_600;

    /** A few: a day key takes long to derive. */
    private static final int DAYS = 10;

    private final Random random;

    /** A few on each network: who they are takes long to derive. */
    private final List<List<Identity>> people;

    RandomFacts(Random random) {
        this.random = random;
        people = Stream.of(Chain.values())
                .map(chain -> IntStream.range(0, 3)
                        .mapToObj(person -> Identity.fromSeed(bytes(64), chain))
                        .toList())
                .toList();
    }

    /** Two who differ, on one network. */
    List<Identity> pair() {
        List<Identity> all = people.get(random.nextInt(people.size()));
        int first = random.nextInt(all.size());
        return List.of(all.get(first), all.get((first + 1 + random.nextInt(all.size() - 1)) % all.size()));
    }

    /** Often near midnight, where the day keys change. */
    Instant now() {
        int day = random.nextInt(DAYS) * DAY_SECONDS;
        int second = random.nextInt(3) > 0
                ? random.nextInt(DAY_SECONDS)
                : Math.floorMod(random.nextInt(120) - 60, DAY_SECONDS);
        return Instant.ofEpochSecond(FIRST + day + second);
    }

    Instant expiryAfter(Instant now) {
        return now.plusSeconds(
                switch (random.nextInt(4)) {
                    case 0 -> 60;
                    case 1 -> 90;
                    case 2 -> DAY_SECONDS;
                    default -> 1 + random.nextInt(DAY_SECONDS);
                });
    }

    List<Outpoint> outpoints() {
        return Stream.generate(() -> new Outpoint(bytes(32), index()))
                .limit(1 + random.nextInt(3))
                .toList();
    }

    private long index() {
        return random.nextInt(8) == 0 ? 0xffffffffL - random.nextInt(3) : random.nextInt(300);
    }

    PrivateKey privateKey() {
        return PrivateKey.of(bytes(32));
    }

    IceCredentials credentials() {
        return random.nextInt(3) == 0
                ? new IceCredentials(
                        text(ICE_CHARS, 4 + random.nextInt(253)), text(ICE_CHARS, 22 + random.nextInt(235)))
                : shortCredentials();
    }

    /** Of one of the two browsers, or nearly. */
    IceCredentials shortCredentials() {
        return switch (random.nextInt(9)) {
            case 0 -> new IceCredentials(text(HEX, 8), text(HEX, 32).toUpperCase(Locale.ROOT));
            case 1, 2, 3, 4 -> new IceCredentials(text(HEX, 8), text(HEX, 32));
            default -> new IceCredentials(text(ICE_CHARS, 4), text(ICE_CHARS, 24));
        };
    }

    /** In no order, sometimes more than travel, sometimes one twice. */
    List<Candidate> candidates() {
        int count = random.nextInt(10) == 0 ? random.nextInt(16) : random.nextInt(9);
        boolean onlyIpv4 = random.nextInt(3) == 0;
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Candidate.Kind kind = Candidate.Kind.values()[random.nextInt(3)];
            candidates.add(new Candidate(kind, address(onlyIpv4 ? 0 : random.nextInt(3)), port()));
        }
        if (count > 0 && random.nextInt(10) == 0) {
            candidates.add(candidates.get(0));
        }
        return candidates;
    }

    ServiceEndpoint endpoint() {
        ServiceEndpoint.Kind kind = ServiceEndpoint.Kind.values()[random.nextInt(4)];
        Bytes key = random.nextInt(4) == 0 ? Bytes.EMPTY : bytes(1 + random.nextInt(ServiceEndpoint.LARGEST_KEY));
        return new ServiceEndpoint(kind, address(random.nextInt(2)), port(), key);
    }

    private Address address(int family) {
        return switch (family) {
            case 0 -> new Address.IPv4(bytes(4));
            case 1 -> new Address.IPv6(bytes(16));
            default -> new Address.Mdns(new UUID(random.nextLong(), random.nextLong()));
        };
    }

    private int port() {
        return random.nextInt(20) == 0 ? 256 * (1 + random.nextInt(255)) : 1 + random.nextInt(65_535);
    }

    Bytes bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private String text(String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
