package dialtone.bridge.bitcoin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which sizes each node was seen to take and to refuse. Learnt on the worker's thread, asked on any; kept in memory. */
final class NodePolicies {

    private final Nodes nodes;
    // A node of our own is the same one after it was away; a public seed's name leads to another each time.
    private final boolean keptWhileAway;
    private final Map<Object, NodePolicy> known = new ConcurrentHashMap<>();

    NodePolicies(Nodes nodes, boolean ownNodes) {
        this.nodes = nodes;
        this.keptWhileAway = ownNodes;
    }

    private Object key(NodeConnection node) {
        return keptWhileAway ? node.address() : node;
    }

    NodePolicy of(NodeConnection node) {
        return known.getOrDefault(key(node), new NodePolicy(node.toString(), 0, 0));
    }

    /** It may have been set up anew since it refused as much. */
    void took(NodeConnection node, int payloadBytes) {
        NodePolicy before = of(node);
        int refused = before.refuses(payloadBytes) ? 0 : before.smallestRefusedBytes();
        known.put(
                key(node), new NodePolicy(before.node(), Math.max(before.largestTakenBytes(), payloadBytes), refused));
    }

    void refused(NodeConnection node, int payloadBytes) {
        NodePolicy before = of(node);
        if (before.takes(payloadBytes) || before.refuses(payloadBytes)) {
            // Not for its size, or known already.
            return;
        }
        known.put(key(node), new NodePolicy(before.node(), before.largestTakenBytes(), payloadBytes));
    }

    void closed(NodeConnection node) {
        if (!keptWhileAway) {
            known.remove(node);
        }
    }

    /** Of the connected nodes that relay transactions. */
    List<NodePolicy> connected() {
        return nodes.ready().stream()
                .filter(NodeConnection::relaysTransactions)
                .map(this::of)
                .toList();
    }

    /** As in: 3 of 8 nodes have relayed 256 bytes, 5 refused. */
    String summary(int payloadBytes) {
        List<NodePolicy> connected = connected();
        return "%d of %d %s relayed %d bytes, %d refused"
                .formatted(
                        connected.stream()
                                .filter(policy -> policy.takes(payloadBytes))
                                .count(),
                        connected.size(),
                        connected.size() == 1 ? "node has" : "nodes have",
                        payloadBytes,
                        connected.stream()
                                .filter(policy -> policy.refuses(payloadBytes))
                                .count());
    }

    /** What to know before a frame of that size is paid for: some node refused as much, and none is known to take it. */
    Optional<String> warning(int payloadBytes) {
        List<NodePolicy> connected = connected();
        boolean doubtful = connected.stream().anyMatch(policy -> policy.refuses(payloadBytes))
                && connected.stream().noneMatch(policy -> policy.takes(payloadBytes));
        return doubtful
                ? Optional.of("A call may not get through: " + summary(payloadBytes)
                        + ". Use a node that relays more than 80 bytes of data (Bitcoin Core 30 or later).")
                : Optional.empty();
    }
}
