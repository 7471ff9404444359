package dialtone.bridge.bitcoin;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.GetDataMessage;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.NotFoundMessage;
import org.bitcoinj.core.Transaction;

/**
 * Gets our transactions into every connected node, and finds out whether they took them.
 *
 * <p>There is no answer to a {@code tx} message. That a node took it is known when it announces the transaction itself, or gives it back when asked (the probe). Core gives it
 * back only after it has announced something else, for privacy; so its "not found" alone means nothing. On the worker's thread.
 */
final class Broadcaster {

    private static final long FIRST_PROBE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;
    private static final int PROBES_BEFORE_REFUSED = 3;

    /** What an OP_RETURN may carry by the oldest policies that are in use. */
    private static final int EVERY_NODE_TAKES_BYTES = 80;

    /** A transaction that is neither confirmed nor given up, and what the nodes said to it. */
    private static final class Effort {
        final Outbox.Entry entry;
        final Transaction transaction;
        final Set<NodeConnection> told = new HashSet<>();
        final Set<NodeConnection> seenBy = new HashSet<>();
        final Set<NodeConnection> denied = new HashSet<>();
        int probes = 1;
        long nextProbeNanos = System.nanoTime() + FIRST_PROBE_NANOS;
        final long pushedNanos = System.nanoTime();
        boolean refused;

        Effort(Outbox.Entry entry) {
            this.entry = entry;
            this.transaction = entry.transaction();
        }

        /** None in a withdrawal. */
        int payloadBytes() {
            return entry.payload().size();
        }
    }

    private final Outbox outbox;
    private final Nodes nodes;
    private final NodePolicies policies;
    private final Clock clock;
    private final BiConsumer<String, Progress> tell;
    private final Map<Sha256Hash, Effort> efforts = new LinkedHashMap<>();

    Broadcaster(Outbox outbox, Nodes nodes, NodePolicies policies, Clock clock, BiConsumer<String, Progress> tell) {
        this.outbox = outbox;
        this.nodes = nodes;
        this.policies = policies;
        this.clock = clock;
        this.tell = tell;
    }

    /** To every node that relays transactions. The row is on disk: {@link SpendGate} has committed. */
    void broadcast(Sha256Hash txid) {
        Outbox.Entry entry = outbox.ofTxid(txid)
                .orElseThrow(
                        () -> new IllegalStateException("nothing is broadcast that is not in the outbox: " + txid));
        Effort effort = efforts.computeIfAbsent(txid, unused -> new Effort(entry));
        for (NodeConnection node : nodes.ready()) {
            push(effort, node);
        }
        tell.accept(name(entry), new Progress.Broadcast(effort.told.size()));
        if (!effort.told.isEmpty() && entry.state() == Spend.State.SIGNED) {
            outbox.mark(txid, Spend.State.BROADCAST);
        }
    }

    /** A node came (back): everything unconfirmed, byte for byte, parents first. */
    void ready(NodeConnection node) {
        for (Outbox.Entry entry : outbox.toBroadcast(clock.instant())) {
            Effort effort = efforts.computeIfAbsent(entry.txid(), unused -> new Effort(entry));
            if (push(effort, node)) {
                tell.accept(name(entry), new Progress.Broadcast(effort.told.size()));
                if (entry.state() == Spend.State.SIGNED) {
                    outbox.mark(entry.txid(), Spend.State.BROADCAST);
                }
            }
        }
    }

    /** What takes a frame back is no step of that frame. */
    private static String name(Outbox.Entry entry) {
        return entry.takesBack() ? "taken-back:" + entry.intentId() : entry.intentId();
    }

    private boolean push(Effort effort, NodeConnection node) {
        if (!node.relaysTransactions() || !effort.told.add(node)) {
            return false;
        }
        if (node.wantsAnnouncements()) {
            node.announce(effort.transaction);
        } else {
            node.send(effort.transaction);
        }
        node.requestTransactions(List.of(effort.entry.txid()));
        return true;
    }

    /** A node announced it, or gave it back. */
    void seen(NodeConnection node, Sha256Hash txid) {
        Effort effort = efforts.get(txid);
        if (effort == null || !effort.seenBy.add(node)) {
            return;
        }
        effort.refused = false;
        if (effort.payloadBytes() > 0) {
            policies.took(node, effort.payloadBytes());
        }
        if (effort.seenBy.size() == 1) {
            outbox.mark(txid, Spend.State.SEEN);
        }
        tell.accept(name(effort.entry), new Progress.Seen(effort.seenBy.size()));
    }

    void notFound(NodeConnection node, List<Sha256Hash> txids) {
        for (Sha256Hash txid : txids) {
            Effort effort = efforts.get(txid);
            if (effort != null && effort.told.contains(node)) {
                effort.denied.add(node);
            }
        }
    }

