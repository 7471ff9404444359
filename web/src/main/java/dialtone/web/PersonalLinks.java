package dialtone.web;

import dialtone.bridge.Bridge;
import dialtone.bridge.OpenPort;
import dialtone.bridge.OverLinks;
import dialtone.bridge.link.forward.Target;
import dialtone.bridge.tab.ToBrowser.FileView;
import dialtone.web.server.BridgeApi.Refused;
import dialtone.web.server.LinksApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Files and TCP connections of a bridge that runs in this process. */
final class PersonalLinks implements LinksApi {

    private final Bridge bridge;
    private final OverLinks links;

    PersonalLinks(Bridge bridge, OverLinks links) {
        this.bridge = bridge;
        this.links = links;
    }

    private String known(String friend) {
        if (bridge.friends().stream().noneMatch(each -> each.id().equals(friend))) {
            throw new Refused(Refused.UNKNOWN, "There is no friend with the key " + friend + ".");
        }
        return friend;
    }

    private static Path absolute(String path) {
        try {
            Path parsed = Path.of(path);
            if (parsed.isAbsolute()) {
                return parsed;
            }
        } catch (InvalidPathException e) {
            // No path of this system: refused as any other.
        }
        throw new Refused(Refused.MALFORMED, "expected an absolute path, got " + path);
    }

    /** As a shell understands it; a page has none. */
    private static String fromHome(String path) {
        boolean isFromHome = path.equals("~") || path.startsWith("~/");
        return isFromHome ? System.getProperty("user.home") + path.substring(1) : path;
    }

    @Override
    public List<String> allowed(String friend) {
        return links.allowed(known(friend)).stream().map(Target::toString).toList();
    }

    @Override
    public void allow(String friend, String target) {
        links.allow(known(friend), Target.parse(target));
    }

    @Override
    public void forbid(String friend, String target) {
        Target parsed = Target.parse(target);
        if (!links.forbid(known(friend), parsed)) {
            throw new Refused(Refused.UNKNOWN, parsed + " was not allowed.");
        }
    }

    @Override
    public List<Port> ports() {
        return links.ports().stream().map(PersonalLinks::port).toList();
    }

    @Override
    public Port listen(String friend, int port, String target, boolean once) {
        Target parsed = Target.parse(target);
        try {
            return port(links.listen(known(friend), port, parsed, once));
        } catch (IOException e) {
            throw new Refused("port", e.getMessage());
        }
    }

    private static Port port(OpenPort open) {
        return new Port(open.id(), open.friend(), open.port(), open.target(), open.problem());
    }

    @Override
    public void closePort(int id) {
        if (!links.closePort(id)) {
            throw new Refused(Refused.UNKNOWN, "There is no open port with the number " + id + ".");
        }
    }

    @Override
    public List<FileView> files(String friend) {
        return links.files(known(friend));
    }

    @Override
    public FileView sendFile(String friend, String path) {
        return links.send(known(friend), absolute(path));
    }

    @Override
    public FileView upload(String friend, String name, long size, InputStream bytes) throws IOException {
        return links.send(known(friend), name, size, bytes);
    }

    @Override
    public FileView decide(String friend, String id, boolean mine, Decision decision) {
        return switch (decision) {
            case ACCEPT -> links.accept(friend, id);
            case DECLINE -> links.decline(friend, id);
            case CANCEL -> links.cancel(friend, id, mine);
        };
    }

    @Override
    public String folder() {
        return links.receivedFolder().toString();
    }

    @Override
    public void setFolder(String path) {
        links.setReceivedFolder(absolute(fromHome(path)));
    }
}
