package dialtone.bridge.bitcoin.node;

/** A peer broke the protocol; its connection is closed. */
final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String message) {
        super(message);
    }
}