    /** Serves a node that asks for what we announced. */
    void getData(NodeConnection node, GetDataMessage request) {
        List<InventoryItem> missing = new ArrayList<>();
        for (InventoryItem item : request.getItems()) {
            Effort effort = efforts.get(item.hash);
            if (effort == null) {
                missing.add(item);
            } else {
                node.send(effort.transaction);
            }
        }
        if (!missing.isEmpty()) {
            node.send(new NotFoundMessage(missing));
        }
    }

    void confirmed(Sha256Hash txid, BlockRef block) {
        efforts.remove(txid);
        outbox.ofTxid(txid).ifPresent(entry -> tell.accept(name(entry), new Progress.Confirmed(block)));
    }

    /** Another attempt took its place: it is not pushed any more. */
    void replaced(Sha256Hash txid) {
        efforts.remove(txid);
    }

    void conflicted(Sha256Hash txid) {
        efforts.remove(txid);
        outbox.ofTxid(txid)
                .filter(entry -> entry.state() != Spend.State.REPLACED)
                .ifPresent(entry -> tell.accept(
                        name(entry),
                        new Progress.Refused(
                                "Another transaction spent its coin: is this wallet in use somewhere else?")));
    }

    void closed(NodeConnection node) {
        policies.closed(node);
        for (Effort effort : efforts.values()) {
            effort.told.remove(node);
            effort.seenBy.remove(node);
            effort.denied.remove(node);
        }
    }

    void tick() {
        long now = System.nanoTime();
        Instant instant = clock.instant();
        efforts.values()
                .removeIf(effort -> effort.entry.expiry().isBefore(instant)
                        && effort.seenBy.isEmpty()
                        && (effort.refused || effort.told.isEmpty()));
        for (Effort effort : efforts.values()) {
            // When some have it, the others are asked a few times: what they do with its size is worth knowing.
            boolean toBeAsked = effort.seenBy.isEmpty() || effort.probes <= PROBES_BEFORE_REFUSED;
            if (toBeAsked && !effort.told.isEmpty() && now - effort.nextProbeNanos > 0) {
                probe(effort, now);
            }
        }
    }

    private void probe(Effort effort, long now) {
        if (effort.probes >= PROBES_BEFORE_REFUSED) {
            learnWhoRefuses(effort);
        }
        if (!effort.refused && effort.probes >= PROBES_BEFORE_REFUSED && everybodyDenies(effort)) {
            effort.refused = true;
            outbox.mark(effort.entry.txid(), Spend.State.REFUSED);
            tell.accept(name(effort.entry), new Progress.Refused(likelyReason(effort)));
        }
        effort.nextProbeNanos = now + Math.min(FIRST_PROBE_NANOS << Math.min(effort.probes, 10), LONGEST_PAUSE_NANOS);
        effort.probes++;
        effort.denied.clear();
        effort.told.stream()
                .filter(node -> !effort.seenBy.contains(node))
                .forEach(node -> node.requestTransactions(List.of(effort.entry.txid())));
    }

    private static boolean everybodyDenies(Effort effort) {
        return effort.told.stream().allMatch(node -> denies(effort, node));
    }

    private static boolean denies(Effort effort, NodeConnection node) {
        return effort.denied.contains(node) && !effort.seenBy.contains(node) && node.answersProbes(effort.pushedNanos);
    }

    /** For its size, as far as we can tell: it pays enough, and is larger than what every node takes or was taken by another. */
    private void learnWhoRefuses(Effort effort) {
        if (effort.payloadBytes() <= EVERY_NODE_TAKES_BYTES && effort.seenBy.isEmpty()) {
            return;
        }
        for (NodeConnection node : effort.told) {
            boolean paysEnough = effort.entry.feeRateSatPerVbyte()
                    >= node.feeFloorSatPerVbyte().orElse(0);
            if (effort.payloadBytes() > 0 && paysEnough && denies(effort, node)) {
                policies.refused(node, effort.payloadBytes());
            }
        }
    }

    private String likelyReason(Effort effort) {
        OptionalDouble floor = effort.told.stream()
                .flatMapToDouble(node -> node.feeFloorSatPerVbyte().stream())
                .min();
        if (floor.isPresent() && effort.entry.feeRateSatPerVbyte() < floor.getAsDouble()) {
            return "It pays %.1f sat/vB and the nodes want at least %.1f: wait until they want less."
                    .formatted(effort.entry.feeRateSatPerVbyte(), floor.getAsDouble());
        }
        if (effort.payloadBytes() > EVERY_NODE_TAKES_BYTES) {
            return "The nodes may relay at most %d bytes of data, and this frame has %d (%s): use a node that relays more (Bitcoin Core 30 or later)."
                    .formatted(EVERY_NODE_TAKES_BYTES, effort.payloadBytes(), policies.summary(effort.payloadBytes()));
        }
        return "The nodes may not have the coin it spends yet: wait for the next block.";
    }
}
