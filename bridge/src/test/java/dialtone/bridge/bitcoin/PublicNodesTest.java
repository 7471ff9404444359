package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dialtone.bridge.store.Database;
import dialtone.signaling.Chain;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.core.NetworkParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What differs on a network that others use too. */
class PublicNodesTest {

    private static final Instant NOVEMBER = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(
            value = Chain.class,
            names = {"MAINNET", "TESTNET", "SIGNET"})
    void without_a_node_of_our_own_the_seeds_of_the_network_are_the_nodes(Chain chain) {
        BitcoinConfig config = BitcoinConfig.open(chain, List.of(), Optional.empty(), NOVEMBER);
        int port = NetworkParameters.of(Networks.of(chain)).getPort();

        assertThat(config.connections()).hasSize(8).allMatch(node -> node.isUnresolved() && node.getPort() == port);
        assertThat(config.trustUnconfirmed()).isFalse();
        assertThat(config.faucetByUserAgent())
                .as("our user agent would tell every node who speaks this protocol")
                .isFalse();
    }

    @Test
    void regtest_has_no_public_nodes() {
        assertThatThrownBy(() -> BitcoinConfig.open(Chain.REGTEST, List.of(), Optional.empty(), NOVEMBER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name at least one Bitcoin node");
    }

    @ParameterizedTest
    @EnumSource(
            value = Chain.class,
            names = {"MAINNET", "TESTNET", "SIGNET"})
    void a_first_start_begins_at_a_checkpoint_that_is_older_than_the_birthday(Chain chain) {
        try (Database database = Database.open(directory.resolve(chain.label()))) {
            Headers headers = new Headers(database, NetworkParameters.of(Networks.of(chain)), NOVEMBER);
            System.out.printf(
                    "%s: first start at height %d of %s%n",
                    chain.label(),
                    headers.getChainHead().getHeight(),
                    headers.getChainHead().getHeader().time());
            assertThat(headers.getChainHead().getHeight()).isGreaterThan(100_000);
            assertThat(headers.getChainHead().getHeader().time()).isBefore(NOVEMBER.minus(Duration.ofDays(7)));
            assertThat(headers.scanned()).isEqualTo(headers.getChainHead());
        }
    }

    @Test
    void behind_a_proxy_every_name_is_looked_up_by_the_proxy_alone() throws Exception {
        try (ScriptedNode node = new ScriptedNode();
                SocksProxy proxy = new SocksProxy(node.address())) {
            // A name that no resolver knows (RFC 6761): a look-up of ours would fail.
            InetSocketAddress named = InetSocketAddress.createUnresolved("node.invalid", 18_444);
            BitcoinConfig direct = node.config();
            BitcoinConfig config = new BitcoinConfig(
                    direct.chain(),
                    List.of(named),
                    Optional.of(proxy.address()),
                    direct.birthday(),
                    false,
                    false,
                    direct.feeFloorSatPerVbyte(),
                    direct.feeCapSatPerVbyte(),
                    direct.lostAfter());
            try (Person alice = Person.start("alice", directory, config)) {
                await().until(() -> alice.client.node().state() == NodeStatus.State.CONNECTED);
                node.mine(node.payment(alice.script(), 100_000));
                await().until(() -> alice.client.funds().balanceSat() == 100_000);
                SentFrame frame = alice.call("bob", "through the proxy");
                await().until(() -> node.received.size() == 1);
                assertThat(node.received.get(0).getTxId()).hasToString(frame.txid());
            }
            assertThat(proxy.asked).isNotEmpty().containsOnly("node.invalid:18444");
        }
    }

    @Test
    void a_node_far_behind_is_dropped_as_soon_as_there_is_another_and_not_before() throws Exception {
        try (ScriptedNode current = new ScriptedNode();
                ScriptedNode behind = new ScriptedNode()) {
            try (Person alice = Person.start("alice", directory, current.config())) {
                for (int i = 0; i < 10; i++) {
                    current.mine();
                }
                await().until(() -> alice.client.node().height() == 10);
            }
            try (Person alice = Person.start("alice", directory, behind.config())) {
                await().until(() -> alice.client.node().peers() == 1);
                assertThat(alice.client.node().height()).isEqualTo(10);
            }
            BitcoinConfig one = current.config();
            BitcoinConfig both = new BitcoinConfig(
                    one.chain(),
                    List.of(behind.address(), current.address()),
                    Optional.empty(),
                    one.birthday(),
                    false,
                    false,
                    one.feeFloorSatPerVbyte(),
                    one.feeCapSatPerVbyte(),
                    one.lostAfter());
            try (Person alice = Person.start("alice", directory, both)) {
                await().until(() ->
                        behind.accepted() >= 3 && alice.client.node().peers() == 1);
                current.mine();
                await().until(() -> alice.client.node().height() == 11);
            }
        }
    }

    @Test
    void what_is_still_to_be_read_is_told_as_the_middle_node_says_and_then_no_more() throws Exception {
        try (ScriptedNode one = new ScriptedNode();
                ScriptedNode liar = new ScriptedNode()) {
            for (int i = 0; i < 40; i++) {
                one.mine();
            }
            liar.claimedHeight = Integer.MAX_VALUE;
            BitcoinConfig direct = one.config();
            BitcoinConfig both = new BitcoinConfig(
                    direct.chain(),
                    List.of(one.address(), liar.address()),
                    Optional.empty(),
                    direct.birthday(),
                    false,
                    false,
                    direct.feeFloorSatPerVbyte(),
                    direct.feeCapSatPerVbyte(),
                    direct.lostAfter());
            one.withholdNewest();
            try (Person alice = Person.start("alice", directory, both)) {
                await().until(() -> alice.client.node().peers() == 2);
                await().until(() -> alice.client.node().behind() > 0);
                assertThat(alice.client.node().tip()).isEqualTo(40);
                one.serveAll();
                await().until(() -> alice.client.node().height() == 40);
                assertThat(alice.client.node().behind()).isZero();
            }
        }
    }

    @Test
    void a_clock_that_is_far_from_the_middle_one_of_the_nodes_is_warned_of() throws Exception {
        try (ScriptedNode right = new ScriptedNode();
                ScriptedNode wrong = new ScriptedNode()) {
            wrong.clockAhead = Duration.ofHours(3);
            try (Person alice = Person.start("alice", directory, wrong.config())) {
                await().until(() -> alice.client.node().peers() == 1);
                assertThat(alice.client.node().clocksAhead())
                        .isBetween(Duration.ofMinutes(178), Duration.ofMinutes(180));
                assertThat(alice.client.node().clockWarning()).contains("minutes behind those of the Bitcoin nodes");
            }
            BitcoinConfig one = right.config();
            BitcoinConfig both = new BitcoinConfig(
                    one.chain(),
                    List.of(wrong.address(), right.address()),
                    Optional.empty(),
                    one.birthday(),
                    false,
                    false,
                    one.feeFloorSatPerVbyte(),
                    one.feeCapSatPerVbyte(),
                    one.lostAfter());
            try (Person alice = Person.start("alice", directory, both)) {
                await().until(() -> alice.client.node().peers() == 2);
                assertThat(alice.client.node().clockWarning())
                        .as("one that is wrong alone changes nothing")
                        .isEmpty();
            }
        }
    }
}
