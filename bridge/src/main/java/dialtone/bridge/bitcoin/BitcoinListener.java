package dialtone.bridge.bitcoin;

/** What a {@link BitcoinClient} tells. Every method is called on the listener executor that the client was given, in order. */
public interface BitcoinListener {

    /**
     * A payload that the {@link Recognizer} recognised, from the mempool or from a block, whichever came first: exactly once for each pair of outpoints and bytes, across
     * restarts too. Only when the process dies before this method has returned is it told again at the next start.
     */
    void payload(Payload payload);

    /** A transaction whose payload came with {@link Payload#vouched} false has its second voucher now, or stands in a block. At most once. */
    default void vouched(String txid) {}

    /** How far the transaction of one of our intents has come. */
    void broadcast(String intentId, Progress progress);

    void fundsChanged(Funds funds);

    void nodeChanged(NodeStatus status);
}
