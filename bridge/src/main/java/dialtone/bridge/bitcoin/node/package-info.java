/**
 * A Bitcoin regtest node inside this process, on the loopback interface only: chain, mempool, miner, faucet and the peer-to-peer
 * protocol. It is reached like any other node and knows nothing of who uses it. Start at {@link EmbeddedNode}.
 *
 * <pre>
 * EmbeddedNode -- NodeLoop -- NodePeer -- Connection      one per connected peer: messages, bytes
 *                    |
 *                NodeState -- ChainState                  blocks in force, unspent outputs
 *                          -- Mempool                     StandardPolicy, InputScripts
 *                          -- Miner, Treasury             templates; the faucet's coins
 *                          -- BlockLog                    BlockFile, or BlocksInMemory
 * </pre>
 *
 * <p>One thread, {@code dialtone-node}, runs the sockets and all state: no lock anywhere, and no hand-over between a transaction's last byte
 * and its announcement. {@link EmbeddedNode}'s methods pass a task to that thread and wait.
 *
 * <p>Where it differs from Bitcoin Core, on purpose:
 * <ul>
 *   <li>It mines every block of its chain itself and follows no other: {@code block} and {@code headers} messages are ignored, so there are no
 *       reorganisations.
 *   <li>It announces at once (no trickle), and announces its whole mempool to a peer that has just finished its handshake: a bridge that was away for a moment
 *       still hears the ring. Real nodes never announce what they already hold.
 *   <li>It verifies P2WPKH, P2PKH and P2PK inputs and refuses to spend any other output; relative lock times and version 3 transactions are refused.
 *   <li>When its mempool is full it refuses; it never evicts by fee rate. Blocks take transactions in the order they came.
 *   <li>A peer whose user agent carries {@code dialtone:VERSION(fund=ADDRESS)} is paid, once for each address, while the faucet is on.
 * </ul>
 */
package dialtone.bridge.bitcoin.node;
