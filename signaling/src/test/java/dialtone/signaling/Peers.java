package dialtone.signaling;

import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Candidate.Kind;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/** Alice, Bob and Carol, their descriptions, and the transactions they pay with: the same in every run. */
public final class Peers {

    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Peers() {}

    public static Identity alice(Chain chain) {
        return Identity.fromMnemonic(
                Mnemonic.parse("abandon abandon abandon abandon abandon abandon"
                        + " abandon abandon abandon abandon abandon about"),
                chain);
    }

    public static Identity bob(Chain chain) {
        return Identity.fromMnemonic(
                Mnemonic.parse("legal winner thank year wave sausage worth useful legal winner thank yellow"), chain);
    }

    public static Identity carol(Chain chain) {
        return Identity.fromMnemonic(
                Mnemonic.parse("letter advice cage absurd amount doctor acoustic avoid letter advice cage above"),
                chain);
    }

    public static Identity alice() {
        return alice(Chain.REGTEST);
    }

    public static Identity bob() {
        return bob(Chain.REGTEST);
    }

    public static Identity carol() {
        return carol(Chain.REGTEST);
    }

    /** As Chromium describes itself behind a home router: two IPv4 candidates, host and srflx. */
    public static Descriptor chromium() {
        return new Descriptor(
                filled(32, 0xc0),
                new IceCredentials("Zk3+", "pJ0mT8/qW2xY5vB7nC4dE6fG"),
                List.of(
                        new Candidate(Kind.HOST, Address.ipv4("192.168.1.20"), 50_001),
                        new Candidate(Kind.SRFLX, Address.ipv4("203.0.113.7"), 50_001)));
    }

    public static Descriptor firefox() {
        return new Descriptor(
                filled(32, 0xf0),
                new IceCredentials("0a1b2c3d", "00112233445566778899aabbccddeeff"),
                List.of(
                        new Candidate(Kind.HOST, Address.ipv4("10.0.0.5"), 41_000),
                        new Candidate(Kind.HOST, Address.ipv6("2001:db8::5"), 41_001)));
    }

    public static List<Outpoint> outpoints(int seed) {
        return List.of(new Outpoint(filled(32, seed), 1), new Outpoint(filled(32, seed + 1), 0));
    }

    public static Bytes filled(int size, int first) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (first + i);
        }
        return Bytes.of(bytes);
    }

    /** Random enough for a test and the same each time: the bytes 1, 2, 3 and so on. */
    public static SecureRandom counting() {
        return new SecureRandom() {
            private static final long serialVersionUID = 1;
            private byte next = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = next++;
                }
            }
        };
    }
}
