package dialtone.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.bitcoin.foreign.BcoinNode;
import dialtone.bridge.bitcoin.foreign.ForeignNode.Policy;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two bridges through a Bitcoin node that others wrote, under each of the two relay policies. */
class BcoinTest {

    private static final int UNTIL_SEGWIT = 432;
    private static final int UNTIL_SPENDABLE = 100;

    @RegisterExtension
    static final Stage stage = new Stage();

    private BcoinNode node;
    private Person alice;
    private Person bob;

    private void startWith(Policy policy) {
        node = BcoinNode.start(policy, List.of());
        node.mine(UNTIL_SEGWIT);
        App alicesBridge = stage.run("Alice", node.address());
        App bobsBridge = stage.run("Bob", node.address());
        alice = stage.person("Alice");
        bob = stage.person("Bob");
        Person.openBoth(alice, alicesBridge.link(), bob, bobsBridge.link());
        AbsenceTest.befriend(alice, bob);
        node.mine(1, alice.receiveAddress());
        node.mine(1, bob.receiveAddress());
        node.mine(UNTIL_SPENDABLE);
        assertThat(alice.button("Call")).isEnabled();
        assertThat(bob.button("Call")).isEnabled();
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void aNodeWithTheOpenPolicyCarriesInvitationAndAcceptance() {
        startWith(Policy.OPEN);

        alice.call("Bob");
        bob.isRungBy("Alice");
        bob.accept();

        Person.seeEachOther(alice, bob, 5);
        alice.hasTransactions(1);
        bob.hasTransactions(1);
        assertThat(node.transactionsInMempool()).isEqualTo(2);
    }

    @Test
    void aNodeWithTheLegacyPolicyRefusesAnIntroductionAndTheUserIsToldWhyAndWhatToDo() {
        startWith(Policy.LEGACY);

        alice.call("Bob");

        alice.seesNote("The Bitcoin nodes refused the transaction.*use a node that relays more");
        assertThat(node.transactionsInMempool()).isZero();
        bob.isNotRinging();
    }
}
