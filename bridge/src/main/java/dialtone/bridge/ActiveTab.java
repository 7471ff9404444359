package dialtone.bridge;

import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.ToBrowser;

/** The one tab that shows this bridge and holds its links; without a tab, what is sent to it is dropped: the next one gets a welcome. */
final class ActiveTab {
    private Tab tab;

    void take(Tab newer) {
        if (tab != null && tab != newer) {
            tab.send(new ToBrowser.Superseded());
            tab.close();
        }
        tab = newer;
    }

    boolean isThere() {
        return tab != null;
    }

    boolean is(Tab candidate) {
        return tab == candidate;
    }

    void leave(Tab leaving) {
        if (tab == leaving) {
            tab = null;
        }
    }

    void send(ToBrowser message) {
        if (tab != null) {
            tab.send(message);
        }
    }

    void problem(String about, String code, String text, String todo) {
        send(new ToBrowser.Problem(about, code, text, todo));
    }
}
