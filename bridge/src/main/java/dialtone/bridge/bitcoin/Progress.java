package dialtone.bridge.bitcoin;

/** How far a transaction of ours has come. Each step is told at most once per change, in the order in which it became known; a refusal is not the end. */
public sealed interface Progress {

    /** Handed to {@code nodes} nodes. None when no node is connected: it will be broadcast as soon as one is. */
    record Broadcast(int nodes) implements Progress {}

    /** {@code nodes} nodes have it in their mempool: they announced it, or gave it back when asked. */
    record Seen(int nodes) implements Progress {}

    /** In a block of the best chain. Told again when a reorganisation moved it to another block. */
    record Confirmed(BlockRef block) implements Progress {}

    /** No node has it although each was asked, or another transaction spent its coin. {@code reason}: the likely one, in words, and who must act. */
    record Refused(String reason) implements Progress {}
}
