package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.bridge.bitcoin.node.EmbeddedNodeConfig;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All coins to somebody else's address: exactly what the user agreed to, once. */
class WithdrawTest {

    @TempDir
    Path directory;

    private static Intent intent(String id) {
        return new Intent(id, "elsewhere", Instant.now().plus(Duration.ofDays(1)));
    }

    @Test
    void every_coin_goes_there_less_the_fee_and_the_same_intent_spends_once() throws Exception {
        EmbeddedNodeConfig config = EmbeddedNodeConfig.inMemory().withBlockDelay(Duration.ofHours(1));
        try (EmbeddedNode node = EmbeddedNode.start(config);
                Person alice = Person.start("alice", directory, BitcoinConfig.regtest(node.address()));
                Person bob = Person.start("bob", directory, BitcoinConfig.regtest(node.address()))) {
            await().until(() ->
                    alice.client.node().peers() == 1 && bob.client.node().peers() == 1);
            node.fund(alice.client.funds().address(), 5, 100_000);
            node.mine(1);
            await().until(() -> alice.client.funds().balanceSat() == 500_000);
            Destination bobs =
                    Destination.parse(Chain.REGTEST, bob.client.funds().uri());

            Withdrawal quote = alice.client.quoteWithdrawal(bobs);
            assertThat(quote.coins()).isEqualTo(5);
            assertThat(quote.amountSat() + quote.feeSat()).isEqualTo(500_000);
            Withdrawal sent =
                    alice.client.withdraw(intent("w"), bobs, quote.amountSat()).orElseThrow();
            assertThat(alice.client.withdraw(intent("w"), bobs, quote.amountSat()))
                    .as("the same intent again")
                    .contains(sent);

            await().until(() -> alice.progressOf("w").contains(new Progress.Seen(1)));
            node.mine(1);
            await().until(() -> bob.client.funds().balanceSat() == quote.amountSat());
            assertThat(alice.client.funds().balanceSat()).isZero();
            assertThat(alice.client.funds().pendingSat()).isZero();
            assertThat(alice.client.spends(10))
                    .singleElement()
                    .satisfies(spend -> assertThat(spend.feeSat()).isEqualTo(quote.feeSat()));
            assertThatThrownBy(() -> alice.client.quoteWithdrawal(bobs))
                    .isInstanceOf(NotEnoughCoinsException.class)
                    .hasMessageContaining("0 sat can be spent");
        }
    }

    @Test
    void another_amount_than_the_agreed_one_sends_nothing() throws Exception {
        EmbeddedNodeConfig config = EmbeddedNodeConfig.inMemory().withBlockDelay(Duration.ofHours(1));
        try (EmbeddedNode node = EmbeddedNode.start(config);
                Person alice = Person.start("alice", directory, BitcoinConfig.regtest(node.address()))) {
            await().until(() -> alice.client.node().peers() == 1);
            node.fund(alice.client.funds().address(), 2, 100_000);
            node.mine(1);
            await().until(() -> alice.client.funds().balanceSat() == 200_000);
            Destination there = Destination.parse(Chain.REGTEST, alice.client.freshAddress());
            Withdrawal quote = alice.client.quoteWithdrawal(there);

            alice.call("bob", "in between");

            assertThat(alice.client.withdraw(intent("w"), there, quote.amountSat()))
                    .isEqualTo(Optional.empty());
            assertThat(alice.client.spends(10)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bitcoin:",
                "hello",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
                "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08x"
            })
    void what_is_no_address_of_this_network_is_refused_in_words(String text) {
        assertThatThrownBy(() -> Destination.parse(Chain.REGTEST, text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("Bitcoin address")
                .hasMessageContaining("regtest");
    }

    @Test
    void a_uri_is_read_for_its_address() {
        Destination plain = Destination.parse(Chain.MAINNET, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
        assertThat(Destination.parse(
                        Chain.MAINNET, " BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?amount=1&label=x "))
                .isEqualTo(plain);
        assertThat(plain.script().hex()).isEqualTo("0014751e76e8199196d454941c45d1b3a323f1433bd6");
    }
}
