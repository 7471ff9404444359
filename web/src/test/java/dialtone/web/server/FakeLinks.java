package dialtone.web.server;

import dialtone.bridge.tab.ToBrowser.FileView;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Files and connections in memory: what was asked for is kept, nothing moves. */
final class FakeLinks implements LinksApi {

    static final String FILE = "f1".repeat(16);

    final List<String> changes = new CopyOnWriteArrayList<>();
    final Queue<String> states = new ConcurrentLinkedQueue<>(List.of("offered"));
    final List<String> offered = new CopyOnWriteArrayList<>(List.of("film.mkv"));
    final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final List<Port> open = new CopyOnWriteArrayList<>();
    private volatile String folder = "/home/alice/received";

    private static FileView view(String friend, String id, boolean mine, String name, long size, String state) {
        return new FileView(friend, id, mine, name, size, 0, state, "", 1.7e12, 0, "/home/alice/" + name);
    }

    @Override
    public List<String> allowed(String friend) {
        return new ArrayList<>(targets);
    }

    @Override
    public void allow(String friend, String target) {
        if (!target.contains(":")) {
            throw new MalformedException("target", "a host and a port", target);
        }
        targets.add(target);
    }

    @Override
    public void forbid(String friend, String target) {
        if (!targets.remove(target)) {
            throw new BridgeApi.Refused(BridgeApi.Refused.UNKNOWN, target + " was not allowed.");
        }
    }

    @Override
    public List<Port> ports() {
        return new ArrayList<>(open);
    }

    @Override
    public Port listen(String friend, int port, String target, boolean once) {
        Port opened = new Port(open.size() + 1, friend, port, target, once ? "once" : "");
        open.add(opened);
        return opened;
    }

    @Override
    public void closePort(int id) {
        open.removeIf(each -> each.id() == id);
    }

    /** Each look at the files finds the next state, and in the end the last. */
    @Override
    public List<FileView> files(String friend) {
        String state = states.size() > 1 ? states.poll() : states.peek();
        return offered.stream()
                .map(name -> view(friend, FILE, false, name, 7, state))
                .toList();
    }

    @Override
    public FileView sendFile(String friend, String path) {
        changes.add("send " + path);
        return view(friend, FILE, true, path, 7, "offered");
    }

    @Override
    public FileView upload(String friend, String name, long size, InputStream bytes) throws IOException {
        uploads.put(name, bytes.readNBytes((int) size));
        return view(friend, FILE, true, name, size, "offered");
    }

    @Override
    public FileView decide(String friend, String id, boolean mine, Decision decision) {
        changes.add(decision + " " + id + " " + mine);
        return view(friend, id, mine, "film.mkv", 7, decision == Decision.DECLINE ? "declined" : "accepted");
    }

    @Override
    public String folder() {
        return folder;
    }

    @Override
    public void setFolder(String path) {
        folder = path;
    }
}
