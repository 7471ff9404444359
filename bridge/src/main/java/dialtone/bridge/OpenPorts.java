package dialtone.bridge;

import dialtone.bridge.link.forward.Forwards;
import dialtone.bridge.link.forward.LocalPort;
import dialtone.signaling.MalformedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The local ports, each with what went wrong at it: whoever connects to one sees only that it is closed. Kept after they took their last connection, until somebody closes them. */
final class OpenPorts implements Forwards.Listener {
    private static final int MOST = 100;

    private static final class Entry {
        final int id;
        final LocalPort port;
        String problem = "";

        Entry(int id, LocalPort port) {
            this.id = id;
            this.port = port;
        }

        OpenPort view() {
            return new OpenPort(id, port.friend(), port.port(), port.target().toString(), problem);
        }
    }

    private final Tabs tabs;
    // Guarded by this.
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int last;

    OpenPorts(Tabs tabs) {
        this.tabs = tabs;
    }

    synchronized OpenPort open(LocalPort port) {
        if (entries.size() >= MOST && !forgetOneThatIsClosed()) {
            port.close();
            throw new MalformedException("open ports", "at most " + MOST + ": close one first", "one more");
        }
        Entry entry = new Entry(++last, port);
        entries.add(entry);
        return entry.view();
    }

    /** Whoever opened it went without a word. */
    private boolean forgetOneThatIsClosed() {
        for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
            if (each.next().port.isClosed()) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    synchronized List<OpenPort> all() {
        return entries.stream().map(Entry::view).toList();
    }

    synchronized boolean close(int id) {
        for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (entry.id == id) {
                entry.port.close();
                each.remove();
                return true;
            }
        }
        return false;
    }

    /** The friend is a friend no longer. */
    synchronized void forget(String friend) {
        entries.removeIf(each -> each.port.friend().equals(friend));
    }

    @Override
    public void failed(LocalPort port, String why) {
        synchronized (this) {
            entries.stream().filter(each -> each.port == port).forEach(each -> each.problem = why);
        }
        tabs.problem(port.friend(), "forward", why, "See: dialtone forward --help");
    }
}
