package dialtone.signaling.vectors;

/** What the code refuses without an exception of its own; {@code getMessage} is the error of the vector. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    static final String NOT_FOR_US = "NOT_FOR_US";
    static final String REFUSED = "REFUSED";
    static final String NEEDS_INTRODUCTION = "NEEDS_INTRODUCTION";

    Refusal(String error) {
        super(error);
    }
}
