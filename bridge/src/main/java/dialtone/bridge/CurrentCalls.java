package dialtone.bridge;

import dialtone.bridge.link.LinksEvents;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.PublicKey;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.handshake.Outcome;
import dialtone.signaling.reunion.DerivedCredentials;
import dialtone.signaling.reunion.ReunionOpener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls over Bitcoin that are not over, and what is asked about them: which invitations are out, what is wanted of a link. {@link Calls} changes them. On the bridge's thread only. */
final class CurrentCalls {
    private final CallTable table;
    private final Map<String, Call> byId = new LinkedHashMap<>();

    CurrentCalls(CallTable table) {
        this.table = table;
    }

    void add(Call call) {
        byId.put(call.id, call);
    }

    void remove(Call call) {
        byId.remove(call.id);
    }

    boolean contains(Call call) {
        return byId.containsKey(call.id);
    }

    List<Call> all() {
        return List.copyOf(byId.values());
    }

    Optional<Call> find(String id) {
        Call call = byId.get(id);
        return call != null ? Optional.of(call) : table.find(id);
    }

    Optional<PublicKey> friendOf(String id) {
        return find(id).map(call -> call.friend);
    }

    /** Whether the link of this call is still wanted for more than a link. */
    LinksEvents.Want want(String id) {
        Optional<Call> call = find(id);
        if (call.filter(found -> found.quiet).isPresent()) {
            return LinksEvents.Want.QUIET;
        }
        if (call.filter(found -> found.automatic).isPresent()) {
            return LinksEvents.Want.UNATTENDED;
        }
        boolean alive = call.filter(found -> found.outcome.isEmpty() || found.outcome.get() == Outcome.ANSWERED)
                .isPresent();
        return alive ? LinksEvents.Want.WANTED : LinksEvents.Want.WITHDRAWN;
    }

    boolean knows(Bytes invitationId) {
        return table.knows(invitationId);
    }

    Optional<PendingInvitation> pending(Bytes invitationId) {
        return byId.values().stream()
                .flatMap(call -> call.pending.stream())
                .filter(pending -> pending.id().equals(invitationId))
                .findFirst();
    }

    /** Of our reunion invitations to a friend that are out, the newest. */
    List<Bytes> pendingReunions(PublicKey friend) {
        List<Bytes> ids = new ArrayList<>(byId.values().stream()
                .filter(call -> call.friend.equals(friend) && !call.incoming && call.isReunion())
                .flatMap(call -> call.invitationId().stream())
                .toList());
        return ids.subList(Math.max(0, ids.size() - ReunionOpener.MOST_PENDING), ids.size());
    }

    Optional<Call> invited(Bytes invitationId) {
        return byId.values().stream()
                .filter(call -> !call.incoming && call.invitationId().equals(Optional.of(invitationId)))
                .findFirst();
    }

    /** Ours, in an invitation that is out: who accepts it knows it. */
    Optional<Bytes> fingerprintIn(Bytes invitationId) {
        return invited(invitationId).flatMap(call -> call.fingerprint);
    }

    /** Of both sides, in an invitation of ours that can be dialled. */
    Optional<DerivedCredentials> derivedIn(Bytes invitationId) {
        return invited(invitationId).flatMap(call -> call.derived);
    }

    /** Our quiet invitation to a friend, while it is out. */
    Optional<Call> quietTo(PublicKey friend) {
        return byId.values().stream()
                .filter(call -> call.friend.equals(friend) && !call.incoming && call.quiet)
                .filter(call -> call.outcome.isEmpty())
                .findFirst();
    }

    Optional<Call> ringingFrom(PublicKey friend) {
        return byId.values().stream()
                .filter(call -> call.friend.equals(friend) && call.isRinging() && !call.quiet)
                .findFirst();
    }

    /** A call with them is on its way to a link, or a quiet invitation of theirs. */
    boolean isSettingUp(PublicKey friend) {
        return byId.values().stream()
                .anyMatch(
                        call -> call.friend.equals(friend) && call.outcome.isEmpty() && (call.incoming || !call.quiet));
    }
}
