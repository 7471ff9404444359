package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.bridge.store.StorageException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.BlockChain;
import org.bitcoinj.core.BlockLocator;
import org.bitcoinj.core.GetHeadersMessage;
import org.bitcoinj.core.HeadersMessage;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.PrunedException;
import org.bitcoinj.core.StoredBlock;
import org.bitcoinj.core.VerificationException;
import org.bitcoinj.store.BlockStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the chain with the most work, headers first, and reads the transactions of each of its blocks once.
 *
 * <p>bitcoinj's {@code BlockChain} decides about headers: proof of work, difficulty, which branch is best. Which bodies are still to be read follows from two tips alone,
 * the best header and the newest block read, so that nothing is lost by a crash, a lost connection or a reorganisation. On the worker's thread.
 */
final class ChainFollower {

    private static final Logger log = LoggerFactory.getLogger(ChainFollower.class);

    /** Bodies read in one database transaction. */
    private static final int WINDOW = 16;

    /** Bodies asked for, so that some are on their way while others are read. */
    private static final int AHEAD = WINDOW + WINDOW / 2;

    /** A node may be this many blocks behind us when it connects, unless it is the only one. */
    private static final int MOST_BEHIND = 6;

    /** A header that branches off deeper below the best one is not looked at: blocks of the lowest difficulty cost nothing, and could fill the disk. */
    private static final int DEEPEST_FORK = 2016;

    /** How long a node may send no block that it was asked for until another is asked as well: for the newest ones, and while many are missing. */
    private static final long NEWEST_PATIENCE_NANOS = 2_000_000_000L;

    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** More are announced by nobody who follows the chain. */
    private static final int MAX_ANNOUNCED = 500;

    /** Blocks that nobody has shown a header of, and that one node may make us wait for. */
    private static final int MAX_UNKNOWN_OF_ONE = 3;

    private record Request(NodeConnection node, long askedNanos, boolean unknown) {}

    private final Database database;
    private final NetworkParameters parameters;
    private final Headers headers;
    private final Nodes nodes;
    private final Scanner scanner;
    private final BlockFees blockFees;
    private final Instant birthday;
    private BlockChain chain;
    private volatile StoredBlock scanned;

    // The best chain above scanned, oldest first.
    private final Deque<StoredBlock> unread = new ArrayDeque<>();
    private final Map<Sha256Hash, Block> bodies = new LinkedHashMap<>();
    private final Map<Sha256Hash, Request> requested = new HashMap<>();
    // How often a node did not give a block it was asked for since it last gave one.
    private final Map<NodeConnection, Integer> unanswered = new HashMap<>();
    private final Map<NodeConnection, Long> lastBlockNanos = new HashMap<>();
    // They announced blocks that were not asked for, because they have not given us others yet.
    private final Set<NodeConnection> announcedMore = new HashSet<>();

    ChainFollower(
            Database database,
            NetworkParameters parameters,
            Headers headers,
            Nodes nodes,
            Scanner scanner,
            BlockFees blockFees,
            Instant birthday) {
        this.database = database;
        this.parameters = parameters;
        this.headers = headers;
        this.nodes = nodes;
        this.scanner = scanner;
        this.blockFees = blockFees;
        this.birthday = birthday;
        this.chain = openChain();
        this.scanned = headers.scanned();
    }

    private BlockChain openChain() {
        try {
            return new BlockChain(parameters.network(), headers);
        } catch (BlockStoreException e) {
            throw new IllegalStateException("the stored headers cannot be read", e);
        }
    }

    /** The newest block whose transactions were read. */
    StoredBlock scanned() {
        return scanned;
    }

    int height() {
        return scanned.getHeight();
    }

    /** Of the best header. */
    int headersHeight() {
        return chain.getBestChainHeight();
    }

    void ready(NodeConnection node) {
        node.judge(chain.getBestChainHeight() - MOST_BEHIND);
        dropThoseBehind();
        askForHeaders(node);
        advance();
    }

    /** Still syncing, or on a branch that the others left: what they relay need not be what the network relays. The only one we have is kept. */
    private void dropThoseBehind() {
        if (nodes.ready().stream().allMatch(NodeConnection::isBehind)) {
            return;
        }
        nodes.ready().stream().filter(NodeConnection::isBehind).forEach(node -> {
            log.info("{} is far behind height {}: dropped", node, chain.getBestChainHeight());
            node.close();
        });
    }

