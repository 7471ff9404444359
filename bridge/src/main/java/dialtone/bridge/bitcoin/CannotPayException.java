package dialtone.bridge.bitcoin;

/** A frame was not paid for. Nothing was reserved, sealed or signed; the message says what to do. */
public abstract sealed class CannotPayException extends Exception permits NotEnoughCoinsException, OverBudgetException {

    private static final long serialVersionUID = 1L;

    CannotPayException(String message) {
        super(message);
    }
}
