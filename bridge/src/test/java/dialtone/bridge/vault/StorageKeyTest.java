package dialtone.bridge.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.identity.Identity;
import org.junit.jupiter.api.Test;

class StorageKeyTest {

    private static final String TICKET = "{\"v\":1,\"pwd\":\"s3cret\"}";
    private static final Bytes SECRET = Bytes.fromHex("01" + "aa".repeat(36));

    private final StorageKey alices = key("a1");
    private final StorageKey bobs = key("b0");

    private static StorageKey key(String seed) {
        return StorageKey.of(Identity.fromSeed(Bytes.fromHex(seed.repeat(64)), Chain.REGTEST));
    }

    @Test
    void whatIsSealedOpensInItsPlaceWithItsKeyAlone() {
        String text = alices.seal("friends.redial bob", TICKET);
        Bytes bytes = alices.seal("calls.secret 1", SECRET);
        assertThat(text).matches("sealed:[A-Za-z0-9_-]+").doesNotContain("s3cret");
        assertThat(StorageKey.isSealed(text)).isTrue();
        assertThat(StorageKey.isSealed(bytes)).isTrue();
        assertThat(alices.open("friends.redial bob", text)).isEqualTo(TICKET);
        assertThat(alices.open("calls.secret 1", bytes)).contains(SECRET);

        assertThat(alices.open("friends.redial carol", text)).isEmpty();
        assertThat(bobs.open("friends.redial bob", text)).isEmpty();
        assertThat(alices.open("calls.secret 2", bytes)).isEmpty();
        assertThat(bobs.open("calls.secret 1", bytes)).isEmpty();
    }

    @Test
    void whatWasChangedIsNothingAndNoFailure() {
        Bytes sealed = alices.seal("calls.secret 1", SECRET);
        for (int at : new int[] {0, 1, 12, 13, sealed.size() - 1}) {
            byte[] changed = sealed.toArray();
            changed[at] ^= 1;
            assertThat(alices.open("calls.secret 1", Bytes.of(changed)))
                    .as("byte " + at)
                    .isEmpty();
            assertThat(alices.open("calls.secret 1", sealed.slice(0, at))).isEmpty();
        }
        for (String text : new String[] {"sealed:", "sealed:!", "sealed:AAAA", TICKET}) {
            assertThat(alices.open("friends.redial bob", text)).as(text).isEmpty();
        }
    }

    @Test
    void nothingStaysNothing() {
        assertThat(alices.seal("friends.redial bob", "")).isEmpty();
        assertThat(alices.open("friends.redial bob", "")).isEmpty();
    }

    @Test
    void whatEarlierReleasesWroteIsToldApart() {
        assertThat(StorageKey.isSealed(TICKET)).isFalse();
        assertThat(StorageKey.isSealed(SECRET)).isFalse();
        assertThat(alices).hasToString("StorageKey[redacted]");
    }
}
