package dialtone.signaling.reunion;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.PairSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two peers, a link and a chain that lose, repeat and reorder, disks that crash and come back old. Whatever happens, the two find each other. */
class PairInTroubleTest {

    private static final int RUNS = 1_000;
    private static final int STEPS = 60;
    private static final long FIRST_SEED = 20_261_121;

    private int reunions;
    private int introductions;
    private int finished;

    @Test
    void without_a_restored_backup_every_reunion_frame_is_recognised_at_every_moment() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
            new World(seed, false).run();
        }
        System.out.printf(
                "pair in trouble: seeds %d to %d, %,d reunion frames, all recognised; %,d ratchets ended alike%n",
                FIRST_SEED, FIRST_SEED + RUNS - 1, reunions, finished);
        assertThat(reunions).isGreaterThan(3_000);
        assertThat(finished).isGreaterThan(300);
    }

    @Test
    void with_restored_backups_an_introduction_heals_what_a_reunion_does_not_find() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
            new World(seed, true).run();
        }
        System.out.printf(
                "pair with restored backups: seeds %d to %d, %,d reunions, %,d introductions needed, 0 pairs lost%n",
                FIRST_SEED, FIRST_SEED + RUNS - 1, reunions, introductions);
        assertThat(introductions).isPositive();
    }

    private static final class Peer {
        PairState stored;
        Optional<Ratchet> ratchet = Optional.empty();
        final List<RatchetMessage> inbox = new ArrayList<>();
        final List<Bytes> backups = new ArrayList<>();
        int lostInARow;

        Peer(PairState state) {
            stored = state;
        }

        void store(PairState state) {
            stored = PairState.decode(state.encode());
            ratchet = ratchet.map(each -> each.over(stored));
        }
    }

    private final class World {
        final long seed;
        final Random random;
        final boolean restores;
        final Peer alice = new Peer(Friends.alice());
        final Peer bob = new Peer(Friends.bob());
        int coins = 1;

        World(long seed, boolean restores) {
            this.seed = seed;
            this.random = new Random(seed);
            this.restores = restores;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                Peer one = random.nextBoolean() ? alice : bob;
                switch (random.nextInt(restores ? 9 : 8)) {
                    case 0 -> openLink();
                    case 1, 2, 3 -> deliver(one);
                    case 4 -> crash();
                    case 5 -> frame(one);
                    case 6 -> one.backups.add(one.stored.encode());
                    case 7 -> introduceWithLosses(one);
                    default -> restore(one);
                }
            }
            quietLink();
            meet(alice);
            meet(bob);
        }

        void openLink() {
            close();
            for (Peer peer : List.of(alice, bob)) {
                take(peer, Ratchet.start(peer.stored, Friends.repeatable(random)));
            }
        }

        void close() {
            for (Peer peer : List.of(alice, bob)) {
                peer.ratchet = Optional.empty();
                peer.inbox.clear();
            }
        }

        /** Stores, then sends; a crash may come between the two. */
        void take(Peer peer, Ratchet.Turn turn) {
            peer.ratchet = Optional.of(turn.next());
            peer.store(turn.next().state());
            if (random.nextInt(12) == 0) {
                crash();
                return;
            }
            other(peer).inbox.addAll(turn.send());
        }

        void deliver(Peer to) {
            if (to.inbox.isEmpty() || to.ratchet.isEmpty()) {
                return;
            }
            int which = random.nextInt(to.inbox.size());
            RatchetMessage message = random.nextInt(4) == 0 ? to.inbox.get(which) : to.inbox.remove(which);
            if (random.nextInt(6) > 0) {
                take(to, to.ratchet.get().on(RatchetMessage.decode(message.encode())));
            }
        }

        void crash() {
            close();
        }

        void restore(Peer peer) {
            if (!peer.backups.isEmpty()) {
                close();
                peer.store(PairState.decode(peer.backups.get(random.nextInt(peer.backups.size()))));
            }
        }

        /** A reunion frame that may never be seen. */
        void frame(Peer from) {
            if (!from.stored.mayReunite()) {
                introduce(from, true);
                return;
            }
            boolean lost = from.lostInARow < 8 && random.nextInt(4) == 0;
            boolean found = send(from, lost);
            from.lostInARow = lost ? from.lostInARow + 1 : 0;
            if (!found && !lost) {
                assertThat(restores).as("seed %d: not recognised", seed).isTrue();
                from.store(from.stored.afterNoAnswer());
            }
        }

        boolean send(Peer from, boolean lost) {
            PairState.Reserved reserved = from.stored.reserve();
            from.store(reserved.after());
            coins++;
            Reunion.Sealing.Fits sealed = (Reunion.Sealing.Fits) Reunion.sealInvitation(
                    reserved.slot(),
                    false,
                    Peers.NOON,
                    Peers.NOON.plusSeconds(60),
                    ShortDescriptor.of(Peers.chromium(), true, true),
                    Peers.outpoints(coins & 0x7f));
            if (lost) {
                return false;
            }
            Peer to = other(from);
            TagTable<String> table = new TagTable<>();
            table.put("friend", to.stored);
            Optional<TagTable.Match<String>> match = table.find(sealed.payload());
            if (match.isEmpty()) {
                return false;
            }
            ReunionOpened opened = ReunionOpener.open(
                    sealed.payload(),
                    Peers.outpoints(coins & 0x7f),
                    match.get(),
                    to.stored,
                    List.of(),
                    Peers.NOON,
                    Peers.NOON);
            assertThat(opened).as("seed %d", seed).isInstanceOf(ReunionOpened.Invitation.class);
            ReunionOpened.Invitation invitation = (ReunionOpened.Invitation) opened;
            assertThat(invitation.credentials()).isEqualTo(reserved.slot().credentials());
            if (random.nextInt(10) > 0) {
                to.store(invitation.after());
            }
            reunions++;
            return true;
        }

        /** The invitee has the new secret when the acceptance is sealed, the inviter when it is seen, and that may be never. */
        void introduceWithLosses(Peer inviter) {
            if (random.nextInt(4) > 0 || !restores) {
                return;
            }
            introduce(inviter, random.nextBoolean());
        }

        void introduce(Peer inviter, boolean arrives) {
            close();
            PairSecret fresh = Friends.secret(random);
            other(inviter).store(other(inviter).stored.introducedAgain(fresh));
            if (arrives) {
                inviter.store(inviter.stored.introducedAgain(fresh).afterLink());
            }
            introductions++;
        }

        void quietLink() {
            openLink();
            if (alice.ratchet.isEmpty() || bob.ratchet.isEmpty()) {
                return;
            }
            boolean crashed = false;
            for (int round = 0; round < 4 && !crashed; round++) {
                for (Peer peer : List.of(alice, bob)) {
                    while (!peer.inbox.isEmpty() && peer.ratchet.isPresent()) {
                        take(peer, peer.ratchet.get().on(peer.inbox.remove(0)));
                    }
                }
                crashed = alice.ratchet.isEmpty();
            }
            if (!crashed && !alice.ratchet.get().lost()) {
                assertThat(PairState.ids(alice.stored.held()))
                        .as("seed %d", seed)
                        .isEqualTo(PairState.ids(bob.stored.held()))
                        .hasSize(1);
                finished++;
            }
        }

        /** What a bridge does that wants to reach its friend: a reunion, and after one that was not answered an introduction. */
        void meet(Peer from) {
            if (!from.stored.mayReunite() || !send(from, false)) {
                assertThat(restores || !from.stored.mayReunite())
                        .as("seed %d", seed)
                        .isTrue();
                introduce(from, true);
                assertThat(send(from, false))
                        .as("seed %d: after an introduction", seed)
                        .isTrue();
            }
        }

        Peer other(Peer peer) {
            return peer == alice ? bob : alice;
        }
    }
}
