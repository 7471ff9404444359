package dialtone.signaling.reunion;

import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.Hashes;
import java.nio.ByteBuffer;

/**
 * How much two friends prefer each Bitcoin node ({@code docs/protocol.md}, section 9.1), so that they choose the same ones without a word: highest random weight hashing (Thaler and
 * Ravishankar, 1998) under a key that only the two have. From one generation of their pair state; count with all that are held, {@code current} first.
 */
public final class Rendezvous {

    private static final String LABEL = "dialtone/1/rendezvous";
    private static final int IPV4_SIZE = 4;
    private static final int IPV6_SIZE = 16;
    private static final Bytes IPV4_MAPPED = Bytes.fromHex("00000000000000000000ffff");

    private final Bytes key;

    private Rendezvous(Bytes key) {
        this.key = key;
    }

    public static Rendezvous of(Generation generation) {
        return new Rendezvous(generation.mac(LABEL, Bytes.EMPTY));
    }

    /**
     * The higher the better, as an <em>unsigned</em> number: compare with {@link Long#compareUnsigned}.
     *
     * @param address IPv4 (4 bytes) or IPv6 (16 bytes)
     * @param port 1 to 65535
     */
    public long score(Bytes address, int port) {
        if (address.size() != IPV4_SIZE && address.size() != IPV6_SIZE) {
            throw new IllegalArgumentException("expected an address of 4 or 16 bytes, got " + address.size());
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("expected a port from 1 to 65535, got " + port);
        }
        Bytes mapped = address.size() == IPV4_SIZE ? IPV4_MAPPED.concat(address) : address;
        Bytes message = new ByteWriter().bytes(mapped).u16(port).toBytes();
        return ByteBuffer.wrap(Hashes.hmacSha256(key, message).toArray()).getLong();
    }

    @Override
    public String toString() {
        return "Rendezvous[redacted]";
    }
}
