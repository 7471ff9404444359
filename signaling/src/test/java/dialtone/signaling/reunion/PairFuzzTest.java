package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.SignalingException;
import dialtone.signaling.descriptor.ShortDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Two friends over a chain and a link that drop, repeat, reorder and delay, on machines that crash and restart from what they stored. The input is the list of what goes
 * wrong. Whatever it is: nothing but the typed error is thrown, and when the disturbance ends the two find each other, by a reunion frame or, where docs/protocol.md
 * (section 9) says so, by an introduction.
 */
class PairFuzzTest {

    private static final int MOST_STEPS = 150;

    /** So many frames in a row may never be seen, and the next one still is: {@link Generation#WINDOW} less what stays behind. */
    private static final int MOST_UNSEEN = Generation.WINDOW - Generation.BEHIND - 1;

    @FuzzTest
    void after_any_disturbance_the_two_find_each_other(FuzzedDataProvider data) {
        World world = new World(data);
        for (int step = 0; step < MOST_STEPS && data.remainingBytes() > 0; step++) {
            world.disturb();
        }
        world.settle();
    }

    /** A frame on chain: anybody may see it at any time, or never, or again. */
    private record Flight(Peer to, SendSlot slot, Bytes payload, List<Outpoint> outpoints, Bytes invitation) {}

    private static final class Peer {
        PairState stored;
        Optional<Ratchet> ratchet = Optional.empty();
        List<Bytes> pending = new ArrayList<>();
        final List<Bytes> invited = new ArrayList<>();
        final List<Bytes> inbox = new ArrayList<>();
        final List<Bytes> backups = new ArrayList<>();
        final Set<Bytes> tagsUsed = new HashSet<>();
        final Set<Bytes> opened = new HashSet<>();
        /** The highest counter that the friend has seen, by generation: an old one may come into use again. */
        final Map<Bytes, Long> latestSeen = new HashMap<>();

        Peer(PairState state) {
            stored = state;
        }

        void store(PairState state) {
            stored = PairState.decode(state.encode());
            assertThat(stored).isEqualTo(state);
            ratchet = ratchet.map(each -> each.over(stored));
        }
    }

    private static final class World {
        final FuzzedDataProvider data;
        final Random random;
        final Peer alice = new Peer(Friends.alice());
        final Peer bob = new Peer(Friends.bob());
        final List<Flight> flights = new ArrayList<>();
        int coins;

        /** By a lost acceptance or a friend who lies on the link: a reunion frame need not be recognised until an introduction has succeeded. */
        boolean mayBeLost;

        /** Counters have gone back: tags come again, and a frame need not be recognised, until both have forgotten the generations of the backup. */
        boolean restored;

        World(FuzzedDataProvider data) {
            this.data = data;
            this.random = new Random(data.consumeInt());
        }

        void disturb() {
            Peer one = data.consumeBoolean() ? alice : bob;
            switch (data.consumeInt(0, 13)) {
                case 0 -> openLink();
                case 1, 2, 3 -> deliver(one);
                case 4 -> closeLink();
                case 5 -> sendInvitation(one);
                case 6 -> sendAcceptance(one);
                case 7, 8 -> seeAny();
                case 9 -> callAtOnce(one);
                case 10 -> one.backups.add(one.stored.encode());
                case 11 -> restore(one);
                case 12 -> lie(one);
                default -> introduce(one, data.consumeBoolean());
            }
        }

        void openLink() {
            closeLink();
            for (Peer peer : List.of(alice, bob)) {
                take(peer, Ratchet.start(peer.stored, Friends.repeatable(random)));
            }
        }

        void closeLink() {
            for (Peer peer : List.of(alice, bob)) {
                peer.ratchet = Optional.empty();
                peer.inbox.clear();
            }
        }

        /** Stores, then sends. The machine may die before, between and after. */
        void take(Peer peer, Ratchet.Turn turn) {
            int dies = data.consumeInt(0, 15);
            if (dies == 1) {
                closeLink();
                return;
            }
            peer.ratchet = Optional.of(turn.next());
            peer.store(turn.next().state());
            if (dies == 2) {
                closeLink();
                return;
            }
            turn.send().forEach(message -> other(peer).inbox.add(message.encode()));
        }

