/**
 * Frames over Bitcoin. {@link dialtone.bridge.bitcoin.BitcoinClient} is the entry and puts the parts together. No bitcoinj type leaves this package.
 *
 * <pre>
 *  send(intent, sealer)                                                                       listener
 *        |                                                                                       ^
 *        v            one database transaction                                                   |
 *    SpendGate ---> Coins: reserve   Sealer: seal   FrameTransaction: sign   Outbox: write       |
 *        | commit                                                                                |
 *        v                                                                                       |
 *   Broadcaster ---- tx, probe ------> NodeConnection == Wire ==> node                      Deliveries
 *        ^                                  |                                                    ^
 *        | inv, tx: it is in the mempool    | inv, tx, headers, block                            |
 *        +------------- Traffic <-----------+                                                    |
 *                          | transactions: TxFetcher (each once, another announcer after 5 s) -> Scanner
 *                          | blocks: ChainFollower (headers first, most work, each body once) -----^
 * </pre>
 *
 * <p>Threads. Each {@link dialtone.bridge.bitcoin.Wire} has one that reads and parses and one that writes. The worker ({@code dialtone-bitcoin}) does everything that a node's
 * message or the time causes. {@code send} reserves, seals and signs on its caller's thread, and the worker broadcasts. The listener is called on the executor that the client was
 * given. The database's lock is the only one they share, and nobody waits for another thread while holding it.
 *
 * <p>bitcoinj brings the messages, the keys, the signatures and the choice of the best chain ({@code BlockChain}). Its {@code PeerGroup}, {@code Peer} and {@code Wallet}
 * are not used: a wallet file beside the outbox cannot be committed together with it; a peer is closed after an inv of 102 transactions, asks only the first announcer, and takes a block
 * whose transactions do not match its header; a group reconnects after up to ten minutes and broadcasts to half of its peers.
 */
package dialtone.bridge.bitcoin;
