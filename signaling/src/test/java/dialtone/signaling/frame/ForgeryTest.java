package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static dialtone.signaling.Peers.carol;
import static dialtone.signaling.Peers.filled;
import static dialtone.signaling.Peers.outpoints;
import static dialtone.signaling.frame.Exchange.ALICES_COINS;
import static dialtone.signaling.frame.Exchange.BOBS_COINS;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import dialtone.signaling.Peers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Frames that were changed on their way, or read where they do not belong: none is accepted, and what is refused is refused for the right reason. */
class ForgeryTest {

    private final Exchange exchange = new Exchange();
    private final Opener bobs = new Opener(bob());
    private final Opener alices = new Opener(alice());

    @Test
    void a_frame_truncated_at_any_byte_is_refused() {
        assertNoneAccepted(
                "truncated", truncations(exchange.invitation.payload()).map(this::atBob));
        assertNoneAccepted(
                "truncated", truncations(exchange.acceptance.payload()).map(this::atAlice));
    }

    @Test
    void a_frame_with_one_flipped_bit_anywhere_is_refused() {
        assertNoneAccepted(
                "one flipped bit", flips(exchange.invitation.payload()).map(this::atBob));
        assertNoneAccepted(
                "one flipped bit", flips(exchange.acceptance.payload()).map(this::atAlice));
    }

    @Test
    void a_frame_with_more_behind_it_is_refused() {
        assertNoneAccepted(
                "longer",
                Stream.of(1, 16, 1_000, 100_000)
                        .map(more -> exchange.invitation.payload().concat(filled(more, 0)))
                        .map(this::atBob));
    }

    @Test
    void a_frame_copied_into_another_transaction_is_not_authentic() {
        List<Opened> opened = new ArrayList<>();
        for (List<Outpoint> coins : otherCoins(ALICES_COINS)) {
            opened.add(bobs.open(exchange.invitation.payload(), coins, NOON, Exchange::none));
        }
        for (List<Outpoint> coins : otherCoins(BOBS_COINS)) {
            opened.add(alices.open(exchange.acceptance.payload(), coins, NOON, exchange::pending));
        }
        assertNoneAccepted("copied to other, extra, fewer, reordered outpoints", opened.stream());
        assertThat(opened).allSatisfy(each -> assertReason(each, Opened.Reason.NOT_AUTHENTIC));
    }

    @Test
    void nobody_else_recognises_a_frame() {
        Opener carols = new Opener(carol());

        assertThat(bobs.recognises(exchange.invitation.payload(), NOON)).isTrue();
        assertThat(carols.recognises(exchange.invitation.payload(), NOON)).isFalse();
        assertNoneAccepted(
                "wrong recipient",
                Stream.of(carols, alices)
                        .map(opener ->
                                opener.open(exchange.invitation.payload(), ALICES_COINS, NOON, exchange::pending)));
    }

    @Test
    void a_frame_redirected_to_another_recipient_is_not_authentic() {
        Bytes payload = exchange.invitation.payload();
        Bytes carolsDay = carol().dayKey(exchange.atBob.day()).publicKey().hash160();
        Bytes redirected = payload.slice(0, 4).concat(carolsDay).concat(payload.slice(24, payload.size()));

        Opened opened = new Opener(carol()).open(redirected, ALICES_COINS, NOON, Exchange::none);

        assertReason(opened, Opened.Reason.NOT_AUTHENTIC);
    }

    @Test
    void a_frame_opens_on_its_own_network_only() {
        assertNoneAccepted(
                "wrong network",
                Stream.of(Chain.MAINNET, Chain.TESTNET, Chain.SIGNET)
                        .map(chain -> new Opener(Peers.bob(chain))
                                .open(exchange.invitation.payload(), ALICES_COINS, NOON, Exchange::none)));
    }

    @Test
    void a_frame_opens_on_its_own_day_and_the_days_beside_it_only() {
        List<Duration> wrong =
                Stream.of(-3, -2, 2, 3, 365).map(Duration::ofDays).toList();
        assertNoneAccepted(
                "wrong day",
                wrong.stream()
                        .map(skew -> bobs.open(
                                exchange.invitation.payload(), ALICES_COINS, NOON.plus(skew), Exchange::none)));
        assertThat(wrong).noneMatch(skew -> bobs.recognises(exchange.invitation.payload(), NOON.plus(skew)));

        for (int day = -1; day <= 1; day++) {
            assertThat(bobs.recognises(exchange.invitation.payload(), NOON.plus(Duration.ofDays(day))))
                    .isTrue();
        }
    }

