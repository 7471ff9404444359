package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.signaling.reunion.Rendezvous;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.NetworkParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coins, outbox and scanner of one bridge, over the nodes it was given. The package's page draws how the parts work together.
 *
 * <p>Every method may be called from any thread. None waits for the network; {@link #send} waits for the disk. Nothing of it may be called inside a transaction of the same
 * database except the methods that only look.
 */
public final class BitcoinClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BitcoinClient.class);

    private final BitcoinConfig config;
    private final Database database;
    private final Clock clock;
    private final BitcoinListener listener;
    private final Executor listenerThread;

    private final Worker worker;
    private final RendezvousNodes rendezvous;
    private final Nodes nodes;
    private final FeeRate feeRate;
    private final Keys keys;
    private final Coins coins;
    private final Outbox outbox;
    private final Deliveries deliveries;
    private final NodePolicies policies;
    private final Broadcaster broadcaster;
    private final ChainFollower chain;
    private final SpendGate spendGate;
    private final Replacements replacements;
    private final Traffic traffic;

    private volatile boolean closed;
    private volatile boolean fundsMayHaveChanged = true;
    // On the worker's thread: what the listener was told last.
    private Funds toldFunds;
    private NodeStatus toldNode;
    private volatile Instant stateSince;
    private volatile NodeStatus.State stateThen = NodeStatus.State.CONNECTING;

    /**
     * @param walletSeed the BIP-39 seed, 64 bytes (or the 32 of a brain wallet); copied, the caller may wipe it
     * @param recognizer which payloads may be for us
     * @param listenerThread runs the listener, one task at a time and in order; never in the calling thread
     */
    public BitcoinClient(
            BitcoinConfig config,
            Database database,
            byte[] walletSeed,
            Clock clock,
            Recognizer recognizer,
            BitcoinListener listener,
            Executor listenerThread) {
        this.config = config;
        this.database = database;
        this.clock = clock;
        this.listener = listener;
        this.listenerThread = listenerThread;
        NetworkParameters parameters = NetworkParameters.of(Networks.of(config.chain()));
        stateSince = clock.instant();
        worker = new Worker(this::tellWhatChanged);
        rendezvous = new RendezvousNodes(new KnownNodes(database, parameters.getPort(), clock));
        nodes = new Nodes(config, config.connections(), worker, clock, rendezvous);
        BlockFees blockFees = new BlockFees(parameters);
        feeRate = new FeeRate(config, nodes, blockFees);
        keys = new Keys(database, config.chain(), walletSeed);
        coins = new Coins(database, config.trustUnconfirmed());
        outbox = new Outbox(database);
        deliveries = new Deliveries(database, listener, listenerThread, worker);
        policies = new NodePolicies(nodes, config.ownNodes());
        broadcaster = new Broadcaster(outbox, nodes, policies, clock, this::tellProgress);
        Scanner scanner = new Scanner(database, keys, coins, outbox, deliveries, broadcaster, recognizer, clock);
        Headers headers = new Headers(database, parameters, config.birthday());
        chain = new ChainFollower(database, parameters, headers, nodes, scanner, blockFees, config.birthday());
        spendGate = new SpendGate(database, coins, outbox, keys, feeRate, clock, chain::height);
        replacements = new Replacements(database, coins, outbox, keys, feeRate, clock);
        traffic = new Traffic(
                Networks.of(config.chain()),
                chain,
                new TxFetcher(),
                new Vouchers(config.ownNodes()),
                scanner,
                deliveries,
                broadcaster,
                outbox,
                () -> fundsMayHaveChanged = true);
    }

    /** Before the start: with whom to choose the same public nodes, those who matter most first. Asked on the client's thread, again and again. */
    public void meetAtNodesOf(Supplier<List<Rendezvous>> friends) {
        rendezvous.with(friends);
    }

    /** Connects, reads what happened since the last time, and broadcasts what is unconfirmed. Returns at once. */
    public void start() {
        worker.run(() -> deliveries.start(clock.instant()));
        worker.run(this::releaseAbandoned);
        worker.every(Duration.ofMinutes(1), this::releaseAbandoned);
        nodes.start(traffic);
    }

    /**
     * Puts a frame on chain. On return its signed transaction is on disk; it is broadcast right after, now or when a node is there. An intent that was sent before gives the
     * transaction of that time.
     */
    public SentFrame send(Intent intent, Sealer sealer) throws CannotPayException {
        if (database.inTransaction()) {
            throw new IllegalStateException(
                    "send was called inside a database transaction: the frame would be broadcast before it is on disk");
        }
        // 1. Reserve, seal, sign, write down: one transaction. A crash in here has spent nothing.
        SentFrame frame = spendGate.signAndKeep(intent, sealer);
        // 2. Committed. From here on a crash changes nothing: the next start broadcasts the same bytes.
        worker.run(() -> {
            broadcaster.broadcast(Sha256Hash.wrap(frame.txid()));
            fundsMayHaveChanged = true;
        });
        return frame;
    }

    /** What {@link #withdraw} would send now. */
    public Withdrawal quoteWithdrawal(Destination to) throws NotEnoughCoinsException {
        return spendGate.quoteWithdrawal(to);
    }

    /** Sends all that can be spent, if that is still {@code amountSat}; empty when it is not. On return the signed transaction is on disk, like a frame's. */
    public Optional<Withdrawal> withdraw(Intent intent, Destination to, long amountSat) throws NotEnoughCoinsException {
        Optional<Withdrawal> withdrawal = spendGate.withdrawAndKeep(intent, to, amountSat);
        withdrawal.ifPresent(signed -> worker.run(() -> {
            broadcaster.broadcast(Sha256Hash.wrap(signed.txid()));
            fundsMayHaveChanged = true;
        }));
        return withdrawal;
    }

    /** What {@link #replace} would do now with a transaction of ours. */
    public Replacement quoteReplacement(String txid, Replacement.Kind kind) throws CannotReplaceException {
        return replacements.quote(Sha256Hash.wrap(txid), kind);
    }

    /**
     * Replaces a transaction that is not confirmed, if that still costs {@code feeSat}; empty when it does not. On return the signed transaction is on disk, like a frame's.
     */
    public Optional<Replacement> replace(String txid, Replacement.Kind kind, long feeSat)
            throws CannotReplaceException {
        Optional<Replacement> replacement = replacements.replaceAndKeep(Sha256Hash.wrap(txid), kind, feeSat);
        replacement.ifPresent(signed -> worker.run(() -> {
            broadcaster.replaced(Sha256Hash.wrap(txid));
            broadcaster.broadcast(Sha256Hash.wrap(signed.txid()));
            fundsMayHaveChanged = true;
        }));
        return replacement;
    }

    /** Whether the invitation in that transaction paid enough for our answer at the present fee rate. The money is real only once it is confirmed. */
    public boolean paysAnswer(String invitationTxid) {
        return spendGate.paysAnswer(invitationTxid);
    }

    /** What answers without a click have cost in the last 24 hours: to one friend, or with an empty name to all. */
    public long automaticSat(String friend) {
        return outbox.automaticSat(friend, clock.instant().minus(Duration.ofDays(1)));
    }

    /** What an invitation that pays for its answer costs more. */
    public long answerPaymentSat() {
        return spendGate.answerPaymentSat();
    }

    public Optional<SentFrame> sent(String intentId) {
        return outbox.ofIntent(intentId).map(entry -> entry.frame(true));
    }

    public Funds funds() {
        int tip = chain.height();
        String address = keys.receiveAddress();
        return new Funds(
                coins.balanceSat(tip),
                coins.pendingSat(tip),
                spendGate.readyCoins(),
                address,
                "bitcoin:" + address,
                feeRate.satPerVbyte());
    }

    /** What a frame of that size costs at the present fee rate, with one coin in and change out. */
    public long costSat(int payloadBytes) {
        return spendGate.costSat(payloadBytes);
    }

    /** Newest first. */
    public List<Spend> spends(int limit) {
        return outbox.newest(limit).stream()
                .map(entry -> new Spend(
                        entry.intentId(),
                        entry.purpose(),
                        entry.txid().toString(),
                        entry.feeSat(),
                        entry.signedAt(),
                        entry.state(),
                        replacements.mayReplace(entry)))
                .toList();
    }

    public NodeStatus node() {
        int height = chain.height();
        int tip = Math.max(height, Math.max(chain.headersHeight(), nodes.claimedHeight()));
        return new NodeStatus(
                nodes.state(),
                nodes.where(),
                nodes.ready().size(),
                height,
                tip,
                stateSince,
                clocksAhead(),
                policies.warning(SpendGate.USUAL_PAYLOAD_BYTES).orElse(""));
    }

    /** Whether some connected node refused as much, and none is known to take it. */
    public boolean isDoubtful(int payloadBytes) {
        return policies.warning(payloadBytes).isPresent();
    }

    /** What each connected node was seen to do with frames of ours. */
    public List<NodePolicy> nodePolicies() {
        return policies.connected();
    }

    /** In whole minutes, so that it is not told anew at every connection. */
    private Duration clocksAhead() {
        Duration ahead = nodes.clocksAhead();
        return ahead.abs().compareTo(NodeStatus.CLOCK_TOLERANCE) > 0
                ? Duration.ofMinutes(ahead.toMinutes())
                : Duration.ZERO;
    }

    /** An address not shown before. */
    public String freshAddress() {
        return keys.freshAddress();
    }

    /** Asks the node's faucet for coins, by connecting again with {@code fund=<fresh address>} in the user agent. */
    public void requestCoins() {
        if (!config.faucetByUserAgent()) {
            throw new IllegalStateException("the node has no faucet: send coins to " + keys.receiveAddress());
        }
        nodes.reconnectWithComment("fund=" + keys.freshAddress());
    }

    /** Stops and keeps everything. The database stays open: it is the caller's. */
    @Override
    public void close() {
        closed = true;
        nodes.stop();
        worker.stop();
        deliveries.close();
    }

    private void releaseAbandoned() {
        spendGate.releaseAbandoned(clock.instant());
        fundsMayHaveChanged = true;
    }

    private void tellProgress(String intentId, Progress progress) {
        tell(() -> listener.broadcast(intentId, progress));
        fundsMayHaveChanged = true;
    }

    /** After each task of the worker. */
    private void tellWhatChanged() {
        if (closed) {
            return;
        }
        NodeStatus.State state = nodes.state();
        if (state != stateThen) {
            stateThen = state;
            stateSince = clock.instant();
        }
        NodeStatus node = node();
        if (!node.equals(toldNode)) {
            if (!node.clocksAhead().isZero()
                    && (toldNode == null || toldNode.clocksAhead().isZero())) {
                log.warn("{}", node.clockWarning());
            }
            toldNode = node;
            tell(() -> listener.nodeChanged(node));
        }
        if (fundsMayHaveChanged) {
            fundsMayHaveChanged = false;
            Funds funds = funds();
            if (!funds.equals(toldFunds)) {
                toldFunds = funds;
                tell(() -> listener.fundsChanged(funds));
            }
        }
    }

    private void tell(Runnable news) {
        listenerThread.execute(() -> {
            if (!closed) {
                news.run();
            }
        });
    }
}
