package dialtone.bridge;

import dialtone.bridge.tab.ToBrowser;
import dialtone.bridge.tab.ToBrowser.FriendView;
import dialtone.bridge.tab.ToBrowser.MessageView;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.identity.SafetyNumber;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Friends as the tab shows them, from all that is known of each. */
final class FriendsInView {
    private final PublicKey ours;
    private final Friends friends;
    private final Conversations conversations;
    private final CallTable calls;
    private final Tabs tab;
    private final Map<PublicKey, String> digits =
            new HashMap<>(); // of safety numbers: those of one key take milliseconds

    FriendsInView(PublicKey ours, Friends friends, Conversations conversations, CallTable calls, Tabs tab) {
        this.ours = ours;
        this.friends = friends;
        this.conversations = conversations;
        this.calls = calls;
        this.tab = tab;
    }

    List<FriendView> all() {
        return friends.all().stream().map(this::view).toList();
    }

    Optional<FriendView> find(String id) {
        return friends.find(id).map(this::view);
    }

    void changed(String id) {
        find(id).ifPresent(view -> tab.send(new ToBrowser.FriendChanged(view)));
    }

    private FriendView view(Friend friend) {
        Optional<MessageView> last = conversations.last(friend.id());
        double lastMessageAt = last.map(MessageView::at).orElse(0.0);
        double lastCallAt =
                calls.lastWith(friend.id()).map(Instant::toEpochMilli).orElse(0L);
        return new FriendView(
                friend.id(),
                friend.name(),
                friend.verified(),
                SafetyNumber.ofHalves(digitsOf(ours), digitsOf(friend.key())).digits(),
                friend.redial(),
                conversations.unread(friend.id(), friend.readAt()),
                Math.max(lastMessageAt, lastCallAt),
                last.map(MessageView::text).orElse(""),
                conversations.queued(friend.id()),
                friend.automaticSat(),
                friend.paysAnswer());
    }

    private String digitsOf(PublicKey key) {
        return digits.computeIfAbsent(key, SafetyNumber::digitsOf);
    }
}
