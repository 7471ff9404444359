package dialtone.signaling;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.descriptor.Address;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Candidate.Kind;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.frame.EphemeralSecret;
import dialtone.signaling.frame.Introduction;
import dialtone.signaling.frame.Opened;
import dialtone.signaling.frame.Opener;
import dialtone.signaling.frame.PendingInvitation;
import dialtone.signaling.frame.Sealed;
import dialtone.signaling.handshake.Action;
import dialtone.signaling.handshake.Event;
import dialtone.signaling.handshake.Handshake;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import dialtone.signaling.identity.Mnemonic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Everything that may end in a log line or an exception is printed, and searched for every secret and address that is in it. */
class SecretsStaySecretTest {

    private static final UUID NAME = UUID.fromString("79e9fc7c-3812-433d-9adb-831429d09340");
    private static final Descriptor DESCRIPTOR = new Descriptor(
            Peers.filled(32, 0xc0),
            new IceCredentials("cAnA", "cAnArYcAnArYcAnArYcAnArY"),
            List.of(
                    new Candidate(Kind.HOST, Address.ipv4("198.51.100.77"), 50_001),
                    new Candidate(Kind.HOST, Address.ipv6("2001:db8:77::77"), 50_002),
                    new Candidate(Kind.HOST, new Address.Mdns(NAME), 50_003)));

    private final Mnemonic words =
            Mnemonic.parse("legal winner thank year wave sausage worth useful legal winner thank yellow");
    private final Identity alice = Identity.fromMnemonic(words, Chain.REGTEST);
    private final Identity bob = Peers.carol();
    private final Sealed.Invitation invitation = Introduction.sealInvitation(
            alice, bob.publicKey(), NOON, NOON.plusSeconds(60), DESCRIPTOR, Peers.outpoints(1), Peers.counting());
    private final Opened.Invitation opened = (Opened.Invitation)
            new Opener(bob).open(invitation.payload(), Peers.outpoints(1), NOON, id -> Optional.empty());
    private final Sealed.Acceptance acceptance = Introduction.sealAcceptance(
            bob, opened, NOON, NOON.plusSeconds(60), DESCRIPTOR, Peers.outpoints(50), Peers.counting());
    private final PendingInvitation pending = new PendingInvitation(opened.id(), bob.publicKey(), invitation.secret());
    private final Opened accepted =
            new Opener(alice).open(acceptance.payload(), Peers.outpoints(50), NOON, id -> Optional.of(pending));

    @Test
    void nothing_that_can_be_printed_prints_a_secret_or_an_address() {
        PrivateKey dayKey = alice.dayKey(DayKey.dayOf(NOON));
        List<Object> printed = List.of(
                words,
                alice,
                alice.key(),
                alice.walletSeed(),
                dayKey,
                invitation,
                invitation.secret(),
                EphemeralSecret.decode(invitation.secret().encode()),
                opened,
                new Opened.Missed(opened),
                acceptance,
                acceptance.pairSecret(),
                pending,
                accepted,
                DESCRIPTOR,
                DESCRIPTOR.credentials(),
                DESCRIPTOR.candidates(),
                Handshake.receive(DESCRIPTOR, NOON),
                Handshake.receive(DESCRIPTOR, NOON).next().on(new Event.UserAccepted()),
                new Event.AnswerGathered(DESCRIPTOR),
                new Event.AcceptanceArrived(DESCRIPTOR, NOON),
                new Action.SendAcceptance(DESCRIPTOR),
                new Opener(alice));
        assertThat(accepted).isInstanceOf(Opened.Acceptance.class);

        List<String> secrets = new ArrayList<>(List.of("winner", "sausage", "cAnA", "198.51", "2001:db8", "79e9fc7c"));
        for (Bytes secret : List.of(
                alice.walletSeed(),
                alice.key().secret(),
                dayKey.secret(),
                invitation.secret().key().secret(),
                acceptance.pairSecret().bytes())) {
            secrets.add(secret.hex().substring(0, 12));
        }
        for (Object each : printed) {
            String text = each.toString();
            for (String secret : secrets) {
                assertThat(text.toLowerCase(Locale.ROOT))
                        .as(each.getClass().getName())
                        .doesNotContain(secret.toLowerCase(Locale.ROOT));
            }
        }
    }
}
