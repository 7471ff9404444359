package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.reunion.Rendezvous;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.bitcoinj.core.PeerAddress;

/** Which of the known nodes our friends prefer too ({@code docs/protocol.md}, section 9.1). On the worker's thread. */
final class RendezvousNodes {

    /** Enough to find some that answer: most known addresses lead nowhere. */
    private static final int RANKED = 256;

    private final KnownNodes known;
    private volatile Supplier<List<Rendezvous>> friends = List::of;
    /** For each friend, best first. */
    private List<List<InetSocketAddress>> rankings = List.of();

    private record Scored(InetSocketAddress node, long score) {}

    RendezvousNodes(KnownNodes known) {
        this.known = known;
    }

    /** Before the start. {@code friends}: those who matter most first; called on the worker's thread. */
    void with(Supplier<List<Rendezvous>> friends) {
        this.friends = friends;
    }

    void heard(List<PeerAddress> addresses) {
        known.heard(addresses);
    }

    void failed(InetSocketAddress node) {
        known.failed(node);
        rankings.forEach(ranking -> ranking.remove(node));
    }

    /** Ranks anew what is known by now, for as many friends as there are places. */
    void rank(int places) {
        List<Rendezvous> first = friends.get().stream().limit(places).toList();
        List<InetSocketAddress> all = first.isEmpty() ? List.of() : known.all();
        rankings = first.stream().map(friend -> ranking(friend, all)).toList();
    }

    private static List<InetSocketAddress> ranking(Rendezvous friend, List<InetSocketAddress> all) {
        Comparator<Scored> byScore = (one, other) -> Long.compareUnsigned(other.score(), one.score());
        return new ArrayList<>(all.stream()
                .map(node ->
                        new Scored(node, friend.score(Bytes.of(node.getAddress().getAddress()), node.getPort())))
                .sorted(byScore)
                .limit(RANKED)
                .map(Scored::node)
                .toList());
    }

    /** At most {@code places}: the best of each friend in turn, no two of one network group, none of a group that is taken. */
    List<InetSocketAddress> wanted(int places, Set<String> takenGroups) {
        List<InetSocketAddress> wanted = new ArrayList<>();
        Set<String> groups = new HashSet<>(takenGroups);
        boolean more = true;
        while (more && wanted.size() < places) {
            more = false;
            for (List<InetSocketAddress> ranking : rankings) {
                for (InetSocketAddress node : ranking) {
                    if (wanted.size() < places && groups.add(group(node.getAddress()))) {
                        wanted.add(node);
                        more = true;
                        break;
                    }
                }
            }
        }
        return wanted;
    }

    /** Nodes of one group may have one owner: the same first 16 bits of an IPv4 address or 32 of an IPv6 one. */
    static String group(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes, 0, bytes.length == 4 ? 2 : 4);
    }
}
