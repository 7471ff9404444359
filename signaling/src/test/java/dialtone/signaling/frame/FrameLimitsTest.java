package dialtone.signaling.frame;

import static dialtone.signaling.Peers.NOON;
import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Bytes;
import dialtone.signaling.MalformedException;
import dialtone.signaling.frame.Opened.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The last size and the last moment that are taken, and the first that are not. */
class FrameLimitsTest {

    private final Exchange exchange = new Exchange();
    private final Opener opener = new Opener(bob());

    @Test
    void a_frame_has_a_header_at_least() {
        Bytes header = exchange.invitation.payload().slice(0, Header.SIZE);

        assertThat(opener.recognises(header, NOON)).isTrue();
        assertThat(opener.recognises(header.slice(0, Header.SIZE - 1), NOON)).isFalse();
    }

    @Test
    void a_frame_of_the_largest_size_is_opened_and_a_larger_one_is_not() {
        Bytes frame = exchange.invitation.payload();
        Bytes largest = frame.concat(Bytes.of(new byte[Introduction.LARGEST - frame.size()]));

        assertThat(reason(largest)).isEqualTo(Reason.NOT_AUTHENTIC);
        assertThat(reason(largest.concat(Bytes.of((byte) 0)))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void an_acceptance_that_lives_longer_than_a_day_is_refused() {
        Instant dayBefore = exchange.acceptance.expiry().minus(Introduction.LONGEST_LIFETIME);

        assertThat(openAcceptance(dayBefore)).isInstanceOf(Opened.Acceptance.class);
        assertThat(openAcceptance(dayBefore.minusMillis(1)))
                .isInstanceOfSatisfying(
                        Opened.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Reason.EXPIRES_TOO_LATE));
    }

    @Test
    void a_stored_ephemeral_secret_ends_where_it_ends_and_no_secret_shows_itself() {
        Bytes stored = exchange.invitation.secret().encode();
        PairSecret pair = new PairSecret(Bytes.of(new byte[PairSecret.SIZE]));

        assertThat(EphemeralSecret.decode(stored).encode()).isEqualTo(stored);
        assertThatThrownBy(() -> EphemeralSecret.decode(stored.concat(Bytes.of((byte) 0))))
                .isInstanceOf(MalformedException.class);
        assertThat(exchange.invitation.secret()).asString().contains("redacted");
        assertThat(pair).hasToString("PairSecret[redacted]");
    }

    private Opened openAcceptance(Instant now) {
        return new Opener(alice())
                .open(exchange.acceptance.payload(), Exchange.BOBS_COINS, NOON, now, exchange::pending);
    }

    private Reason reason(Bytes payload) {
        return ((Opened.Rejected) opener.open(payload, Exchange.ALICES_COINS, NOON, Exchange::none)).reason();
    }
}