    void announced(NodeConnection node, List<Sha256Hash> blocks) {
        List<Sha256Hash> unknown = blocks.stream()
                .limit(MAX_ANNOUNCED)
                .filter(hash -> headers.find(hash).isEmpty())
                .limit(2)
                .toList();
        if (unknown.size() == 1 && !requested.containsKey(unknown.get(0))) {
            // The usual case, a new block: its header comes with its body.
            long waiting = requested.values().stream()
                    .filter(request -> request.unknown() && request.node() == node)
                    .count();
            if (waiting < MAX_UNKNOWN_OF_ONE) {
                request(node, unknown, true);
            } else {
                announcedMore.add(node);
            }
        } else if (unknown.stream().anyMatch(hash -> !isRequestedOf(node, hash))) {
            // Also when another one was asked first: it may have lied.
            askForHeaders(node);
        }
    }

    private boolean isRequestedOf(NodeConnection node, Sha256Hash block) {
        Request request = requested.get(block);
        return request != null && request.node() == node;
    }

    void headers(NodeConnection node, HeadersMessage message) {
        List<Block> received = message.getBlockHeaders();
        if (addAll(node, received)) {
            if (received.size() == HeadersMessage.MAX_HEADERS) {
                askForHeaders(node);
            }
        } else {
            node.close();
        }
        advance();
    }

    void block(NodeConnection node, Block block) {
        boolean askedFor = requested.remove(block.getHash()) != null;
        if (!BlockBody.matchesHeader(block)) {
            log.warn("{} sent transactions that block {} does not hold", node, block.getHash());
            node.close();
            return;
        }
        if (headers.find(block.getHash()).isEmpty()) {
            if (headers.find(block.getPrevBlockHash()).isEmpty()) {
                // We missed what lies between, or it is on a branch we never saw: the headers tell.
                askForHeaders(node);
                return;
            }
            if (!addAll(node, List.of(block.cloneAsHeader()))) {
                node.close();
                return;
            }
        }
        if (askedFor) {
            unanswered.remove(node);
            lastBlockNanos.put(node, System.nanoTime());
        }
        if (announcedMore.remove(node)) {
            askForHeaders(node);
        }
        updateUnread();
        // Nothing that was read already, and nothing far ahead: a node could send those for ever.
        if (next(AHEAD).stream().anyMatch(next -> next.getHeader().getHash().equals(block.getHash()))) {
            bodies.put(block.getHash(), block);
            if (bodies.size() > 2 * WINDOW) {
                bodies.remove(bodies.keySet().iterator().next());
            }
        }
        advance();
    }

    /** They are asked for again, of the next node, at the next tick. */
    void notFound(NodeConnection node, List<Sha256Hash> hashes) {
        for (Sha256Hash hash : hashes) {
            if (isRequestedOf(node, hash)) {
                requested.remove(hash);
                unanswered.merge(node, 1, Integer::sum);
            }
        }
    }

    void closed(NodeConnection node) {
        requested.values().removeIf(request -> request.node() == node);
        unanswered.remove(node);
        lastBlockNanos.remove(node);
        announcedMore.remove(node);
        advance();
    }

    void tick() {
        long now = System.nanoTime();
        Set<NodeConnection> late = new HashSet<>();
        for (Request request : requested.values()) {
            if (isLate(request, now)) {
                late.add(request.node());
            }
        }
        requested.values().removeIf(request -> isLate(request, now));
        late.forEach(node -> unanswered.merge(node, 1, Integer::sum));
        advance();
    }

    /** A slow node that sends one block after the other is not. */
    private boolean isLate(Request request, long now) {
        long patience = unread.size() < WINDOW / 4 ? NEWEST_PATIENCE_NANOS : PATIENCE_NANOS;
        long last = Math.max(request.askedNanos(), lastBlockNanos.getOrDefault(request.node(), Long.MIN_VALUE));
        return now - last > patience;
    }

    private boolean addAll(NodeConnection node, List<Block> received) {
        try {
            return database.transaction(() -> received.stream().allMatch(header -> add(node, header)));
        } catch (StorageException e) {
            // The chain object is ahead of the disk now.
            chain = openChain();
            unread.clear();
            throw e;
        }
    }

    /** False when the header does not belong to our network's chain. Inside a transaction. */
    private boolean add(NodeConnection node, Block header) {
        if (headers.find(header.getHash()).isPresent()) {
            return true;
        }
        Optional<StoredBlock> previous = headers.find(header.getPrevBlockHash());
        if (previous.isEmpty()) {
            log.warn("{} sent header {} that follows none of ours", node, header.getHash());
            return false;
        }
        int depth = chain.getBestChainHeight() - previous.get().getHeight();
        if (depth > DEEPEST_FORK) {
            log.warn("{} sent header {}, which branches off {} blocks ago", node, header.getHash(), depth);
            return false;
        }
        try {
            return chain.add(header);
        } catch (VerificationException | PrunedException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            log.warn("{} sent an invalid header {}: {}", node, header.getHash(), reason.getMessage());
            return false;
        }
    }

