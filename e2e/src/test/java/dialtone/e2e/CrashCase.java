package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A bridge that is killed starts again as if nothing had been. */
abstract class CrashCase {

    private final Stage stage;

    CrashCase(Stage stage) {
        this.stage = stage;
    }

    @Test
    void identityFriendsCoinsAndChatSurviveSigkill() {
        Path data = stage.dataDir("Alice");
        App alicesBridge = stage.run("Alice", data, 0, "");
        App bobsBridge = stage.run("Bob", alicesBridge.node());
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, alicesBridge.link(), bob, bobsBridge.link());
        AbsenceTest.befriend(alice, bob);
        AbsenceTest.connect(alice, bob);
        alice.say("before the crash");
        alice.seesDelivered("before the crash");
        String card = alice.myCard();
        String balance = alice.settledBalance();

        alicesBridge.kill();
        alice.isTold("The bridge is not running");
        bob.isTold("The Bitcoin node is gone", Duration.ofSeconds(5));
        App again = stage.run("Alice", data, App.portOf(alicesBridge.link()), "");
        again.awaitReady();
        alice.isTold("Open the link that Dialtone printed at its last start");
        alice.open(again.link());

        assertThat(App.portOf(again.link())).isEqualTo(App.portOf(alicesBridge.link()));
        assertThat(alice.myCard()).isEqualTo(card);
        alice.choose("Bob");
        alice.reads("before the crash");
        assertThat(alice.settledBalance()).isEqualTo(balance);
        alice.hasTransactions(1);
        bob.isNotTold("The Bitcoin node is gone");
    }

    @Test
    void anInvitationInFlightWhenItIsKilledIsSentExactlyOnce() {
        // The node is in Bob's process: while that is held, nobody says that they have what Alice broadcasts.
        App bobsBridge = stage.run("Bob");
        Path data = stage.dataDir("Alice");
        App alicesBridge = stage.run("Alice", data, 0, bobsBridge.node());
        Person alice = stage.person("Alice");
        Person bob = stage.person("Bob");
        Person.openBoth(alice, alicesBridge.link(), bob, bobsBridge.link());
        AbsenceTest.befriend(alice, bob);
        assertThat(alice.button("Call")).isEnabled();

        bobsBridge.pause();
        alice.call("Bob");
        alice.seesStep("Transaction signed");
        assertThat(alice.timeline().getByText("Seen by a node")).isHidden();
        alicesBridge.kill();
        bobsBridge.resume(); // and takes what was on the wire already, or nothing: Bob rings now, or later
        App again = stage.run("Alice", data, App.portOf(alicesBridge.link()), bobsBridge.node());

        bob.isRungBy("Alice");
        alice.open(again.link());
        alice.hasTransactions(1);
        bob.decline();
        bob.findsInChat("You declined a call");
        bob.isNotRinging();
        assertThat(bob.chat().getByText("You declined a call")).hasCount(1);
        again.close();
        App third = stage.run("Alice", data, App.portOf(alicesBridge.link()), bobsBridge.node());
        alice.open(third.link());
        alice.hasTransactions(1);
        assertThat(bob.button("Accept")).isHidden();
        assertThat(bob.chat().getByText("You declined a call")).hasCount(1);
    }
}
