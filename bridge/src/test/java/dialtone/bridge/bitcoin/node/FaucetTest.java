package dialtone.bridge.bitcoin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.core.InventoryItem;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.ScriptBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Coins for bridges, asked for by user agent or by call. */
class FaucetTest {
    private static final String ADDRESS =
            new ECKey().toAddress(ScriptType.P2WPKH, Regtest.NETWORK).toString();
    private static final EmbeddedNodeConfig CONFIG = EmbeddedNodeConfig.inMemory()
            .withBlockDelay(Duration.ofHours(1))
            .withFaucet(EmbeddedNodeConfig.Faucet.DEFAULT);

    @TempDir
    Path dir;

    @Test
    void aPeerThatNamesItsAddressIsPaidOnce() throws IOException {
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG)) {
            Transaction payment = askAndReceive(node);
            byte[] script = ScriptBuilder.createOutputScript(SegwitAddress.fromBech32(ADDRESS, Regtest.NETWORK))
                    .program();
            assertThat(payment.getOutputs().stream()
                            .filter(output -> Arrays.equals(output.getScriptBytes(), script))
                            .map(output -> output.getValue().value))
                    .hasSize(8)
                    .containsOnly(100_000L);
            ask(node);
            assertThat(node.mempoolSize()).isEqualTo(1);
            node.mine(1);
            ask(node);
            assertThat(node.mempoolSize()).isZero();
        }
    }

    @Test
    void aRestartRemembersWhomItHasPaid() throws IOException {
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG.withDataDir(dir))) {
            ask(node);
            node.mine(1);
        }
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG.withDataDir(dir))) {
            ask(node);
            assertThat(node.mempoolSize()).isZero();
        }
    }

    @Test
    void aNodeWithoutFaucetPaysNobody() throws IOException {
        try (EmbeddedNode node = EmbeddedNode.start(EmbeddedNodeConfig.inMemory())) {
            ask(node);
            assertThat(node.mempoolSize()).isZero();
        }
    }

    @Test
    void moreFriendsThanCoinsArePaidAllTheSame() throws IOException {
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG)) {
            for (int i = 0; i < 60; i++) {
                assertThat(node.fund(
                                new ECKey()
                                        .toAddress(ScriptType.P2WPKH, Regtest.NETWORK)
                                        .toString(),
                                8,
                                100_000))
                        .hasSize(64);
            }
        }
    }

    @Test
    void whatCannotBePaidIsSaidInNumbers() throws IOException {
        try (EmbeddedNode node = EmbeddedNode.start(CONFIG)) {
            assertThatThrownBy(() -> node.fund(ADDRESS, 100, 1_000_000_000_000L))
                    .hasMessageContaining("the treasury needs");
            assertThatThrownBy(() -> node.fund("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", 1, 1_000))
                    .hasMessageContaining("bcrt1");
            assertThatThrownBy(() -> node.fund(ADDRESS, 0, 1_000)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> node.fund(ADDRESS, 1, 293)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theAddressIsFoundBesideOtherNames() {
        assertThat(FaucetRequest.in("/bitcoinj:0.17.1/dialtone:0.1.0(fund=" + ADDRESS + ")/")
                        .map(Object::toString))
                .contains(ADDRESS);
        assertThat(FaucetRequest.in("/dialtone:0.1.0(fund=" + ADDRESS + ")/").map(Object::toString))
                .contains(ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/dialtone:0.1.0/",
                "/dialtone:0.1.0(fund=)/",
                "/dialtone:0.1.0(fund=ADDRESS",
                "dialtone:0.1.0(fund=ADDRESS)/",
                "/dialtone:(fund=ADDRESS)/",
                "/dialtone:0.1.0(fund=ADDRESS )/",
                "/dialtone:0.1.0(fund=xADDRESS)/",
                "/dialtone:0.1.0(fund=bcrt1q00000000000000000000000000000000000000)/",
                "/dialtone:0.1.0(fund=bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6)/"
            })
    void anythingElseAsksForNothing(String userAgent) {
        assertThat(FaucetRequest.in(userAgent.replace("ADDRESS", ADDRESS))).isEmpty();
        assertThat(FaucetRequest.in("/dialtone:0.1.0(fund=" + ADDRESS.toUpperCase(java.util.Locale.ROOT) + ")/"))
                .isEmpty();
        assertThat(FaucetRequest.in(" ".repeat(300) + "/dialtone:0.1.0(fund=" + ADDRESS + ")/"))
                .isEmpty();
    }

    private static void ask(EmbeddedNode node) throws IOException {
        try (WirePeer alice = new WirePeer(node.address())) {
            alice.shakeHands("/dialtone:0.1.0(fund=" + ADDRESS + ")/");
            alice.ping();
        }
    }

    private static Transaction askAndReceive(EmbeddedNode node) throws IOException {
        try (WirePeer alice = new WirePeer(node.address())) {
            alice.shakeHands("/dialtone:0.1.0(fund=" + ADDRESS + ")/");
            alice.ask(
                    InventoryItem.Type.WITNESS_TRANSACTION,
                    alice.awaitInventory().get(0).hash);
            return alice.awaitTransaction();
        }
    }
}
