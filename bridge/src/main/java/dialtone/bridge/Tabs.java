package dialtone.bridge;

import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.ToBrowser;
import java.util.ArrayList;
import java.util.List;

/**
 * The tabs that show this bridge. Where the browser holds the links there is one, and a newer takes its place; otherwise there may be several, and one leads: it rings. Without
 * a tab, what is sent is dropped: the next one gets a welcome.
 */
final class Tabs {
    private final List<Tab> tabs = new ArrayList<>();
    private boolean several;

    /** The last of the list leads. */
    void allowSeveral(boolean allowed) {
        several = allowed;
    }

    void take(Tab newer) {
        tabs.remove(newer);
        for (Tab other : List.copyOf(tabs)) {
            if (several) {
                other.send(new ToBrowser.Leads(false));
            } else {
                other.send(new ToBrowser.Superseded());
                other.close();
                tabs.remove(other);
            }
        }
        tabs.add(newer);
    }

    /** The user touched it. */
    void lead(Tab tab) {
        if (is(tab) && !leads(tab)) {
            take(tab);
            tab.send(new ToBrowser.Leads(true));
        }
    }

    private boolean leads(Tab tab) {
        return !tabs.isEmpty() && tabs.get(tabs.size() - 1) == tab;
    }

    boolean isThere() {
        return !tabs.isEmpty();
    }

    boolean is(Tab candidate) {
        return tabs.contains(candidate);
    }

    /** Whether it was one of ours. */
    boolean leave(Tab leaving) {
        boolean led = leads(leaving);
        boolean known = tabs.remove(leaving);
        if (led && isThere()) {
            tabs.get(tabs.size() - 1).send(new ToBrowser.Leads(true));
        }
        return known;
    }

    void send(ToBrowser message) {
        tabs.forEach(tab -> tab.send(message));
    }

    void sendToOthers(Tab but, ToBrowser message) {
        tabs.stream().filter(tab -> tab != but).forEach(tab -> tab.send(message));
    }

    /** All of them begin anew: something that they were told in the welcome is different. */
    void closeAll() {
        List.copyOf(tabs).forEach(Tab::close);
    }

    void problem(String about, String code, String text, String todo) {
        send(new ToBrowser.Problem(about, code, text, todo));
    }
}
