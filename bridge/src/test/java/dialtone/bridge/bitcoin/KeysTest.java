package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.bitcoinj.script.ScriptBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

    /** BIP-84, "Test vectors": the seed of "abandon ... about". */
    private static final byte[] SEED = Bytes.fromHex("5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1"
                    + "9a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4")
            .toArray();

    @TempDir
    Path directory;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("keys.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void addressesAreThoseOfTheBip84Vectors() {
        Keys keys = new Keys(database, Chain.MAINNET, SEED);
        assertThat(keys.address(new Keys.Path(Keys.RECEIVE, 0)))
                .isEqualTo("bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu");
        assertThat(keys.address(new Keys.Path(Keys.RECEIVE, 1)))
                .isEqualTo("bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g");
        assertThat(keys.address(new Keys.Path(Keys.CHANGE, 0))).isEqualTo("bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el");
    }

    @Test
    void testNetworksHaveTheirOwnKeysAndPrefix() {
        assertThat(new Keys(database, Chain.REGTEST, SEED).receiveAddress())
                .startsWith("bcrt1q")
                .isNotEqualTo(new Keys(database, Chain.MAINNET, SEED).receiveAddress());
    }

    @Test
    void everyKeyUpToTheGapLimitIsWatchedAndNoOther() {
        Keys keys = new Keys(database, Chain.REGTEST, SEED);
        keys.paid(new Keys.Path(Keys.RECEIVE, 7), true);
        for (int index = 0; index < 8 + Keys.GAP_LIMIT; index++) {
            Keys.Path path = new Keys.Path(Keys.RECEIVE, index);
            assertThat(keys.find(keys.script(path).program())).hasValue(path);
        }
        Keys.Path beyond = new Keys.Path(Keys.RECEIVE, 8 + Keys.GAP_LIMIT);
        assertThat(keys.find(keys.script(beyond).program())).isEmpty();
        byte[] legacy = ScriptBuilder.createP2PKHOutputScript(keys.key(new Keys.Path(Keys.RECEIVE, 0)))
                .program();
        assertThat(keys.find(legacy)).isEmpty();
    }

    @Test
    void freshAddressesDifferButStayWithinTheGapLimit() {
        Keys keys = new Keys(database, Chain.REGTEST, SEED);
        Set<String> fresh = new HashSet<>();
        for (int i = 0; i < 3 * Keys.GAP_LIMIT; i++) {
            fresh.add(keys.freshAddress());
        }
        assertThat(fresh).hasSize(Keys.GAP_LIMIT);
    }

    @Test
    void changeNeverRunsFurtherAheadOfTheBlocksThanARestoreLooks() {
        Keys keys = new Keys(database, Chain.REGTEST, SEED);
        int highest = -1;
        for (int i = 0; i < 100; i++) {
            highest = Math.max(highest, keys.nextChange().index());
        }
        assertThat(highest).isEqualTo(Keys.GAP_LIMIT - 1);
        keys.paid(new Keys.Path(Keys.CHANGE, 5), true);
        assertThat(keys.nextChange().index()).isEqualTo(Keys.GAP_LIMIT);
    }

    @Test
    void theNextAddressSurvivesARestart() {
        Keys keys = new Keys(database, Chain.REGTEST, SEED);
        keys.paid(new Keys.Path(Keys.RECEIVE, 3), false);
        assertThat(new Keys(database, Chain.REGTEST, SEED).receiveAddress())
                .isEqualTo(keys.address(new Keys.Path(Keys.RECEIVE, 4)));
    }
}
