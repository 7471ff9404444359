package dialtone.signaling;

/** Bytes or text that do not parse: whoever wrote them must act. */
public final class MalformedException extends SignalingException {

    private static final long serialVersionUID = 1;
    private static final int LONGEST_QUOTE = 60;

    public MalformedException(String what, String expected, String got) {
        super(what + ": expected " + expected + ", got " + got);
    }

    /** Foreign text made fit for a message: short, one line, no controls. */
    public static String quote(String text) {
        String shown = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
        return "'" + shown.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?") + "'";
    }
}