        /** Any message that is under way, once, again, or never. */
        void deliver(Peer to) {
            if (to.inbox.isEmpty() || to.ratchet.isEmpty()) {
                return;
            }
            int which = data.consumeInt(0, to.inbox.size() - 1);
            switch (data.consumeInt(0, 3)) {
                case 0 -> to.inbox.remove(which);
                case 1 -> hear(to, to.inbox.get(which));
                default -> hear(to, to.inbox.remove(which));
            }
        }

        void hear(Peer to, Bytes message) {
            take(to, to.ratchet.orElseThrow().on(RatchetMessage.decode(message)));
        }

        /** A friend's program that is broken, or hostile: the other side may lose the pair by it, and nothing more. */
        void lie(Peer to) {
            if (to.ratchet.isEmpty()) {
                return;
            }
            byte[] lie = to.inbox.isEmpty() || data.consumeBoolean()
                    ? data.consumeBytes(60)
                    : to.inbox.get(0).toArray();
            if (lie.length > 0) {
                lie[data.consumeInt(0, lie.length - 1)] ^= data.consumeByte();
            }
            RatchetMessage message;
            try {
                message = RatchetMessage.decode(Bytes.of(lie));
            } catch (SignalingException refused) {
                return;
            }
            mayBeLost = true;
            take(to, to.ratchet.orElseThrow().on(message));
        }

        void restore(Peer peer) {
            if (!peer.backups.isEmpty()) {
                closeLink();
                peer.stored = PairState.decode(peer.backups.get(data.consumeInt(0, peer.backups.size() - 1)));
                restored = true;
            }
        }

        void sendInvitation(Peer from) {
            if (from.stored.mayReunite()) {
                flights.add(invitation(from));
            }
        }

        /** Of an invitation that was opened, perhaps long ago. */
        void sendAcceptance(Peer from) {
            if (from.invited.isEmpty() || !from.stored.mayReunite()) {
                return;
            }
            Bytes invitation = from.invited.get(data.consumeInt(0, from.invited.size() - 1));
            SendSlot slot = reserve(from);
            List<Outpoint> outpoints = spend();
            Reunion.Sealing.Fits sealed = (Reunion.Sealing.Fits) Reunion.sealAcceptance(
                    slot, invitation, Peers.NOON, Peers.NOON.plusSeconds(90), description(), outpoints);
            flights.add(new Flight(other(from), slot, sealed.payload(), outpoints, invitation));
        }

        Flight invitation(Peer from) {
            SendSlot slot = reserve(from);
            List<Outpoint> outpoints = spend();
            Reunion.Sealing.Fits sealed = (Reunion.Sealing.Fits) Reunion.sealInvitation(
                    slot, data.consumeBoolean(), Peers.NOON, Peers.NOON.plusSeconds(60), description(), outpoints);
            from.pending.add(sealed.invitationId());
            if (from.pending.size() > ReunionOpener.MOST_PENDING) {
                from.pending.remove(0);
            }
            return new Flight(other(from), slot, sealed.payload(), outpoints, sealed.invitationId());
        }

        SendSlot reserve(Peer from) {
            PairState.Reserved reserved = from.stored.reserve();
            from.store(reserved.after());
            assertThat(from.tagsUsed.add(reserved.slot().tag()) || restored)
                    .as("a tag is used once")
                    .isTrue();
            return reserved.slot();
        }

        void seeAny() {
            if (!flights.isEmpty()) {
                int which = data.consumeInt(0, flights.size() - 1);
                see(data.consumeBoolean() ? flights.get(which) : flights.remove(which));
            }
        }

