package dialtone.bridge.webrtc;

import static dialtone.bridge.webrtc.Side.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dialtone.bridge.webrtc.Side.Inbox;
import dialtone.signaling.descriptor.Candidate;
import dialtone.signaling.descriptor.Descriptor;
import dialtone.signaling.descriptor.IceCredentials;
import dialtone.signaling.identity.DtlsCertificate;
import java.io.IOException;
import java.net.DatagramSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Alice and Bob in one child, connected by what would go on chain. */
class NativePeerTest {

    private static final Optional<IceCredentials> NONE = Optional.empty();
    private static final IceCredentials ALICES = new IceCredentials("AliceUfg", "AlicesPasswordOf24Chars+");
    private static final IceCredentials BOBS = new IceCredentials("BobUfrag", "BobsPasswordOf24Chars/++");

    private static RunningPeer running;

    @BeforeAll
    static void start() {
        running = RunningPeer.start();
    }

    @AfterAll
    static void end() {
        if (running != null) {
            running.close();
        }
    }

    /** What the library answers then comes to a connection that is gone. */
    @Test
    void a_connection_that_is_closed_while_it_describes_itself_is_no_trouble() {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(PeerTalk.class);
        said.start();
        log.addAppender(said);
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            Descriptor offer = alice.offer(NONE);
            for (int i = 0; i < 20; i++) {
                try (Side offering = running.side("carol");
                        Side answering = running.side("dora")) {
                    offering.connection.offer(NONE);
                    answering.connection.answer(offer.toOfferSdp(), NONE);
                }
            }
            alice.connection.setAnswer(bob.answer(offer, NONE).toAnswerSdp());
            alice.awaitOpen();
        } finally {
            log.detachAppender(said);
        }
        assertThat(said.list).isEmpty();
    }

    @Test
    void connects_and_carries_text_and_bytes_both_ways() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            Inbox heardByAlice = alice.listen(alice.connection.chat());
            Inbox heardByBob = bob.listen(bob.connection.chat());
            Inbox controlOfBob = bob.listen(bob.connection.control());

            assertThat(alice.connection.chat().send("grüß dich \uD83D\uDCDE")).isTrue();
            assertThat(alice.connection.chat().send("")).isTrue();
            assertThat(bob.connection.chat().send(false, new byte[] {0, -1, 7})).isTrue();
            assertThat(alice.connection.control().send("{}")).isTrue();

            awaited(() -> heardByBob.texts.size() == 2 && heardByAlice.data.size() == 1);
            assertThat(heardByBob.texts).containsExactly("grüß dich \uD83D\uDCDE", "");
            assertThat(heardByAlice.data.get(0)).containsExactly(0, -1, 7);
            awaited(() -> controlOfBob.texts.contains("{}"));
            assertThat(alice.states).contains(Connection.State.CONNECTED);
            assertThat(alice.connection.chat().label()).isEqualTo("chat");
            awaited(() -> alice.connection.chat().waiting() == 0);
        }
    }

    @Test
    void what_comes_before_somebody_listens_is_kept() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            Inbox control = bob.listen(bob.connection.control());
            alice.connection.chat().send("early");
            alice.connection.control().send("later");
            awaited(() -> control.texts.contains("later"));
            Inbox chat = bob.listen(bob.connection.chat());
            awaited(() -> chat.texts.contains("early"));
        }
    }

    @Test
    void uses_derived_credentials_and_the_certificate_it_was_given() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            Descriptor offer = alice.offer(Optional.of(ALICES));
            assertThat(offer.credentials()).isEqualTo(ALICES);
            assertThat(offer.fingerprint())
                    .isEqualTo(RunningPeer.certificate("alice").fingerprint());
            Descriptor answer = bob.answer(offer, Optional.of(BOBS));
            assertThat(answer.credentials()).isEqualTo(BOBS);
            alice.connection.setAnswer(answer.toAnswerSdp());
            alice.awaitOpen();
            bob.awaitOpen();
        }
    }

    /** What Reunion.synthesizedAnswer gives: alice waits with bob's credentials and fingerprint, and never hears of his addresses. */
    @Test
    void is_dialed_with_one_message() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            Descriptor offer = alice.offer(Optional.of(ALICES));
            Descriptor synthesized =
                    new Descriptor(RunningPeer.certificate("bob").fingerprint(), BOBS, List.of());
            alice.connection.setAnswer(synthesized.toAnswerSdp());
            bob.answer(offer, Optional.of(BOBS));
            alice.awaitOpen();
            bob.awaitOpen();
        }
    }

    @Test
    void a_friend_with_another_certificate_does_not_get_in() {
        try (Side alice = running.side("alice");
                Side mallory = running.side("mallory")) {
            Descriptor offer = alice.offer(Optional.of(ALICES));
            Descriptor synthesized =
                    new Descriptor(RunningPeer.certificate("bob").fingerprint(), BOBS, List.of());
            alice.connection.setAnswer(synthesized.toAnswerSdp());
            mallory.answer(offer, Optional.of(BOBS));
            awaited(() -> alice.states.contains(Connection.State.FAILED));
            assertThat(alice.opened).isEmpty();
        }
    }

    /** A candidate that is given later, and again with another foundation, as while an acceptance travels. */
    @Test
    void takes_candidates_one_by_one() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            Descriptor offer = alice.offer(Optional.of(ALICES));
            // At once: they wait for the answer.
            Descriptor answer = bob.answer(offer.withCandidates(List.of()), Optional.of(BOBS));
            alice.connection.setAnswer(answer.withCandidates(List.of()).toAnswerSdp());
            for (int again = 1; again < 3; again++) {
                for (Candidate each : offer.candidates()) {
                    bob.connection.addCandidate("candidate:" + again + each.port() + " 1 udp 2130706431 "
                            + each.address().text() + " " + each.port() + " typ host");
                }
            }
            alice.awaitOpen();
            bob.awaitOpen();
        }
    }

    @Test
    void restarts_ice_over_an_open_link() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            IceCredentials before =
                    Descriptor.fromSdp(alice.descriptions.get(0)).credentials();
            Descriptor offer = alice.offer(NONE);
            assertThat(offer.credentials()).isNotEqualTo(before);
            alice.connection.setAnswer(bob.answer(offer, NONE).toAnswerSdp());
            Inbox chat = bob.listen(bob.connection.chat());
            alice.connection.chat().send("still here");
            awaited(() -> chat.texts.contains("still here"));
        }
    }

    @Test
    void gathers_on_a_fixed_port_and_says_when_it_is_taken() throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        Peers.Setup setup = RunningPeer.setup("alice", port);
        try (Side alice = running.side(setup);
                Side again = running.side(setup)) {
            assertThat(alice.offer(NONE).candidates())
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each.port()).isEqualTo(port));
            // The library finds no address then and says nothing.
            again.connection.offer(NONE);
            assertThat(again.failure()).contains("no network address").contains("UDP port " + port + " is in use");
        }
        try (Side later = running.side(setup)) {
            assertThat(later.offer(NONE).candidates()).isNotEmpty();
        }
    }

    /** The library would end the process over it (RTC_CHECK). */
    @Test
    void refuses_a_certificate_that_is_not_that_of_its_key() {
        long pid = running.peer.pid();
        DtlsCertificate alices = RunningPeer.certificate("alice");
        DtlsCertificate bobs = RunningPeer.certificate("bob");
        DtlsCertificate mixed = new DtlsCertificate(alices.privateKey(), bobs.certificate());
        DtlsCertificate half =
                new DtlsCertificate(alices.privateKey(), alices.certificate().slice(0, 100));
        try (Side first = running.side(new Peers.Setup(mixed, 0, List.of(), false));
                Side second = running.side(new Peers.Setup(half, 0, List.of(), false))) {
            assertThat(first.failure()).contains("not that of its key");
            assertThat(second.failure()).contains("cannot be read");
        }
        assertThat(running.peer.pid()).isEqualTo(pid);
        assertThat(running.died).hasValue(0);
    }

    @Test
    void a_description_that_is_refused_fails_its_connection_alone() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob");
                Side carol = running.side("carol")) {
            alice.connect(bob);
            carol.connection.answer("v=0\r\na=ice-pwd:secret", NONE);
            assertThat(carol.failure()).contains("refused").doesNotContain("secret");
            Inbox chat = bob.listen(bob.connection.chat());
            alice.connection.chat().send("still here");
            awaited(() -> chat.texts.contains("still here"));
        }
    }

    @Test
    void opens_further_channels_and_hears_of_those_of_the_friend() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            Channel file = alice.connection.channel("file");
            // Before it is open: it waits.
            file.send("first");
            awaited(() -> bob.opened.size() == 3);
            Channel theirs = bob.opened.get(2);
            assertThat(theirs.label()).isEqualTo("file");
            Inbox heard = bob.listen(theirs);
            awaited(() -> heard.texts.contains("first"));

            Inbox answered = alice.listen(file);
            theirs.send("second");
            awaited(() -> answered.texts.contains("second"));
            theirs.close();
            awaited(() -> answered.closed);
            assertThat(file.isOpen()).isFalse();
            assertThat(file.send("third")).isFalse();
            assertThat(heard.closed).as("told of what it closed itself").isFalse();
        }
    }

    @Test
    void the_friend_learns_of_the_end() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            Inbox chat = bob.listen(bob.connection.chat());
            alice.connection.close();
            awaited(() -> chat.closed);
            alice.connection.close();
            assertThat(alice.connection.chat().send("too late")).isFalse();
            assertThat(alice.failures).isEmpty();
        }
    }

    /** The library would close the channel of 256 KiB and more without a word; friends take 64. */
    @Test
    void refuses_messages_over_64_kib() {
        try (Side alice = running.side("alice");
                Side bob = running.side("bob")) {
            alice.connect(bob);
            Inbox chat = bob.listen(bob.connection.chat());
            assertThatThrownBy(() -> alice.connection.chat().send(false, new byte[65 * 1024]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65536")
                    .hasMessageContaining("66560");
            alice.connection.chat().send(false, new byte[64 * 1024]);
            awaited(() -> chat.data.size() == 1);
            assertThat(chat.data.get(0)).hasSize(64 * 1024);
        }
    }

    @Test
    void no_server_no_relay() {
        try (Side alice = running.side(new Peers.Setup(RunningPeer.certificate("alice"), 0, List.of(), true))) {
            alice.connection.offer(NONE);
            assertThat(alice.failure()).contains("no network address");
        }
    }
}
