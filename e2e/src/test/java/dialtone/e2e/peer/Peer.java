package dialtone.e2e.peer;

/** One end of a data channel: a WebRTC implementation that is given nothing but session descriptions. */
public interface Peer extends AutoCloseable {

    String name();

    /** Begins a new connection. */
    String offer();

    /** Begins a new connection. */
    String answer(String offer);

    void apply(String answer);

    /** As soon as the channel is open. */
    void say(String text);

    /** The first message of this connection; fails when none comes within {@link #PATIENCE_S} seconds. */
    String hear();

    /** Closes the connection; the peer can begin another. */
    void end();

    @Override
    void close();

    int PATIENCE_S = 20;
}
