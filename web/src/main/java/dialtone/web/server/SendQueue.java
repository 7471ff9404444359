package dialtone.web.server;

import java.util.ArrayDeque;
import java.util.Queue;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/**
 * What waits to be sent to one tab: in order, one frame under way at a time, nobody ever blocked. A tab that lets {@link #MAX_FRAMES} or {@link #MAX_CHARS} pile up is cut off;
 * it comes back and gets everything anew in its welcome.
 */
final class SendQueue {

    static final int MAX_FRAMES = 1_000;
    static final int MAX_CHARS = 4 * 1024 * 1024;

    private final Session session;
    private final Queue<String> waiting = new ArrayDeque<>();
    private int waitingChars;
    private boolean underWay;
    private boolean draining;
    private boolean closing;
    private boolean closed;

    SendQueue(Session session) {
        this.session = session;
    }

    void send(String frame) {
        synchronized (this) {
            if (closing || closed) {
                return;
            }
            waiting.add(frame);
            waitingChars += frame.length();
            if (waiting.size() > MAX_FRAMES || waitingChars > MAX_CHARS) {
                abandon();
            }
        }
        drain();
    }

    /** Closes once everything sent before has left. */
    void close() {
        synchronized (this) {
            if (closing || closed) {
                return;
            }
            closing = true;
        }
        drain();
    }

    /** Closes now, whatever waits. */
    void cut() {
        synchronized (this) {
            abandon();
        }
        drain();
    }

    private void abandon() {
        closed = true;
        waiting.clear();
        waitingChars = 0;
    }

    private void drain() {
        while (true) {
            String frame;
            boolean cut;
            synchronized (this) {
                if (closed) {
                    frame = null;
                    cut = true;
                } else if (underWay || draining) {
                    return; // whoever finishes the frame under way goes on
                } else {
                    frame = waiting.poll();
                    cut = false;
                    if (frame == null && !closing) {
                        return;
                    }
                    if (frame == null) {
                        closed = true;
                    } else {
                        waitingChars -= frame.length();
                        underWay = true;
                        draining = true;
                    }
                }
            }
            if (cut) {
                session.disconnect();
                return;
            }
            if (frame == null) {
                session.close(StatusCode.NORMAL, "", Callback.NOOP);
                return;
            }
            session.sendText(frame, Callback.from(this::sent, failure -> cut()));
            synchronized (this) {
                draining = false;
            }
        }
    }

    private void sent() {
        synchronized (this) {
            underWay = false;
            if (draining) {
                return; // finished before sendText returned: the loop above goes on, on its own stack
            }
        }
        drain();
    }
}
