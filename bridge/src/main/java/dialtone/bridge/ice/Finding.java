package dialtone.bridge.ice;

/** What the check found, in a sentence or two for the user. */
public record Finding(State state, String text) {

    public enum State {
        WORKS,
        /** It works, but not for every friend or not for sure. */
        LIMITED,
        FAILS
    }

    static Finding works(String text) {
        return new Finding(State.WORKS, text);
    }

    static Finding limited(String text) {
        return new Finding(State.LIMITED, text);
    }

    static Finding fails(String text) {
        return new Finding(State.FAILS, text);
    }
}
