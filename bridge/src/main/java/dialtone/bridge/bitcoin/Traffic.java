package dialtone.bridge.bitcoin;

import java.util.ArrayList;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.GetDataMessage;
import org.bitcoinj.core.HeadersMessage;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.InventoryMessage;
import org.bitcoinj.core.Message;
import org.bitcoinj.core.NotFoundMessage;
import org.bitcoinj.core.StoredBlock;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.VerificationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which part of the client each message of a node concerns. On the worker's thread. */
final class Traffic {

    private static final Logger log = LoggerFactory.getLogger(Traffic.class);

    private final BitcoinNetwork network;
    private final ChainFollower chain;
    private final TxFetcher fetcher;
    private final Vouchers vouchers;
    private final Scanner scanner;
    private final Deliveries deliveries;
    private final Broadcaster broadcaster;
    private final Outbox outbox;
    private final Runnable fundsMayHaveChanged;

    Traffic(
            BitcoinNetwork network,
            ChainFollower chain,
            TxFetcher fetcher,
            Vouchers vouchers,
            Scanner scanner,
            Deliveries deliveries,
            Broadcaster broadcaster,
            Outbox outbox,
            Runnable fundsMayHaveChanged) {
        this.network = network;
        this.chain = chain;
        this.fetcher = fetcher;
        this.vouchers = vouchers;
        this.scanner = scanner;
        this.deliveries = deliveries;
        this.broadcaster = broadcaster;
        this.outbox = outbox;
        this.fundsMayHaveChanged = fundsMayHaveChanged;
    }

    void ready(NodeConnection node) {
        broadcaster.ready(node);
        chain.ready(node);
    }

    void closed(NodeConnection node) {
        broadcaster.closed(node);
        fetcher.closed(node);
        chain.closed(node);
    }

    void tick() {
        fetcher.tick();
        broadcaster.tick();
        chain.tick();
    }

    void received(NodeConnection node, Message message) {
        if (message instanceof NotFoundMessage notFound) {
            // bitcoinj makes it an InventoryMessage too, so it must be asked first.
            fetcher.notFound(node, transactions(notFound.getItems()));
            broadcaster.notFound(node, transactions(notFound.getItems()));
            chain.notFound(node, blocks(notFound.getItems()));
        } else if (message instanceof InventoryMessage announcement) {
            announced(node, announcement);
        } else if (message instanceof Transaction transaction) {
            transaction(node, transaction);
        } else if (message instanceof Block block) {
            StoredBlock before = chain.scanned();
            chain.block(node, block);
            if (!chain.scanned().equals(before)) {
                fundsMayHaveChanged.run();
            }
        } else if (message instanceof HeadersMessage headers) {
            chain.headers(node, headers);
        } else if (message instanceof GetDataMessage request) {
            broadcaster.getData(node, request);
        }
    }

    private void announced(NodeConnection node, InventoryMessage announcement) {
        List<Sha256Hash> foreign = new ArrayList<>();
        for (Sha256Hash txid : transactions(announcement.getItems())) {
            if (outbox.holds(txid)) {
                broadcaster.seen(node, txid);
            } else {
                foreign.add(txid);
            }
        }
        vouchers.announced(node.networkGroup(), foreign).forEach(txid -> deliveries.vouched(txid.toString()));
        fetcher.announced(node, foreign);
        chain.announced(node, blocks(announcement.getItems()));
    }

    private void transaction(NodeConnection node, Transaction transaction) {
        Sha256Hash txid = transaction.getTxId();
        if (outbox.holds(txid)) {
            broadcaster.seen(node, txid);
            return;
        }
        boolean askedFor = fetcher.received(txid);
        try {
            Transaction.verify(network, transaction);
        } catch (VerificationException e) {
            log.warn("{} sent a transaction that cannot be valid: {}", node, e.getMessage());
            node.close();
            return;
        }
        // A frame proves itself by what is sealed in it; money does not, so what nobody asked for is not looked at.
        // Money
        // first: what an invitation pays for its answer is there before it rings.
        if (askedFor) {
            moneyIn(node, transaction);
        }
        scanner.payloadsInMempool(transaction, vouchers.vouchedFor(txid));
    }

    private void moneyIn(NodeConnection node, Transaction transaction) {
        switch (scanner.moneyInMempool(transaction)) {
            case OURS -> fundsMayHaveChanged.run();
            case FORGED -> {
                log.warn(
                        "{} sent transaction {}, which claims to spend a coin of ours and is not signed by us",
                        node,
                        transaction.getTxId());
                node.close();
            }
            case NOT_OURS -> {}
        }
    }

    private static List<Sha256Hash> transactions(List<InventoryItem> items) {
        return items.stream()
                .filter(item -> item.type == InventoryItem.Type.TRANSACTION
                        || item.type == InventoryItem.Type.WITNESS_TRANSACTION)
                .map(item -> item.hash)
                .toList();
    }

    private static List<Sha256Hash> blocks(List<InventoryItem> items) {
        return items.stream()
                .filter(item -> item.type == InventoryItem.Type.BLOCK || item.type == InventoryItem.Type.WITNESS_BLOCK)
                .map(item -> item.hash)
                .toList();
    }
}
