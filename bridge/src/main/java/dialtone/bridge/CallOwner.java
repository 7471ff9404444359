package dialtone.bridge;

import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.ToBrowser;
import java.util.Optional;

/** Which of several tabs has the call. One at most: a person has one voice. */
final class CallOwner {
    private final Tabs tabs;
    private Optional<Owned> owned = Optional.empty();

    /** {@code call}: its name on the link once it has one; before that, ours. */
    record Owned(Tab tab, String friend, String call) {}

    CallOwner(Tabs tabs) {
        this.tabs = tabs;
    }

    /** The tab placed or accepted the call: in the others it is over. */
    void take(Tab tab, String friend, String call) {
        if (owned.filter(owner -> owner.tab == tab && owner.call.equals(call)).isEmpty()) {
            tabs.sendToOthers(tab, new ToBrowser.CallElsewhere(call));
        }
        owned = Optional.of(new Owned(tab, friend, call));
    }

    /** The tab said no to a call that rings in all of them. */
    void refuse(Tab tab, String call) {
        tabs.sendToOthers(tab, new ToBrowser.CallElsewhere(call));
        end(call);
    }

    void end(String call) {
        owned = owned.filter(owner -> !owner.call.equals(call));
    }

    /** The link that the call brought is open: on it, the call has the inviter's name. */
    void rename(String ours, String onLink) {
        owned = owned.map(owner -> owner.call.equals(ours) ? new Owned(owner.tab, owner.friend, onLink) : owner);
    }

    /** The tab is gone; the call it had, if it had one. */
    Optional<Owned> left(Tab tab) {
        Optional<Owned> orphan = owned.filter(owner -> owner.tab == tab);
        if (orphan.isPresent()) {
            owned = Optional.empty();
        }
        return orphan;
    }

    /** No tab of ours has a call. */
    boolean isFree() {
        return owned.isEmpty();
    }

    /** To the tab that has the call; to all while none has one. */
    void send(ToBrowser message) {
        owned.ifPresentOrElse(owner -> owner.tab.send(message), () -> tabs.send(message));
    }
}