    private void askForHeaders(NodeConnection node) {
        List<Sha256Hash> known = new ArrayList<>();
        StoredBlock cursor = chain.getChainHead();
        // The newest ten one by one, then at doubling distances, then the oldest we have.
        for (int step = 1; cursor != null; step = known.size() < 10 ? 1 : step * 2) {
            known.add(cursor.getHeader().getHash());
            for (int i = 0; i < step && cursor != null; i++) {
                cursor = headers.get(cursor.getHeader().getPrevBlockHash());
            }
        }
        Sha256Hash genesis = parameters.getGenesisBlock().getHash();
        if (!known.contains(genesis)) {
            known.add(genesis);
        }
        long version = parameters.getSerializer().getProtocolVersion();
        node.send(new GetHeadersMessage(version, new BlockLocator(known), Sha256Hash.ZERO_HASH));
    }

    /** Reads what can be read, asks for what is missing. */
    private void advance() {
        updateUnread();
        skipBeforeBirthday();
        for (List<StoredBlock> next = next(WINDOW);
                !next.isEmpty() && next.stream().allMatch(this::isHere);
                next = next(WINDOW)) {
            read(next);
        }
        long awaited = requested.values().stream()
                .filter(request -> !request.unknown())
                .count();
        if (awaited > AHEAD - WINDOW) {
            return;
        }
        List<Sha256Hash> missing = next(AHEAD).stream()
                .filter(block -> !isHere(block))
                .map(block -> block.getHeader().getHash())
                .filter(hash -> !requested.containsKey(hash))
                .toList();
        if (!missing.isEmpty()) {
            mostReliable().ifPresent(node -> request(node, missing, false));
        }
    }

    /** One of those that left the fewest requests unanswered; another one each time, so that a node without the block does not hold us up. */
    private Optional<NodeConnection> mostReliable() {
        List<NodeConnection> ready = List.copyOf(nodes.ready());
        int fewest = ready.stream()
                .mapToInt(node -> unanswered.getOrDefault(node, 0))
                .min()
                .orElse(0);
        List<NodeConnection> best = ready.stream()
                .filter(node -> unanswered.getOrDefault(node, 0) == fewest)
                .toList();
        return best.isEmpty()
                ? Optional.empty()
                : Optional.of(best.get(ThreadLocalRandom.current().nextInt(best.size())));
    }

    private boolean isHere(StoredBlock block) {
        return bodies.containsKey(block.getHeader().getHash());
    }

    private List<StoredBlock> next(int blocks) {
        return unread.stream().limit(blocks).toList();
    }

    private void request(NodeConnection node, List<Sha256Hash> blocks, boolean unknown) {
        Request request = new Request(node, System.nanoTime(), unknown);
        blocks.forEach(hash -> requested.put(hash, request));
        // Without the witness: nothing we read is in it, and the merkle root does not cover it.
        node.request(InventoryItem.Type.BLOCK, blocks);
    }

    private void updateUnread() {
        StoredBlock best = chain.getChainHead();
        StoredBlock end = unread.isEmpty() ? scanned : unread.getLast();
        if (best.equals(end)) {
            return;
        }
        if (best.getHeader().getPrevBlockHash().equals(end.getHeader().getHash())) {
            unread.add(best);
            return;
        }
        unread.clear();
        StoredBlock ours = scanned;
        StoredBlock cursor = best;
        while (!cursor.equals(ours)) {
            if (cursor.getHeight() >= ours.getHeight()) {
                unread.addFirst(cursor);
                cursor = headers.previous(cursor);
            } else {
                ours = headers.previous(ours);
            }
        }
        if (!ours.equals(scanned)) {
            rollBack(ours);
        }
    }

    private void rollBack(StoredBlock fork) {
        log.info("reorganisation: blocks {} to {} are out", fork.getHeight() + 1, scanned.getHeight());
        database.transaction(() -> {
            scanner.rollBack(fork.getHeight());
            headers.setScanned(fork);
            return null;
        });
        scanned = fork;
    }

    private void skipBeforeBirthday() {
        StoredBlock last = null;
        while (!unread.isEmpty() && unread.getFirst().getHeader().time().isBefore(birthday)) {
            last = unread.removeFirst();
        }
        if (last != null) {
            headers.setScanned(last);
            scanned = last;
        }
    }

    private void read(List<StoredBlock> blocks) {
        StoredBlock newest = blocks.get(blocks.size() - 1);
        List<Runnable> afterwards = new ArrayList<>();
        database.transaction(() -> {
            for (StoredBlock block : blocks) {
                afterwards.addAll(scanner.block(bodies.get(block.getHeader().getHash()), block));
            }
            headers.setScanned(newest);
            return null;
        });
        scanned = newest;
        for (StoredBlock block : blocks) {
            unread.removeFirst();
            blockFees.read(bodies.get(block.getHeader().getHash()), block.getHeight());
            bodies.remove(block.getHeader().getHash());
        }
        afterwards.forEach(Runnable::run);
    }
}