        /** Whether the frame opened. */
        boolean see(Flight flight) {
            Peer to = flight.to();
            TagTable<String> table = new TagTable<>();
            table.put("friend", to.stored);
            Optional<TagTable.Match<String>> match = table.find(flight.payload());
            if (match.isEmpty()) {
                return false;
            }
            ReunionOpened opened = ReunionOpener.open(
                    flight.payload(),
                    flight.outpoints(),
                    match.get(),
                    to.stored,
                    to.pending,
                    Peers.NOON,
                    Peers.NOON.plusSeconds(data.consumeInt(0, 70)));
            if (opened instanceof ReunionOpened.Rejected rejected) {
                to.store(rejected.after());
                return false;
            }
            assertThat(!to.opened.contains(flight.payload()) || restored)
                    .as("a frame opens once")
                    .isTrue();
            PairState after;
            if (opened instanceof ReunionOpened.Acceptance acceptance) {
                assertThat(acceptance.invitationId()).isEqualTo(flight.invitation());
                after = acceptance.after();
            } else {
                ReunionOpened.Invitation invitation = opened instanceof ReunionOpened.Missed missed
                        ? missed.invitation()
                        : (ReunionOpened.Invitation) opened;
                assertThat(invitation.id()).isEqualTo(flight.invitation());
                to.invited.add(invitation.id());
                after = invitation.after();
            }
            boolean diesBeforeItStores = data.consumeInt(0, 9) == 1;
            if (!diesBeforeItStores) {
                to.store(after);
                to.opened.add(flight.payload());
                SendSlot slot = flight.slot();
                other(to).latestSeen.merge(slot.generation().id(), slot.counter(), Math::max);
            }
            return true;
        }

        /** Frames that went out with this generation since the friend saw one. */
        static long unseen(Peer from) {
            Generation current = from.stored.current();
            return current.sent() - 1 - from.latestSeen.getOrDefault(current.id(), -1L);
        }

        /** What a bridge does that wants to reach its friend, who is there: a reunion, and when that is not answered an introduction. */
        void callAtOnce(Peer from) {
            if (!from.stored.mayReunite()) {
                introduce(from, true);
                return;
            }
            boolean recognisedForSure = !mayBeLost && !restored && unseen(from) <= MOST_UNSEEN;
            boolean seen = see(invitation(from));
            assertThat(seen || !recognisedForSure)
                    .as("a reunion frame is recognised")
                    .isTrue();
            if (!seen) {
                from.store(from.stored.afterNoAnswer());
            }
        }

        /** The invitee has the new secret when the acceptance is sealed; the inviter when it arrives, and that may be never. */
        void introduce(Peer inviter, boolean arrives) {
            closeLink();
            var fresh = Friends.secret(random);
            Peer invitee = other(inviter);
            invitee.store(invitee.stored.introducedAgain(fresh));
            if (arrives) {
                inviter.store(inviter.stored.introducedAgain(fresh).afterLink());
            }
            mayBeLost = !arrives;
        }

        /** Nothing is lost from here on. */
        void settle() {
            if (data.consumeBoolean()) {
                quietLink();
            }
            for (Peer peer : List.of(alice, bob)) {
                callAtOnce(peer);
                if (!peer.stored.mayReunite()) {
                    introduce(peer, true);
                    assertThat(see(invitation(peer)))
                            .as("after an introduction")
                            .isTrue();
                }
            }
            assertThat(quietLink()).as("a base that both hold").isTrue();
            assertThat(PairState.ids(alice.stored.held()))
                    .isEqualTo(PairState.ids(bob.stored.held()))
                    .hasSize(1);
            mayBeLost = false;
            restored = false;
            callAtOnce(alice);
            callAtOnce(bob);
        }

        /** A link over which everything arrives in order. Whether the two had a secret in common. */
        boolean quietLink() {
            closeLink();
            for (Peer peer : List.of(alice, bob)) {
                takeWhole(peer, Ratchet.start(peer.stored, Friends.repeatable(random)));
            }
            while (!alice.inbox.isEmpty() || !bob.inbox.isEmpty()) {
                for (Peer peer : List.of(alice, bob)) {
                    if (!peer.inbox.isEmpty()) {
                        RatchetMessage message = RatchetMessage.decode(peer.inbox.remove(0));
                        takeWhole(peer, peer.ratchet.orElseThrow().on(message));
                    }
                }
            }
            boolean found = !alice.ratchet.orElseThrow().lost()
                    && !bob.ratchet.orElseThrow().lost();
            closeLink();
            return found;
        }

        void takeWhole(Peer peer, Ratchet.Turn turn) {
            peer.ratchet = Optional.of(turn.next());
            peer.store(turn.next().state());
            turn.send().forEach(message -> other(peer).inbox.add(message.encode()));
        }

        List<Outpoint> spend() {
            coins++;
            return List.of(new Outpoint(Peers.filled(32, coins), coins));
        }

        static ShortDescriptor description() {
            return ShortDescriptor.of(Peers.chromium(), true, true);
        }

        Peer other(Peer peer) {
            return peer == alice ? bob : alice;
        }
    }
}
