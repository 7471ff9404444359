package dialtone.bridge.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dialtone.bridge.vault.VaultException.Reason;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

/** The passphrase's vault (threat S3). */
class VaultTest {

    private static final Bytes SECRET = Bytes.fromHex("5e".repeat(64));
    private static final int HEADER = 1 + 4 + 1 + 1 + 16;

    private final Vault vault = CheapVault.create();

    private static Passphrase typed(String text) {
        return Passphrase.of(text.toCharArray());
    }

    private static Reason refusal(Vault vault, String passphrase, Bytes sealed) {
        return catchThrowableOfType(VaultException.class, () -> vault.open(typed(passphrase), sealed))
                .reason();
    }

    @Test
    void whatIsSealedOpensWithTheSamePassphraseAlone() {
        Bytes sealed = vault.seal(typed("correct horse battery"), SECRET);
        assertThat(sealed.size()).isEqualTo(HEADER + SECRET.size() + 16);
        assertThat(vault.open(typed("correct horse battery"), sealed)).isEqualTo(SECRET);
        for (String other : new String[] {"", "correct horse batterY", "correct horse battery "}) {
            assertThat(refusal(vault, other, sealed)).as(other).isEqualTo(Reason.WRONG);
        }
    }

    @Test
    void everyKeyboardsWayToWriteItIsTheSame() {
        Bytes sealed = vault.seal(typed("caf\u00e9 \ufb01ne \u212b"), SECRET);
        assertThat(vault.open(typed("cafe\u0301 fine \u00c5"), sealed)).isEqualTo(SECRET);
    }

    @Test
    void theSameSecretUnderTheSamePassphraseNeverLooksTheSame() {
        Bytes one = vault.seal(typed("correct horse battery"), SECRET);
        Bytes other = vault.seal(typed("correct horse battery"), SECRET);
        assertThat(one.slice(HEADER, one.size())).isNotEqualTo(other.slice(HEADER, other.size()));
    }

    @Test
    void oneChangedBitAnywhereIsRefused() {
        Bytes sealed = vault.seal(typed("correct horse battery"), SECRET);
        int refused = 0;
        for (int at = 0; at < sealed.size(); at++) {
            for (int bit : new int[] {0x01, 0x80}) {
                byte[] changed = sealed.toArray();
                changed[at] ^= (byte) bit;
                assertThat(refusal(vault, "correct horse battery", Bytes.of(changed)))
                        .as("byte " + at)
                        .isEqualTo(at == 0 ? Reason.NEWER : Reason.WRONG);
                refused++;
            }
        }
        for (int size = 0; size < sealed.size(); size++) {
            assertThat(refusal(vault, "correct horse battery", sealed.slice(0, size)))
                    .isEqualTo(Reason.WRONG);
            refused++;
        }
        System.out.printf("S3 vault: %d of %d changed or cut vaults refused%n", refused, 3 * sealed.size());
    }

    @Test
    void aHeaderThatAsksForTooMuchOrTooLittleIsRefusedBeforeAnythingIsAllocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Vault real = new Vault(new SecureRandom());
        long[][] costs = {
            {0xffff_ffffL, 3, 4}, {1024 * 1024 + 1, 3, 4}, {256 * 1024 - 1, 3, 4}, {0, 3, 4},
            {256 * 1024, 2, 4}, {256 * 1024, 0, 4}, {256 * 1024, 11, 4}, {256 * 1024, 255, 4},
            {256 * 1024, 3, 3}, {256 * 1024, 3, 0}, {256 * 1024, 3, 17}, {256 * 1024, 3, 255},
        };
        for (long[] cost : costs) {
            Bytes header = new ByteWriter()
                    .u8(1)
                    .u32(cost[0])
                    .u8((int) cost[1])
                    .u8((int) cost[2])
                    .toBytes();
            Bytes sealed = header.concat(Bytes.of(new byte[16 + 80]));
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(refusal(real, "correct horse battery", sealed)).isEqualTo(Reason.WRONG);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated for " + cost[0] + " KiB")
                    .isLessThan(4_000_000);
        }
    }

    /** What the file says is what anybody else's Argon2id and AES-GCM make of it, at the real cost. */
    @Test
    void theRealVaultCostsAQuarterOfAGigabyteAndItsKeyIsPlainArgon2id() {
        Vault real = new Vault(new SecureRandom());
        long start = System.nanoTime();
        Bytes sealed = real.seal(typed("correct horse battery"), SECRET);
        long opening = System.nanoTime();
        long busy = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(real.open(typed("correct horse battery"), sealed)).isEqualTo(SECRET);
        long end = System.nanoTime();
        System.out.printf(
                "S3 vault: sealed in %d ms (the first, cold), opened in %d ms, of which the processor worked %d%n",
                (opening - start) / 1_000_000,
                (end - opening) / 1_000_000,
                (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - busy) / 1_000_000);
        assertThat(sealed.slice(0, 7).hex()).isEqualTo("01" + "00040000" + "03" + "04");
    }

    /** RFC 9106, section 5.3, has a secret and associated data, so it goes to the library itself: the generator that we use is Argon2id version 1.3. */
    @Test
    void theLibraryPassesTheVectorOfTheStandard() {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(32)
                .withIterations(3)
                .withParallelism(4)
                .withSalt(Bytes.fromHex("02".repeat(16)).toArray())
                .withSecret(Bytes.fromHex("03".repeat(8)).toArray())
                .withAdditional(Bytes.fromHex("04".repeat(12)).toArray())
                .build());
        byte[] tag = new byte[32];
        argon2.generateBytes(Bytes.fromHex("01".repeat(32)).toArray(), tag);
        assertThat(Bytes.of(tag).hex()).isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    @Test
    void aPassphraseThatIsEasyToGuessIsRefusedInWords() {
        String[][] weak = {
            {"", "at least 12 characters, got 0"},
            {"hunter2", "at least 12 characters, got 7"},
            {"\ud83d\ude00".repeat(6), "at least 12 characters, got 6"},
            {"aaaaaaaaaaaaaaaa", "at least 5 different characters, got 1"},
            {"abcdabcdabcdabcd", "at least 5 different characters, got 4"},
        };
        for (String[] each : weak) {
            assertThatThrownBy(() -> typed(each[0]).requireStrong())
                    .isInstanceOf(VaultException.class)
                    .hasMessageContaining(each[1]);
        }
        assertThatThrownBy(() -> typed("x".repeat(1_001))).hasMessageContaining("at most 1000");
        assertThat(typed("twelve chars").requireStrong().text()).isEqualTo("twelve chars");
    }

    @Test
    void aGeneratedOneIsEightWordsAndNeverTheSame() {
        Passphrase one = Passphrase.generate(new SecureRandom()).requireStrong();
        assertThat(one.text()).matches("([a-z]{3,8} ){7}[a-z]{3,8}");
        assertThat(one.isSameAs(Passphrase.generate(new SecureRandom()))).isFalse();
        assertThat(one.isSameAs(typed(one.text()))).isTrue();
    }

    @Test
    void whatWasTypedIsWipedAndNeverPrinted() {
        char[] typed = "correct horse battery".toCharArray();
        Passphrase passphrase = Passphrase.of(typed);
        assertThat(typed).containsOnly('\0');
        assertThat(passphrase).hasToString("Passphrase[redacted]");
        assertThat(passphrase.text()).isEqualTo("correct horse battery");
        passphrase.close();
        assertThat(passphrase.utf8()).containsOnly(0);
    }
}
