package dialtone.web;

import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.TabPort;
import dialtone.bridge.tab.ToBrowser;

/** Where tabs wait until the keys are open; from then on the bridge has them. Like the bridge it knows one tab at a time. */
final class TabsWhileLocked implements TabPort {

    private TabPort bridge;
    private Tab waiting;

    @Override
    public synchronized void attach(Tab tab) {
        if (bridge != null) {
            bridge.attach(tab);
            return;
        }
        if (waiting != null) {
            waiting.send(new ToBrowser.Superseded());
            waiting.close();
        }
        waiting = tab;
        tab.send(new ToBrowser.Locked());
    }

    /** While it is locked there is nothing that a tab could ask for here. */
    @Override
    public synchronized void receive(Tab tab, FromBrowser message) {
        if (bridge != null) {
            bridge.receive(tab, message);
        }
    }

    @Override
    public synchronized void detach(Tab tab) {
        if (bridge != null) {
            bridge.detach(tab);
        } else if (waiting == tab) {
            waiting = null;
        }
    }

    /** The tab that waits gets its welcome. */
    synchronized void opened(TabPort begun) {
        bridge = begun;
        if (waiting != null) {
            bridge.attach(waiting);
            waiting = null;
        }
    }
}
