package dialtone.signaling.identity;

import static dialtone.signaling.Peers.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Peers;
import dialtone.signaling.crypto.Hashes;
import dialtone.signaling.crypto.PublicKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityTest {

    private static final LocalDate TODAY = DayKey.dayOf(NOON);

    @Test
    void the_same_words_give_the_same_identity() {
        Identity alice = Peers.alice();

        assertThat(Identity.fromMnemonic(Mnemonic.parse("abandon ".repeat(11) + "about"), Chain.REGTEST)
                        .publicKey())
                .isEqualTo(alice.publicKey());
        assertThat(alice.walletSeed().hex())
                .startsWith("5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1");
    }

    @Test
    void mainnet_and_the_test_networks_have_different_identity_keys() {
        assertThat(Peers.alice(Chain.MAINNET).publicKey())
                .isNotEqualTo(Peers.alice(Chain.REGTEST).publicKey());
    }

    @Test
    void who_knows_the_identity_key_computes_the_public_key_of_any_day() {
        for (Chain chain : Chain.values()) {
            Identity bob = Peers.bob(chain);
            for (int day = -400; day < 400; day += 100) {
                LocalDate date = TODAY.plusDays(day);

                assertThat(DayKey.of(bob.publicKey(), chain, date))
                        .isEqualTo(bob.dayKey(date).publicKey());
            }
        }
    }

    @Test
    void day_keys_differ_by_day_network_and_person() {
        Set<PublicKey> keys = new HashSet<>();
        for (Chain chain : Chain.values()) {
            for (int day = 0; day < 10; day++) {
                keys.add(DayKey.of(Peers.alice().publicKey(), chain, TODAY.plusDays(day)));
                keys.add(DayKey.of(Peers.bob().publicKey(), chain, TODAY.plusDays(day)));
            }
        }
        assertThat(keys).hasSize(4 * 10 * 2);
    }

    @Test
    void yesterday_today_and_tomorrow_are_accepted_in_utc() {
        assertThat(DayKey.acceptedAt(Instant.parse("2026-12-31T23:59:59.999Z")))
                .containsExactly(LocalDate.of(2026, 12, 30), LocalDate.of(2026, 12, 31), LocalDate.of(2027, 1, 1));
        assertThat(DayKey.acceptedAt(Instant.parse("2027-01-01T00:00:00Z")))
                .containsExactly(LocalDate.of(2026, 12, 31), LocalDate.of(2027, 1, 1), LocalDate.of(2027, 1, 2));
    }

    @Test
    void both_friends_see_the_same_sixty_digits_and_others_see_others() {
        PublicKey alice = Peers.alice().publicKey();
        PublicKey bob = Peers.bob().publicKey();
        SafetyNumber number = SafetyNumber.of(alice, bob);

        assertThat(number).isEqualTo(SafetyNumber.of(bob, alice));
        assertThat(number.digits()).matches("[0-9]{60}");
        assertThat(number.grouped()).matches("([0-9]{5} ){11}[0-9]{5}");
        assertThat(SafetyNumber.of(alice, Peers.carol().publicKey())).isNotEqualTo(number);
    }

    @Test
    void a_safety_number_has_latin_digits_in_every_locale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(SafetyNumber.of(Peers.alice().publicKey(), Peers.bob().publicKey())
                            .digits())
                    .matches("[0-9]{60}");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void no_signed_hash_is_that_of_another_label() {
        Bytes same = Peers.filled(100, 1);

        assertThat(Hashes.tagged("dialtone/1/challenge", same))
                .isNotEqualTo(Hashes.tagged("dialtone/1/day", same))
                .isNotEqualTo(Hashes.sha256(same))
                .isNotEqualTo(Hashes.sha256(Hashes.sha256(same)));
    }
}
