package dialtone.bridge.bitcoin.node;

import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.BlockChain;
import org.bitcoinj.core.Context;
import org.bitcoinj.core.Peer;
import org.bitcoinj.core.PeerAddress;
import org.bitcoinj.core.PeerGroup;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.listeners.DownloadProgressTracker;
import org.bitcoinj.params.RegTestParams;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptOpCodes;
import org.bitcoinj.store.BlockStoreException;
import org.bitcoinj.store.MemoryBlockStore;
import org.bitcoinj.wallet.AllowUnconfirmedCoinSelector;
import org.bitcoinj.wallet.SendRequest;
import org.bitcoinj.wallet.Wallet;

/** A bitcoinj client as the bridge uses it: PeerGroup without bloom filter, wallet, chain in memory. One Context each. */
final class SpvClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final Context context = new Context();
    final Wallet wallet;
    final BlockChain chain;
    final PeerGroup peers;
    final Map<Sha256Hash, Long> heardAtNanos = new ConcurrentHashMap<>();

    private SpvClient(InetSocketAddress node) throws BlockStoreException {
        Context.propagate(context);
        wallet = Wallet.createDeterministic(BitcoinNetwork.REGTEST, ScriptType.P2WPKH);
        chain = new BlockChain(
                BitcoinNetwork.REGTEST,
                wallet,
                new MemoryBlockStore(RegTestParams.get().getGenesisBlock()));
        peers = new PeerGroup(BitcoinNetwork.REGTEST, chain);
        peers.addWallet(wallet);
        peers.setBloomFilteringEnabled(false);
        peers.setUseLocalhostPeerWhenPossible(false);
        peers.setUserAgent("dialtone", "0.1.0");
        peers.addAddress(PeerAddress.simple(node));
        peers.setMaxConnections(1);
        peers.addOnTransactionBroadcastListener(
                (peer, tx) -> heardAtNanos.putIfAbsent(tx.getTxId(), System.nanoTime()));
    }

    static SpvClient connect(EmbeddedNode node) throws Exception {
        return new SpvClient(node.address()).start();
    }

    /** Asks the node's faucet for coins. */
    static SpvClient connectAndAsk(EmbeddedNode node) throws Exception {
        SpvClient client = new SpvClient(node.address());
        client.peers.setUserAgent("dialtone", "0.1.0", "fund=" + client.address());
        return client.start();
    }

    private SpvClient start() {
        DownloadProgressTracker progress = new DownloadProgressTracker();
        peers.startBlockChainDownload(progress);
        peers.start();
        // Not waitForPeers: it misses a peer that connects between its look at the list and its listener.
        await().atMost(PATIENCE).until(() -> peers.numConnectedPeers() == 1);
        return this;
    }

    String address() {
        return wallet.currentReceiveAddress().toString();
    }

    int height() {
        return chain.getBestChainHeight();
    }

    Coin balance() {
        Context.propagate(context); // Awaitility asks on a thread of its own
        return wallet.getBalance(Wallet.BalanceType.ESTIMATED);
    }

    Coin confirmedBalance() {
        Context.propagate(context);
        return wallet.getBalance(Wallet.BalanceType.AVAILABLE);
    }

    Peer peer() {
        List<Peer> connected = peers.getConnectedPeers();
        if (connected.isEmpty()) {
            throw new IllegalStateException("not connected");
        }
        return connected.get(0);
    }

    /** An OP_RETURN transaction, committed to the wallet and not yet sent. */
    Transaction message(byte[] payload) throws Exception {
        Context.propagate(context);
        Transaction tx = new Transaction();
        tx.addOutput(
                Coin.ZERO,
                new ScriptBuilder().op(ScriptOpCodes.OP_RETURN).data(payload).build());
        SendRequest request = SendRequest.forTx(tx);
        request.feePerKb = Coin.valueOf(1_000);
        request.ensureMinRequiredFee = false;
        request.shuffleOutputs = false;
        request.coinSelector = AllowUnconfirmedCoinSelector.get();
        wallet.completeTx(request);
        wallet.commitTx(request.tx);
        return request.tx;
    }

    void send(Transaction tx) {
        Context.propagate(context);
        peer().sendMessage(tx).join();
    }

    @Override
    public void close() {
        Context.propagate(context);
        peers.stop();
    }
}
