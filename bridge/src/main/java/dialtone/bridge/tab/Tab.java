package dialtone.bridge.tab;

/** The active browser tab as the bridge sees it. Both methods return at once; they may be called from any thread. */
public interface Tab {

    /** Sends in order. A tab too slow to take what it is sent is closed rather than waited for. */
    void send(ToBrowser message);

    /** Closes after everything sent before has left. */
    void close();
}
