package dialtone.signaling;

/** Something the protocol refuses. The subtypes say who must act; a mistake of our own code is an {@link IllegalArgumentException} or {@link IllegalStateException} instead. */
public abstract sealed class SignalingException extends RuntimeException
        permits MalformedException, UnknownVersionException {

    private static final long serialVersionUID = 1;

    SignalingException(String message) {
        super(message);
    }
}
