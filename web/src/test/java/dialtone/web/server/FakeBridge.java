package dialtone.web.server;

import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.Tab;
import dialtone.bridge.tab.TabPort;
import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.vault.Passphrase;
import dialtone.bridge.webrtc.IceSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bridge in memory: one active tab, a list of friends, and a count of what changed. */
public final class FakeBridge implements BridgeApi, TabPort {

    public static final String ALICE = "02" + "a1".repeat(32);
    public static final String BOB = "03" + "b0".repeat(32);

    final List<FromBrowser> received = new CopyOnWriteArrayList<>();
    final List<String> changes = new CopyOnWriteArrayList<>();
    final FakeLinks links = new FakeLinks();
    private final List<Friend> friends = new CopyOnWriteArrayList<>();
    private volatile String name = "Alice";
    private volatile String passphrase = "";
    private volatile boolean locked;
    private Tab active;

    /** Bob offers these files, oldest last, and one look after the other finds them in these states. */
    public void offers(List<String> names, String... states) {
        links.offered.clear();
        links.offered.addAll(names);
        links.states.clear();
        links.states.addAll(List.of(states));
    }

    /** What was decided about them. */
    public List<String> decisions() {
        return links.changes;
    }

    void rename(String newName) {
        name = newName;
    }

    synchronized Tab active() {
        return active;
    }

    @Override
    public Owner owner() {
        return new Owner(name, "regtest", !passphrase.isEmpty(), locked);
    }

    /** As after a start with keys that are sealed. */
    public void lock(String typed) {
        passphrase = typed;
        locked = true;
    }

    @Override
    public void unlock(Passphrase typed) {
        if (typed.text().equals("busy")) {
            throw new Refused(Refused.BUSY, "another passphrase is being checked");
        }
        require(typed);
        locked = false;
    }

    @Override
    public void setPassphrase(Passphrase current, Passphrase fresh) {
        require(current);
        passphrase = fresh.isEmpty() ? "" : fresh.requireStrong().text();
        changes.add("passphrase");
    }

    private void require(Passphrase typed) {
        if (!typed.text().equals(passphrase)) {
            throw new Refused("wrong", "that is not the passphrase");
        }
    }

    @Override
    public void setIce(IceSettings settings) {
        changes.add("servers " + settings.requireUsable());
    }

    @Override
    public List<Finding> checkConnection() {
        return List.of(new Finding("works", "The stun server 192.0.2.1:3478 answers."));
    }

    @Override
    public Card card() {
        if (locked) {
            throw new Refused(Refused.LOCKED, "the keys are sealed");
        }
        return new Card(name, ALICE, "dtrt1alice", "dialtone:dtrt1alice", "regtest");
    }

    @Override
    public List<Friend> friends() {
        return friends;
    }

    @Override
    public Friend addFriend(String card, String friendName) {
        if (card.equals("boom")) {
            throw new IllegalStateException("a defect with the secret " + card);
        }
        if (!card.startsWith("dtrt1")) {
            throw new Refused("card", "expected a card that begins with dtrt1");
        }
        changes.add("add " + card);
        Friend bob = new Friend(BOB, friendName, false, "0".repeat(60));
        friends.add(bob);
        return bob;
    }

    @Override
    public void removeFriend(String id) {
        if (!friends.removeIf(friend -> friend.id().equals(id))) {
            throw new Refused(Refused.UNKNOWN, "no friend has the id " + id);
        }
        changes.add("remove " + id);
    }

    @Override
    public Inspection inspect(String hex) {
        return new Inspection(
                "introduction frame", List.of(new Field("flag", 0, false, hex, "introduction")), Map.of());
    }

    @Override
    public ToBrowser.NodeView node() {
        return new ToBrowser.NodeView("connected", "127.0.0.1:18444", 1, 101, 0, 0, "");
    }

    @Override
    public LinksApi links() {
        return links;
    }

    @Override
    public synchronized void attach(Tab tab) {
        if (active != null) {
            active.send(new ToBrowser.Superseded());
            active.close();
        }
        active = tab;
        tab.send(new ToBrowser.Welcome(
                ToBrowser.VERSION,
                "0.1.0",
                new ToBrowser.Me(name, ALICE, "", "", new ToBrowser.Qr(0, ""), "regtest", false, false),
                List.of(),
                List.of(),
                new ToBrowser.WalletView(0, 0, "", "", new ToBrowser.Qr(0, ""), 0, 0, 0, false, List.of(), 0, 0, 0),
                node(),
                "browser",
                List.of(),
                true,
                new ToBrowser.IceView(List.of(), false)));
    }

    @Override
    public void receive(Tab tab, FromBrowser message) {
        received.add(message);
    }

    @Override
    public synchronized void detach(Tab tab) {
        if (active == tab) {
            active = null;
        }
    }
}
