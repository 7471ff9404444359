package dialtone.bridge.vault;

/** A passphrase that is not taken, or keys that it does not open. The message is for the user, and never holds what was typed. */
public final class VaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Stable, for programs. */
    public enum Reason {
        /** Too easy to guess. */
        WEAK,
        /** The wrong passphrase, or changed bytes: nobody can tell the two apart. */
        WRONG,
        /** A later release has sealed it. */
        NEWER,
        /** Java may not use enough of it to derive the key. */
        MEMORY
    }

    private final Reason reason;

    VaultException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