    /** The invitation is valid from 12:00:00 to 12:01:00 by its sender's clock. */
    @Test
    void a_receivers_wrong_clock_makes_a_call_late_or_refused_and_never_something_else() {
        assertThat(atClock("-24h+60s")).isInstanceOf(Opened.Invitation.class);
        assertReason(atClock("-24h+59s"), Opened.Reason.EXPIRES_TOO_LATE);
        assertThat(atClock("-1h+0s")).isInstanceOf(Opened.Invitation.class);
        assertThat(atClock("0h+59s")).isInstanceOf(Opened.Invitation.class);
        assertThat(atClock("0h+60s")).isInstanceOf(Opened.Missed.class);
        assertThat(atClock("1h+0s")).isInstanceOf(Opened.Missed.class);
        assertThat(atClock("25h+0s")).isInstanceOf(Opened.Missed.class);
        assertThat(atClock("36h+0s")).isEqualTo(new Opened.NotForUs());
    }

    @Test
    void a_frame_of_a_newer_version_to_us_says_so() {
        byte[] newer = exchange.invitation.payload().toArray();
        newer[2] = 2;

        assertThat(bobs.open(Bytes.of(newer), ALICES_COINS, NOON, Exchange::none))
                .isEqualTo(new Opened.Rejected(
                        Opened.Reason.UNKNOWN_VERSION,
                        "frame: version 2 is newer than 1, the one known here; update Dialtone"));
    }

    private Opened atBob(Bytes payload) {
        return bobs.open(payload, ALICES_COINS, NOON.plusSeconds(1), Exchange::none);
    }

    private Opened atAlice(Bytes payload) {
        return alices.open(payload, BOBS_COINS, NOON.plusSeconds(5), exchange::pending);
    }

    private Opened atClock(String skew) {
        String[] parts = skew.split("h\\+");
        Instant now = NOON.plus(Duration.ofHours(Long.parseLong(parts[0])))
                .plusSeconds(Long.parseLong(parts[1].replace("s", "")));
        return bobs.open(exchange.invitation.payload(), ALICES_COINS, now, Exchange::none);
    }

    private static Stream<Bytes> truncations(Bytes payload) {
        return IntStream.range(0, payload.size()).mapToObj(size -> payload.slice(0, size));
    }

    private static Stream<Bytes> flips(Bytes payload) {
        return IntStream.range(0, payload.size() * 8).mapToObj(bit -> {
            byte[] flipped = payload.toArray();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            return Bytes.of(flipped);
        });
    }

    private static List<List<Outpoint>> otherCoins(List<Outpoint> coins) {
        Outpoint first = coins.get(0);
        Outpoint second = coins.get(1);
        Outpoint foreign = outpoints(200).get(0);
        return List.of(
                outpoints(200),
                List.of(foreign),
                List.of(first),
                List.of(second),
                List.of(second, first),
                List.of(first, second, foreign),
                List.of(foreign, first, second),
                List.of(first, first),
                List.of(first, second, second),
                List.of(new Outpoint(first.txid(), first.index() + 1), second),
                List.of());
    }

    static void assertNoneAccepted(String what, Stream<Opened> attempts) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        attempts.forEach(opened -> {
            assertThat(opened)
                    .as(what)
                    .isNotInstanceOfAny(Opened.Invitation.class, Opened.Acceptance.class, Opened.Missed.class);
            String reason = opened instanceof Opened.Rejected rejected
                    ? rejected.reason().name()
                    : opened.getClass().getSimpleName();
            counts.merge(reason, 1, Integer::sum);
        });
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf("%s: %d tried, 0 accepted %s%n", what, total, counts);
        assertThat(total).isPositive();
    }

    static void assertReason(Opened opened, Opened.Reason reason) {
        assertThat(opened)
                .isInstanceOfSatisfying(
                        Opened.Rejected.class,
                        rejected -> assertThat(rejected.reason())
                                .as(rejected.detail())
                                .isEqualTo(reason));
    }
}
