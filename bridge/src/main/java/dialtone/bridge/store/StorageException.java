package dialtone.bridge.store;

/** The database could not be read or written: a full or broken disk, a file that is not ours, or a mistake of ours in a statement. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StorageException(String message) {
        super(message);
    }

    StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
