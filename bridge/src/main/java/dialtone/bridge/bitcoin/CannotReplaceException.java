package dialtone.bridge.bitcoin;

/** A transaction of ours cannot be replaced, and why. Nothing was signed. */
public final class CannotReplaceException extends Exception {

    private static final long serialVersionUID = 1L;

    CannotReplaceException(String why) {
        super(why);
    }
}
