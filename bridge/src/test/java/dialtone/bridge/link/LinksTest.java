package dialtone.bridge.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.link.LinkPerson.Heard;
import dialtone.signaling.descriptor.Descriptor;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two holders, over a network in memory. */
class LinksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryNetwork network = new MemoryNetwork();
    private LinkPerson alice = LinkPerson.of("alice", network.host());
    private LinkPerson bob = LinkPerson.of("bob", network.host());

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
    }

    @Test
    void a_call_brings_a_link_that_both_name() {
        connect();

        assertThat(alice.link(bob).theirCall()).isEqualTo("b0b");
        assertThat(bob.link(alice).theirCall()).isEqualTo("a11ce");
        assertThat(alice.link(bob).theyAreApart()).isTrue();
        assertThat(alice.heard(Heard.Kind.MARK)).contains("connected", "open");
    }

    @Test
    void who_gave_up_names_no_call_and_says_so() {
        alice.want = LinksEvents.Want.WITHDRAWN;
        connect();

        assertThat(bob.link(alice).theirCall()).isEmpty();
        await().atMost(PATIENCE).until(() -> bob.heard(Heard.Kind.CALL).contains("withdrawn a11ce"));
    }

    @Test
    void an_answer_that_nobody_clicked_says_so() {
        bob.want = LinksEvents.Want.UNATTENDED;
        connect();

        await().atMost(PATIENCE).until(() -> alice.heard(Heard.Kind.CALL).contains("unattended b0b"));
    }

    @Test
    void what_is_said_before_the_first_pong_is_heard_when_the_link_is_open() {
        bob.want = LinksEvents.Want.UNATTENDED;
        connect();

        await().atMost(PATIENCE).until(() -> alice.heard().contains(Heard.Kind.CALL));
        assertThat(alice.heard()).containsSubsequence(Heard.Kind.OPENED, Heard.Kind.CALL);
    }

    @Test
    void chat_comes_once_and_is_acknowledged() {
        connect();
        alice.run(() -> alice.links.chat(bob.key, "00112233445566778899aabbccddeeff", "Hello Bob", 1_000));

        await().atMost(PATIENCE).until(() -> alice.heard(Heard.Kind.DELIVERED).size() == 1);
        assertThat(bob.heard(Heard.Kind.CHAT)).containsExactly("Hello Bob");
    }

    @Test
    void a_killed_native_peer_costs_a_moment_and_no_call() {
        connectWithStandbys();
        alice.host.die();
        await().atMost(PATIENCE).until(() -> alice.find(bob).isEmpty());
        alice.host.comeBack();

        await().atMost(Duration.ofSeconds(5)).until(() -> connected(alice, bob) && connected(bob, alice));
        assertThat(alice.heard(Heard.Kind.DESCRIBED)).hasSize(1); // the first call's alone
    }

    @Test
    void both_restarted_and_found_each_other_at_the_last_address() {
        connectWithStandbys();
        alice = alice.restarted();
        bob = bob.restarted();

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
        assertThat(alice.heard(Heard.Kind.DESCRIBED)).isEmpty();
        // One link and one standby for each, whoever dialed whom.
        await().atMost(PATIENCE).until(() -> alice.host.connections() == 2 && bob.host.connections() == 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_dial_at_once_and_keep_the_same_link(boolean theirsOpenFirst) {
        connectWithStandbys();
        network.holdPongs(theirsOpenFirst);
        alice.close();
        bob.close();
        await().atMost(PATIENCE) // their ports are free: each waits for the other from the start
                .until(() -> alice.host.connections() + bob.host.connections() == 0);
        alice = alice.restarted();
        bob = bob.restarted();

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
        assertThat(alice.link(bob).ours()).isEqualTo(!theirsOpenFirst);
        assertThat(bob.link(alice).ours()).isEqualTo(!theirsOpenFirst);
        network.letGo();
        await().atMost(PATIENCE)
                .until(() -> alice.link(bob).ours() != bob.link(alice).ours());

        connectedWithStandbys();
        bob = bob.restarted();
        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
    }

    @Test
    void another_network_brings_another_link_while_the_old_one_still_works() {
        connectWithStandbys();
        Link before = alice.link(bob);
        String ticket = bob.memory.ticket(alice.key);
        alice.host.address = "198.51.100.2";
        alice.run(alice.links::networkChanged);
        assertThat(alice.heard()).contains(Heard.Kind.NETWORK);

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && alice.link(bob) != before);
        assertThat(alice.heard(Heard.Kind.OVER)).isEmpty(); // there was a link all the time
        await().atMost(PATIENCE).until(() -> !bob.memory.ticket(alice.key).equals(ticket));
    }

    @Test
    void a_friend_who_missed_the_last_ticket_still_comes_back_by_the_one_before() {
        connectWithStandbys();
        String before = bob.memory.ticket(alice.key);
        alice.host.address = "198.51.100.2";
        alice.run(alice.links::networkChanged); // she dials, so that nobody came through her standby
        await().atMost(PATIENCE).until(() -> !bob.memory.ticket(alice.key).equals(before));
        await().atMost(PATIENCE).until(() -> alice.link(bob).ours());

        alice.run(() -> alice.memory.keepTicket(bob.key, ""));
        bob.close();
        bob.memory.keepTicket(alice.key, before);
        bob = bob.restarted();

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
    }

    @Test
    void a_standby_that_was_dialed_in_vain_waits_again() {
        connectWithStandbys();
        alice.run(() -> alice.memory.keepTicket(bob.key, "")); // so that only Bob can dial
        bob.close();
        await().atMost(PATIENCE).until(() -> alice.find(bob).isEmpty());
        int made = network.made();
        bob.dialInVain(alice.key);
        await().atMost(PATIENCE).until(() -> network.made() == made + 2); // the vain one, and another standby
        bob = bob.restarted();

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
    }

    @Test
    void what_has_waited_for_minutes_can_still_be_dialed() {
        connectWithStandbys();
        alice.run(() -> alice.memory.keepTicket(bob.key, "")); // so that only Bob can dial
        alice.ahead = Duration.ofMinutes(5);
        bob = bob.restarted(); // and with him his end of the link

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
        assertThat(alice.link(bob).ours()).isFalse();
    }

    @Test
    void a_worn_native_peer_is_renewed_when_no_call_is_on() {
        connectWithStandbys();
        alice.idle = false;
        alice.host.worn = true;
        Link before = alice.link(bob);
        bob.run(() -> bob.links.chat(alice.key, "00112233445566778899aabbccddeeff", "still there?", 1_000));
        await().atMost(PATIENCE).until(() -> alice.heard(Heard.Kind.CHAT).contains("still there?"));
        assertThat(alice.host.renewals.get()).isZero();
        alice.idle = true;

        await().atMost(PATIENCE).until(() -> alice.host.renewals.get() == 1);
        alice.run(alice.links::ready);
        await().atMost(PATIENCE).until(() -> connected(alice, bob) && alice.link(bob) != before);
        assertThat(alice.host.renewals.get()).isEqualTo(1);
    }

    @Test
    void a_friend_who_says_goodbye_is_gone_at_once_and_comes_back_by_dialing() {
        connectWithStandbys();
        bob.close();
        await().atMost(PATIENCE).until(() -> alice.find(bob).isEmpty());
        bob = bob.restarted();

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
    }

    @Test
    void one_message_is_enough_where_the_answer_can_be_made_before_it_came() {
        var ours = new dialtone.signaling.descriptor.IceCredentials("inviter1", "inviterinviterinviter123");
        var theirs = new dialtone.signaling.descriptor.IceCredentials("invitee1", "inviteeinviteeinvitee123");
        var answer = new Descriptor(bob.certificateFor(alice), theirs, java.util.List.of());
        alice.run(() -> alice.links.offer("a11ce", bob.key, Optional.of(ours)));
        var offer = described(alice);
        alice.run(() -> alice.links.expectDial("a11ce", answer));
        bob.run(() -> bob.links.answer("b0b", alice.key, offer, Optional.of(theirs)));

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
    }

    @Test
    void an_acceptance_that_comes_after_the_invitee_gave_up_waiting_still_connects() {
        bob.haste = 100;
        alice.run(() -> alice.links.offer("a11ce", bob.key, Optional.empty()));
        bob.run(() -> bob.links.answer("b0b", alice.key, described(alice), Optional.empty()));
        var acceptance = described(bob);
        int made = network.made();
        bob.host.giveUpWaiting();
        await().atMost(PATIENCE).until(() -> network.made() > made);
        bob.host.giveUpWaiting(); // and once more
        await().atMost(PATIENCE).until(() -> network.made() > made + 1);
        alice.run(() -> alice.links.applyAnswer("a11ce", acceptance));

        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
        assertThat(bob.heard(Heard.Kind.DESCRIBED)).containsExactly("b0b"); // the friend was told once
    }

    @Test
    void with_relay_only_an_offer_of_other_addresses_is_not_described() {
        alice.relayOnly = true;
        alice.run(() -> alice.links.offer("a11ce", bob.key, Optional.empty()));

        await().atMost(PATIENCE).until(() -> !alice.heard(Heard.Kind.FAILED).isEmpty());
        assertThat(alice.heard(Heard.Kind.FAILED).get(0)).contains("relay-only is on");
        assertThat(alice.described).isEmpty();
    }

    @Test
    void a_friend_who_was_removed_is_told_and_cannot_dial_any_more() {
        connectWithStandbys();
        alice.run(() -> alice.links.drop(bob.key));

        await().atMost(PATIENCE)
                .until(() -> bob.find(alice).isEmpty() && alice.find(bob).isEmpty());
        assertThat(alice.memory.standby(bob.key)).isEmpty();
        await().atMost(PATIENCE).until(() -> alice.host.connections() == 0);
    }

    @Test
    void a_flood_ends_the_link() {
        connect();
        alice.stopped = Optional.of(System.nanoTime()); // however long it takes here, it is one second there
        bob.run(() -> {
            for (int i = 0; i < 1_500; i++) {
                bob.links.find(alice.key).ifPresent(link -> link.say(LinkMessage.ofCall("cancel", "f100d")));
            }
        });

        await().atMost(PATIENCE).until(() -> alice.heard(Heard.Kind.OVER).contains("FLOOD"));
        assertThat(alice.find(bob)).isEmpty();
    }

    private void connect() {
        alice.run(() -> alice.links.offer("a11ce", bob.key, Optional.empty()));
        var offer = described(alice);
        bob.run(() -> bob.links.answer("b0b", alice.key, offer, Optional.empty()));
        var answer = described(bob);
        alice.run(() -> alice.links.applyAnswer("a11ce", answer));
        await().atMost(PATIENCE).until(() -> connected(alice, bob) && connected(bob, alice));
    }

    /** And both have told each other how to come back. */
    private void connectWithStandbys() {
        connect();
        connectedWithStandbys();
    }

    private void connectedWithStandbys() {
        await().atMost(PATIENCE)
                .until(() -> !alice.memory.ticket(bob.key).isEmpty()
                        && !bob.memory.ticket(alice.key).isEmpty());
    }

    private static Descriptor described(LinkPerson person) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(person.described)
                        .as("description; failed: %s", person.heard(Heard.Kind.FAILED))
                        .isPresent());
        return person.described.orElseThrow();
    }

    private static boolean connected(LinkPerson one, LinkPerson other) {
        return one.find(other)
                .filter(link -> link.state() == Link.State.CONNECTED)
                .isPresent();
    }
}
