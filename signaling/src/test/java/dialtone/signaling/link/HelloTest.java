package dialtone.signaling.link;

import static dialtone.signaling.Peers.alice;
import static dialtone.signaling.Peers.bob;
import static dialtone.signaling.Peers.carol;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Peers;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.link.Hello.Connection;
import dialtone.signaling.link.Hello.Met;
import dialtone.signaling.link.Hello.Refused;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HelloTest {

    private static final Bytes ALICES_PRINT = Peers.filled(32, 0xa0);
    private static final Bytes BOBS_PRINT = Peers.filled(32, 0xb0);
    private static final Bytes MALLORYS_PRINT = Peers.filled(32, 0x30);
    private static final Bytes CALL = Peers.filled(16, 1);

    private final SecureRandom random = new SecureRandom();

    @Test
    void two_friends_with_a_direct_connection_meet() {
        Run run = new Run(alice(), to(bob(), ALICES_PRINT, BOBS_PRINT), bob(), to(alice(), BOBS_PRINT, ALICES_PRINT));

        assertThat(run.atAlice).isEqualTo(new Met(bob().publicKey()));
        assertThat(run.atBob).isEqualTo(new Met(alice().publicKey()));
    }

    @Test
    void a_relay_in_the_middle_with_a_certificate_of_its_own_is_noticed_by_both() {
        Run run = new Run(
                alice(), to(bob(), ALICES_PRINT, MALLORYS_PRINT), bob(), to(alice(), BOBS_PRINT, MALLORYS_PRINT));

        assertThat(run.atAlice).isInstanceOf(Refused.class);
        assertThat(run.atBob).isInstanceOf(Refused.class);
    }

    @Test
    void swapped_fingerprints_another_call_another_network_or_another_person_give_no_link() {
        Connection right = to(alice(), BOBS_PRINT, ALICES_PRINT);
        Connection swapped = to(alice(), ALICES_PRINT, BOBS_PRINT);
        Connection otherCall = new Connection(alice().publicKey(), BOBS_PRINT, ALICES_PRINT, Peers.filled(16, 2));
        for (Run run : new Run[] {
            againstBob(bob(), swapped),
            againstBob(bob(), otherCall),
            againstBob(bob(Chain.SIGNET), right),
            againstBob(carol(), right)
        }) {
            assertThat(run.atAlice).isInstanceOf(Refused.class);
            assertThat(run.atBob).isInstanceOf(Refused.class);
        }
    }

    /** Alice believes to talk to Carol while Bob is made to believe that Alice called him. */
    @Test
    void who_talks_to_somebody_else_is_not_talked_into_a_link() {
        Run run = new Run(alice(), to(carol(), ALICES_PRINT, BOBS_PRINT), bob(), to(alice(), BOBS_PRINT, ALICES_PRINT));

        assertThat(run.atAlice).isInstanceOf(Refused.class);
        assertThat(run.atBob).isInstanceOf(Refused.class);
    }

    @Test
    void a_recorded_hello_does_not_work_again() {
        Run first = new Run(alice(), to(bob(), ALICES_PRINT, BOBS_PRINT), bob(), to(alice(), BOBS_PRINT, ALICES_PRINT));
        Hello.Step start = Hello.start(alice(), to(bob(), ALICES_PRINT, BOBS_PRINT), random);

        Hello replayed =
                start.next().on(first.bobsGreeting).next().on(first.bobsProof).next();

        assertThat(replayed).isInstanceOf(Refused.class);
    }

    @Test
    void a_mirror_is_not_a_friend() {
        Hello.Step start = Hello.start(alice(), to(bob(), ALICES_PRINT, ALICES_PRINT), random);

        assertThat(start.next().on(start.send().orElseThrow()).next()).isInstanceOf(Refused.class);

        Bytes otherNonce = Bytes.of((byte) 1, (byte) 1).concat(Peers.filled(32, 7));
        Hello.Step answered = start.next().on(otherNonce);
        assertThat(answered.next().on(answered.send().orElseThrow()).next())
                .as("our own proof")
                .isInstanceOf(Refused.class);
    }

    @Test
    void messages_out_of_order_or_of_another_version_are_refused_and_say_why() {
        Hello.Step start = Hello.start(alice(), to(bob(), ALICES_PRINT, BOBS_PRINT), random);
        Bytes greeting = Bytes.of((byte) 1, (byte) 1).concat(Peers.filled(32, 7));

        assertThat(start.next()
                        .on(Bytes.of((byte) 1, (byte) 2).concat(Peers.filled(64, 1)))
                        .next())
                .isInstanceOf(Refused.class);
        assertThat(start.next().on(greeting).next().on(greeting).next()).isInstanceOf(Refused.class);
        assertThat(start.next().on(Bytes.of((byte) 2).concat(greeting)).next())
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains("update"));
    }

    @Test
    void whatever_comes_is_refused_and_nothing_is_thrown() {
        Random chaos = new Random(17);
        Hello.Step start = Hello.start(alice(), to(bob(), ALICES_PRINT, BOBS_PRINT), random);
        for (int i = 0; i < 1_000; i++) {
            byte[] message = new byte[chaos.nextInt(100)];
            chaos.nextBytes(message);
            if (message.length > 2 && chaos.nextBoolean()) {
                message[0] = 1;
                message[1] = 2;
            }
            assertThat(start.next().on(Bytes.of(message)).next()).isNotInstanceOf(Met.class);
        }
    }

    private Run againstBob(Identity whoAnswers, Connection theirView) {
        return new Run(alice(), to(bob(), ALICES_PRINT, BOBS_PRINT), whoAnswers, theirView);
    }

    private static Connection to(Identity friend, Bytes ours, Bytes theirs) {
        return new Connection(friend.publicKey(), ours, theirs, CALL);
    }

    /** The two exchange their messages, whatever stands between them. */
    private final class Run {
        final Bytes bobsGreeting;
        final Bytes bobsProof;
        final Hello atAlice;
        final Hello atBob;

        Run(Identity alice, Connection atAlice, Identity bob, Connection atBob) {
            Hello.Step a = Hello.start(alice, atAlice, random);
            Hello.Step b = Hello.start(bob, atBob, random);
            bobsGreeting = b.send().orElseThrow();
            Bytes alicesGreeting = a.send().orElseThrow();
            a = a.next().on(bobsGreeting);
            b = b.next().on(alicesGreeting);
            bobsProof = b.send().orElseThrow();
            this.atBob = b.next().on(a.send().orElseThrow()).next();
            this.atAlice = a.next().on(bobsProof).next();
        }
    }
}
