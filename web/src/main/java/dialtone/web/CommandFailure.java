package dialtone.web;

/** A command cannot do what was asked. The message is for the user; there is nothing to trace. */
final class CommandFailure extends RuntimeException {

    static final int FAILED = 1;
    static final int USAGE = 2;

    /** sysexits.h, EX_TEMPFAIL: try again later. */
    static final int LOCKED = 75;

    /** sysexits.h, EX_NOPERM. */
    static final int PERMISSION = 77;

    private final int exitCode;

    CommandFailure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    CommandFailure(String message) {
        this(FAILED, message);
    }

    int exitCode() {
        return exitCode;
    }
}
