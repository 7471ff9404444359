package dialtone.signaling.reunion;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.SyntheticIvBox;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Candidate.Kind;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.descriptor.ShortDescriptor;
import dialtone.signaling.frame.Opened.Reason;
import dialtone.signaling.reunion.Reunion.Sealing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReunionTest {

    private static final List<Outpoint> COINS = Peers.outpoints(1);
    private static final Instant EXPIRY = NOON.plusSeconds(60);
    private static final Candidate V4_HOST = new Candidate(Kind.HOST, Address.ipv4("192.168.1.20"), 50_001);
    private static final Candidate V4_SRFLX = new Candidate(Kind.SRFLX, Address.ipv4("203.0.113.7"), 50_001);
    private static final Candidate V6_HOST = new Candidate(Kind.HOST, Address.ipv6("2001:db8::5"), 50_002);
    private static final Bytes FINGERPRINT = Peers.filled(32, 0xc0);

    private final PairState.Reserved reserved = Friends.alice().reserve();
    private final SendSlot slot = reserved.slot();

    @Test
    void a_slot_does_not_show_its_secret() {
        assertThat(slot).hasToString("SendSlot[redacted]");
    }

    @Test
    void the_stated_sizes_are_kept() {
        figure("two IPv4, pinned, derived", full(V4_HOST, V4_SRFLX), true, true, 40);
        figure("IPv4 and IPv6, pinned, derived", full(V4_SRFLX, V6_HOST), true, true, 56);
        figure("two IPv4, pinned, refused credentials", full(V4_HOST, V4_SRFLX), true, false, 64);
        figure("two IPv4, unpinned, derived", full(V4_HOST, V4_SRFLX), false, true, 72);
    }

    @Test
    void unpinned_and_refused_needs_an_introduction_and_says_so() {
        Sealing sealing = seal(ShortDescriptor.of(Peers.chromium(), false, false));

        assertThat(sealing).isInstanceOf(Sealing.NeedsIntroduction.class);
        System.out.println(((Sealing.NeedsIntroduction) sealing).why());
        assertThat(((Sealing.NeedsIntroduction) sealing).why())
                .contains("fingerprint")
                .contains("ICE credentials");
    }

    @Test
    void credentials_without_a_short_form_need_an_introduction() {
        Descriptor odd = new Descriptor(FINGERPRINT, new IceCredentials("abcde", "a".repeat(22)), List.of(V4_HOST));

        assertThat(seal(ShortDescriptor.of(odd, true, false))).isInstanceOf(Sealing.NeedsIntroduction.class);
    }

    @Test
    void what_does_not_fit_is_dropped_by_usefulness_and_named() {
        List<Candidate> many = new ArrayList<>(List.of(V4_HOST, V4_SRFLX, V6_HOST));
        for (int i = 0; i < 5; i++) {
            many.add(new Candidate(Kind.HOST, Address.ipv6("2001:db8::1:" + i), 51_000 + i));
        }
        Sealing.Fits fits = (Sealing.Fits) seal(new ShortDescriptor(Optional.empty(), Optional.empty(), many));

        assertThat(fits.payload().size()).isEqualTo(80);
        assertThat(fits.dropped()).hasSize(4).doesNotContain(V4_HOST, V4_SRFLX, V6_HOST);
        assertThat(opened(fits).offer().candidates()).hasSize(4).contains(V4_HOST, V4_SRFLX, V6_HOST);
    }

    @Test
    void no_mixture_of_candidates_makes_a_frame_of_another_size_or_one_that_does_not_open() {
        Random random = new Random(5);
        for (int run = 0; run < 2_000; run++) {
            List<Candidate> candidates = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                byte[] address = new byte[random.nextBoolean() ? 4 : 16];
                random.nextBytes(address);
                candidates.add(new Candidate(
                        Kind.values()[random.nextInt(3)],
                        address.length == 4 ? new Address.IPv4(Bytes.of(address)) : new Address.IPv6(Bytes.of(address)),
                        1 + random.nextInt(65_535)));
            }
            ShortDescriptor facts = new ShortDescriptor(
                    random.nextInt(4) == 0 ? Optional.of(FINGERPRINT) : Optional.empty(),
                    random.nextInt(4) == 0 ? Optional.of(Peers.firefox().credentials()) : Optional.empty(),
                    candidates);
            if (seal(facts) instanceof Sealing.Fits fits) {
                assertThat(fits.payload().size()).isIn(40, 56, 64, 72, 80);
                List<Candidate> all = new ArrayList<>(opened(fits).offer().candidates());
                all.addAll(fits.dropped());
                assertThat(all).containsExactlyInAnyOrderElementsOf(facts.candidates());
            }
        }
    }

    @Test
    void an_invitation_and_its_acceptance_arrive_whole() {
        Sealing.Fits invitation = (Sealing.Fits) seal(ShortDescriptor.of(Peers.chromium(), true, true));
        ReunionOpened.Invitation atBob = opened(invitation);

        assertThat(atBob.id()).isEqualTo(invitation.invitationId());
        assertThat(atBob.expiry()).isEqualTo(EXPIRY);
        assertThat(atBob.credentials()).isEqualTo(slot.credentials());
        assertThat(atBob.credentials().inviter())
                .isNotEqualTo(atBob.credentials().invitee());
        Descriptor complete =
                atBob.offer().complete(FINGERPRINT, atBob.credentials().inviter());
        assertThat(complete.candidates()).isEqualTo(Peers.chromium().candidates());
        assertThat(complete.toOfferSdp())
                .contains("a=ice-ufrag:" + slot.credentials().inviter().ufrag());

        PairState.Reserved back = atBob.after().reserve();
        Sealing.Fits acceptance = (Sealing.Fits) Reunion.sealAcceptance(
                back.slot(),
                atBob.id(),
                NOON,
                EXPIRY,
                ShortDescriptor.of(Peers.firefox(), true, false),
                Peers.outpoints(60));
        TagTable.Match<String> match =
                match(reserved.after(), acceptance.payload()).orElseThrow();
        ReunionOpened atAlice = ReunionOpener.open(
                acceptance.payload(),
                Peers.outpoints(60),
                match,
                reserved.after(),
                List.of(Peers.filled(16, 9), atBob.id()),
                NOON,
                NOON);

        assertThat(atAlice).isInstanceOfSatisfying(ReunionOpened.Acceptance.class, accepted -> {
            assertThat(accepted.invitationId()).isEqualTo(invitation.invitationId());
            assertThat(accepted.answer().credentials()).contains(Peers.firefox().credentials());
        });
        assertThat(ReunionOpener.open(
                        acceptance.payload(), Peers.outpoints(60), match, reserved.after(), List.of(), NOON, NOON))
                .isInstanceOfSatisfying(
                        ReunionOpened.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Reason.NOT_AUTHENTIC));
    }

    @Test
    void a_dialable_invitation_says_so_and_both_sides_make_the_same_answer() {
        Sealing.Fits fits = (Sealing.Fits) Reunion.sealInvitation(
                slot, true, NOON, EXPIRY, ShortDescriptor.of(Peers.chromium(), true, true), COINS);
        ReunionOpened.Invitation atBob = opened(fits);

        assertThat(atBob.dialable()).isTrue();
        Descriptor synthesized = Reunion.synthesizedAnswer(slot, FINGERPRINT);
        assertThat(synthesized.credentials()).isEqualTo(atBob.credentials().invitee());
        assertThat(synthesized.toAnswerSdp()).doesNotContain("a=candidate");
        assertThat(opened((Sealing.Fits) seal(ShortDescriptor.of(Peers.chromium(), true, true)))
                        .dialable())
                .isFalse();
    }

    @Test
    void a_tag_opens_once() {
        Sealing.Fits fits = (Sealing.Fits) seal(ShortDescriptor.of(Peers.chromium(), true, true));

        assertThat(match(opened(fits).after(), fits.payload())).isEmpty();
    }

    @Test
    void in_another_transaction_or_with_one_bit_changed_it_does_not_open_and_uses_up_no_tag() {
        Bytes payload = ((Sealing.Fits) seal(ShortDescriptor.of(Peers.chromium(), true, true))).payload();
        TagTable.Match<String> match = match(Friends.bob(), payload).orElseThrow();
        List<Outpoint> reordered = new ArrayList<>(COINS);
        Collections.reverse(reordered);
        for (List<Outpoint> others : List.of(reordered, COINS.subList(0, 1), Peers.outpoints(2))) {
            assertRejected(ReunionOpener.open(payload, others, match, Friends.bob(), List.of(), NOON, NOON));
        }
        for (int bit = 64; bit < 8 * payload.size(); bit++) {
            byte[] changed = payload.toArray();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertRejected(ReunionOpener.open(Bytes.of(changed), COINS, match, Friends.bob(), List.of(), NOON, NOON));
        }
    }

    @Test
    void a_late_invitation_is_a_missed_call_even_weeks_later() {
        Bytes payload = ((Sealing.Fits) seal(ShortDescriptor.of(Peers.chromium(), true, true))).payload();
        TagTable.Match<String> match = match(Friends.bob(), payload).orElseThrow();
        for (Duration late : List.of(Duration.ofSeconds(60), Duration.ofDays(14), Duration.ofDays(90))) {
            ReunionOpened opened = ReunionOpener.open(
                    payload, COINS, match, Friends.bob(), List.of(), NOON.plus(late), NOON.plus(late));

            assertThat(opened)
                    .isInstanceOfSatisfying(
                            ReunionOpened.Missed.class,
                            missed -> assertThat(missed.invitation().expiry()).isEqualTo(EXPIRY));
        }
        assertThat(ReunionOpener.open(
                        payload, COINS, match, Friends.bob(), List.of(), NOON, NOON.minus(Duration.ofDays(2))))
                .isInstanceOfSatisfying(
                        ReunionOpened.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Reason.EXPIRES_TOO_LATE));
    }

    @Test
    void frames_that_overtake_each_other_all_open() {
        List<Bytes> payloads = new ArrayList<>();
        PairState alice = Friends.alice();
        for (int i = 0; i < 15; i++) {
            PairState.Reserved each = alice.reserve();
            payloads.add(((Sealing.Fits) Reunion.sealInvitation(
                            each.slot(), false, NOON, EXPIRY, ShortDescriptor.of(Peers.chromium(), true, true), COINS))
                    .payload());
            alice = each.after();
        }
        Collections.reverse(payloads);
        PairState bob = Friends.bob();
        for (Bytes payload : payloads) {
            ReunionOpened opened =
                    ReunionOpener.open(payload, COINS, match(bob, payload).orElseThrow(), bob, List.of(), NOON, NOON);
            bob = ((ReunionOpened.Invitation) opened).after();
        }
        assertThat(bob.current().low()).isEqualTo(15);
    }

    @Test
    void a_restored_state_with_the_same_coin_seals_other_contents_without_reusing_a_key_stream() {
        Bytes first = ((Sealing.Fits) seal(ShortDescriptor.of(Peers.chromium(), true, true))).payload();
        Bytes second = ((Sealing.Fits) seal(ShortDescriptor.of(full(V4_SRFLX), true, true))).payload();

        assertThat(second.slice(0, 8)).isEqualTo(first.slice(0, 8));
        assertThat(second.slice(8, 20)).isNotEqualTo(first.slice(8, 20));
        // The heads are equal; an equal key stream would show that.
        assertThat(second.slice(20, 24)).isNotEqualTo(first.slice(20, 24));
    }

    @Test
    void a_box_opens_with_its_own_key_and_associated_data_only() {
        Bytes key = Peers.filled(SyntheticIvBox.KEY_SIZE, 1);
        Bytes box = SyntheticIvBox.seal(key, Peers.filled(8, 1), Peers.filled(20, 2));

        assertThat(box.size()).isEqualTo(32);
        assertThat(SyntheticIvBox.open(key, Peers.filled(8, 1), box)).contains(Peers.filled(20, 2));
        assertThat(SyntheticIvBox.open(key, Peers.filled(8, 2), box)).isEmpty();
        assertThat(SyntheticIvBox.open(Peers.filled(SyntheticIvBox.KEY_SIZE, 2), Peers.filled(8, 1), box))
                .isEmpty();
        assertThat(SyntheticIvBox.open(key, Peers.filled(8, 1), box.slice(0, 11)))
                .isEmpty();
    }

    @Test
    void tags_never_repeat_and_look_like_noise() {
        Generation generation = Friends.alice().current();
        Set<Bytes> tags = new HashSet<>();
        int[] counts = new int[256];
        for (int counter = 0; counter < 50_000; counter++) {
            for (Side side : Side.values()) {
                Bytes tag = generation.tag(side, counter);
                tags.add(tag);
                for (int i = 0; i < tag.size(); i++) {
                    counts[tag.at(i)]++;
                }
            }
        }
        double expected = 800_000 / 256.0;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        System.out.printf(
                "100,000 tags: %d repeats, chi-square %.0f with 255 degrees%n", 100_000 - tags.size(), chiSquare);
        assertThat(tags).hasSize(100_000);
        // p > 0.01
        assertThat(chiSquare).isLessThan(310.5);
    }

    private void figure(String what, Descriptor full, boolean pinned, boolean derived, int atMost) {
        Sealing.Fits fits = (Sealing.Fits) seal(ShortDescriptor.of(full, pinned, derived));
        System.out.printf(
                "reunion frame, %s: %d bytes (at most %d)%n",
                what, fits.payload().size(), atMost);
        assertThat(fits.dropped()).isEmpty();
        assertThat(fits.payload().size()).as(what).isLessThanOrEqualTo(atMost);
        ReunionOpened.Invitation opened = opened(fits);
        assertThat(opened.offer().complete(FINGERPRINT, full.credentials())).isEqualTo(full);
        assertThat(opened.offer().fingerprint().isPresent()).isEqualTo(!pinned);
        assertThat(opened.offer().credentials().isPresent()).isEqualTo(!derived);
    }

    private static Descriptor full(Candidate... candidates) {
        return new Descriptor(FINGERPRINT, Peers.chromium().credentials(), List.of(candidates));
    }

    private Sealing seal(ShortDescriptor offer) {
        return Reunion.sealInvitation(slot, false, NOON, EXPIRY, offer, COINS);
    }

    private static ReunionOpened.Invitation opened(Sealing.Fits fits) {
        PairState bob = Friends.bob();
        TagTable.Match<String> match = match(bob, fits.payload()).orElseThrow();
        return (ReunionOpened.Invitation) ReunionOpener.open(fits.payload(), COINS, match, bob, List.of(), NOON, NOON);
    }

    private static Optional<TagTable.Match<String>> match(PairState state, Bytes payload) {
        TagTable<String> table = new TagTable<>();
        table.put("alice", state);
        return table.find(payload);
    }

    private static void assertRejected(ReunionOpened opened) {
        assertThat(opened).isInstanceOfSatisfying(ReunionOpened.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(Reason.NOT_AUTHENTIC);
            assertThat(rejected.after()).isEqualTo(Friends.bob());
        });
    }
}
