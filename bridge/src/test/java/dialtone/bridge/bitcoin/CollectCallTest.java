package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.identity.DayKey;
import dialtone.signaling.identity.Identity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptOpCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An invitation that pays for its answer: who has no coins can answer. */
class CollectCallTest {

    @TempDir
    Path directory;

    private static Bytes dayKeyHash(String name) {
        Identity identity = Identity.fromSeed(Bytes.of(Person.seed(name)), Chain.REGTEST);
        return DayKey.of(identity.publicKey(), Chain.REGTEST, DayKey.dayOf(Instant.now()))
                .hash160();
    }

    private static Intent invitation(String id) {
        return new Intent(id, "invitation", Instant.now().plusSeconds(600)).payingAnswerTo(dayKeyHash("bob"));
    }

    private static Intent answer(String id, String invitationTxid) {
        return new Intent(id, "answer", Instant.now().plusSeconds(600)).paidBy(invitationTxid);
    }

    @Test
    void anEmptyWalletAnswersWithWhatTheInvitationPaid() throws Exception {
        EmbeddedNodeConfig config = EmbeddedNodeConfig.inMemory().withBlockDelay(Duration.ofHours(1));
        try (EmbeddedNode node = EmbeddedNode.start(config);
                Person alice = Person.start("alice", directory, BitcoinConfig.regtest(node.address()));
                Person bob = Person.start("bob", directory, BitcoinConfig.regtest(node.address()))) {
            await().until(() ->
                    alice.client.node().peers() == 1 && bob.client.node().peers() == 1);
            node.fund(alice.client.funds().address(), 1, 100_000);
            node.mine(1);
            await().until(() -> alice.client.funds().balanceSat() == 100_000);

            long paymentSat = alice.client.answerPaymentSat();
            SentFrame invitation = alice.client.send(invitation("c1"), outpoints -> Person.frame("bob", "c1"));
            assertThat(alice.client.funds().balanceSat()).isEqualTo(100_000 - paymentSat - invitation.feeSat());
            await().until(() -> !bob.payloads.isEmpty());
            await().until(() -> bob.client.paysAnswer(invitation.txid()));

            await().until(() -> alice.progressOf("c1").contains(new Progress.Seen(1)));
            assertThatThrownBy(() -> alice.client.quoteReplacement(invitation.txid(), Replacement.Kind.BUMP))
                    .isInstanceOf(CannotReplaceException.class)
                    .hasMessageContaining("may be spent already");
            SentFrame answer = bob.client.send(answer("a1", invitation.txid()), outpoints -> Bytes.of(new byte[256]));
            assertThat(answer.feeSat()).isLessThanOrEqualTo(paymentSat);
            assertThat(answer.feeSat()).isGreaterThanOrEqualTo(answer.vsize());
            await().until(() -> bob.progressOf("a1").contains(new Progress.Seen(1)));
            int height = node.mine(1);
            await().until(() -> bob.client.node().height() == height);
            assertThat(bob.client.spends(1).get(0).state()).isEqualTo(Spend.State.CONFIRMED);
            assertThat(bob.client.funds().balanceSat())
                    .isEqualTo(paymentSat - answer.feeSat() < 546 ? 0 : paymentSat - answer.feeSat());
            System.out.println("collect call: the invitation paid " + paymentSat + " sat for an answer that cost "
                    + answer.feeSat() + " sat");
        }
    }

    @Test
    void tooSmallAPaymentIsNoneAndOneThatIsGoneSpendsNothingOfOurs() throws Exception {
        try (ScriptedNode node = new ScriptedNode();
                Person bob = Person.start("bob", directory, node.config())) {
            node.mine(node.payment(bob.script(), 50_000));
            await().until(() -> bob.client.funds().balanceSat() == 50_000);
            Transaction little = paying(node, 300, "c1");
            node.announce(little);
            await().until(() -> bob.heard().contains("bob c1"));
            assertThat(bob.client.paysAnswer(little.getTxId().toString())).isFalse();
            for (String txid : List.of(little.getTxId().toString(), "00".repeat(32))) {
                assertThatThrownBy(() -> bob.client.send(answer(txid, txid), outpoints -> Bytes.of(new byte[320])))
                        .isInstanceOf(NotEnoughCoinsException.class);
            }
            assertThat(bob.client.spends(10)).isEmpty();
            assertThat(bob.client.funds().balanceSat()).isEqualTo(50_000);
        }
    }

    /** Its tag may be used up when the block comes, so the frame is not for us any more; the money is. */
    @Test
    void aPaymentIsOursAlsoBesideAFrameThatIsNotRecognised() throws Exception {
        try (ScriptedNode node = new ScriptedNode();
                Person bob = Person.start("bob", directory, node.config())) {
            Transaction paying = paying(node, 20_000, "c1");
            paying.replaceOutput(
                    1,
                    new TransactionOutput(
                            paying,
                            Coin.ZERO,
                            new ScriptBuilder()
                                    .op(ScriptOpCodes.OP_RETURN)
                                    .data(new byte[64])
                                    .build()
                                    .program()));
            node.mineAt(Instant.now(), paying);
            await().until(() -> bob.client.funds().balanceSat() == 20_000);
            assertThat(bob.payloads).isEmpty();
        }
    }

    private static Transaction paying(ScriptedNode node, long valueSat, String call) {
        Transaction invitation = node.payment(
                ScriptBuilder.createP2WPKHOutputScript(dayKeyHash("bob").toArray())
                        .program(),
                valueSat);
        invitation.addOutput(new TransactionOutput(
                invitation,
                Coin.ZERO,
                new ScriptBuilder()
                        .op(ScriptOpCodes.OP_RETURN)
                        .data(Person.frame("bob", call).toArray())
                        .build()
                        .program()));
        return invitation;
    }

    /** A frame that claims to pay, out of coins that do not exist: the answer goes to nowhere, and neither it nor its change costs us anything. */
    @Test
    void aPaymentThatNeverWasCostsNothing() throws Exception {
        try (ScriptedNode node = new ScriptedNode();
                Person bob = Person.start("bob", directory, node.config())) {
            node.mine(node.payment(bob.script(), 50_000));
            await().until(() -> bob.client.funds().balanceSat() == 50_000);
            Transaction fake = paying(node, 20_000, "c1");
            node.announce(fake);
            await().until(() -> bob.client.paysAnswer(fake.getTxId().toString()));
            assertThat(bob.client.funds().balanceSat()).isEqualTo(50_000);

            SentFrame answer =
                    bob.client.send(answer("a1", fake.getTxId().toString()), outpoints -> Bytes.of(new byte[240]));
            assertThat(answer.outpoints())
                    .extracting(outpoint -> Networks.hash(outpoint.txid().toArray()))
                    .containsExactly(fake.getTxId());
            assertThat(bob.client.funds().balanceSat())
                    .as("our own coins are untouched, and the change of a payment nobody confirmed is not spendable")
                    .isEqualTo(50_000);
            assertThat(List.of(bob.client.spends(1).get(0).purpose())).containsExactly("answer");
        }
    }
}
