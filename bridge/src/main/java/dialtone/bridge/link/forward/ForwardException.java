package dialtone.bridge.link.forward;

import java.io.IOException;

/** A connection did not come about, or broke; the message is for people. */
public final class ForwardException extends IOException {

    private static final long serialVersionUID = 1L;

    ForwardException(String message) {
        super(message);
    }
}
