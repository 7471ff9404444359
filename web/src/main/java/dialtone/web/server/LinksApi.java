package dialtone.web.server;

import dialtone.bridge.tab.ToBrowser.FileView;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Files and TCP connections over the links that a bridge holds. A friend is named by the identity key in hex; a target is host:port, as the far side sees it. */
public interface LinksApi {

    /** What the friend may connect to through us. */
    List<String> allowed(String friend);

    void allow(String friend, String target);

    /** Ends what is connected to it. */
    void forbid(String friend, String target);

    /** {@code problem}: why the last connection to the port did not come about, or empty. */
    record Port(int id, String friend, int port, String target, String problem) {}

    List<Port> ports();

    /** Opens a port of 127.0.0.1. {@code port}: 0 takes a free one. {@code once}: a free one, for one connection within half a minute. */
    Port listen(String friend, int port, String target, boolean once);

    void closePort(int id);

    /** Newest first. */
    List<FileView> files(String friend);

    /** {@code path}: absolute, of a regular file. */
    FileView sendFile(String friend, String path);

    /** A file that has no path here: it is kept until it is there. */
    FileView upload(String friend, String name, long size, InputStream bytes) throws IOException;

    enum Decision {
        ACCEPT,
        DECLINE,
        CANCEL
    }

    /** {@code mine}: we send it; then it can only be cancelled. */
    FileView decide(String friend, String id, boolean mine, Decision decision);

    /** Where files go that are accepted from now on. */
    String folder();

    /** {@code path}: absolute or from {@code ~/} on, of a folder that can be written to. */
    void setFolder(String path);
}
