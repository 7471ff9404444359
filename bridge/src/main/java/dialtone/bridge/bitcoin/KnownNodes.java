package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bitcoinj.core.PeerAddress;
import org.bitcoinj.core.Services;

/**
 * Addresses of public nodes that connected ones told of, kept across restarts; hearsay, of which most leads nowhere. Only the network's usual port and addresses of the open Internet:
 * nobody shall make us knock at other doors. On the worker's thread.
 */
final class KnownNodes {

    /** More than listen on any of the networks. */
    static final int MOST = 20_000;

    /** What one node may add while it is connected: what it answers a {@code getaddr} with. */
    static final int MOST_OF_ONE_NODE = 1_000;

    private static final Duration NOT_AGAIN_FOR = Duration.ofDays(1);

    private final Database database;
    private final int usualPort;
    private final Clock clock;

    KnownNodes(Database database, int usualPort, Clock clock) {
        this.database = database;
        this.usualPort = usualPort;
        this.clock = clock;
    }

    /** When there are too many, those go that nobody has told of for longest. */
    void heard(List<PeerAddress> addresses) {
        long now = clock.millis();
        database.transaction(() -> {
            for (PeerAddress each : addresses) {
                if (isOfUse(each)) {
                    database.update(
                            "INSERT INTO known_nodes (address, port, heard_at) VALUES (?, ?, ?)"
                                    + " ON CONFLICT (address, port) DO UPDATE SET heard_at = excluded.heard_at",
                            Bytes.of(each.getAddr().getAddress()),
                            each.getPort(),
                            now);
                }
            }
            database.update(
                    "DELETE FROM known_nodes WHERE rowid IN (SELECT rowid FROM known_nodes ORDER BY heard_at DESC, rowid DESC LIMIT -1 OFFSET ?)",
                    MOST);
            return null;
        });
    }

    private boolean isOfUse(PeerAddress node) {
        return node.getAddr() != null
                && node.getPort() == usualPort
                && node.getServices().has(Services.NODE_NETWORK | Services.NODE_WITNESS)
                && isPublic(node.getAddr());
    }

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        if (address instanceof Inet6Address) {
            // 2000::/3 without 2002::/16, which hides an IPv4 address.
            return first >> 5 == 1 && !(first == 0x20 && second == 0x02);
        }
        // This network, shared address space, benchmarks, reserved.
        return first != 0 && !(first == 100 && second >> 6 == 1) && !(first == 198 && second >> 1 == 9) && first < 240;
    }

    /** It could not be reached, or was of no use: not tried again for a day. */
    void failed(InetSocketAddress node) {
        database.update(
                "UPDATE known_nodes SET failed_at = ? WHERE address = ? AND port = ?",
                clock.millis(),
                Bytes.of(node.getAddress().getAddress()),
                node.getPort());
    }

    /** All that did not fail in the last day. */
    List<InetSocketAddress> all() {
        return database.query(
                "SELECT address, port FROM known_nodes WHERE failed_at IS NULL OR failed_at < ?",
                row -> new InetSocketAddress(address(row.bytes("address")), row.integer("port")),
                clock.instant().minus(NOT_AGAIN_FOR).toEpochMilli());
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(
                    "expected an address of 4 or 16 bytes in the database, got " + bytes.length, e);
        }
    }
}
