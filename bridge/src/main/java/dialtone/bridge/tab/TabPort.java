package dialtone.bridge.tab;

/**
 * Where a tab's messages go: the bridge. For one tab the calls come in order, one at a time: attach, any number of receive, detach. They
 * should return at once, because a socket waits for them.
 */
public interface TabPort {

    /** Supersedes an older tab; answers with {@link ToBrowser.Welcome}. The tab has proved the token. */
    void attach(Tab tab);

    void receive(Tab tab, FromBrowser message);

    /** The socket is gone, whoever closed it. */
    void detach(Tab tab);
}
