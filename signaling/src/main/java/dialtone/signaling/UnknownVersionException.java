package dialtone.signaling;

/** Written by a version of Dialtone that this one does not know: the reader must update. */
public final class UnknownVersionException extends SignalingException {

    private static final long serialVersionUID = 1;

    public UnknownVersionException(String what, int version, int known) {
        super(what + ": version " + version + " is newer than " + known + ", the one known here; update Dialtone");
    }
}
