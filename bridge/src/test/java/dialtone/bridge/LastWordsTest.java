package dialtone.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.link.LinkMessage;
import dialtone.signaling.crypto.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LastWordsTest {
    private static final LinkMessage HANGUP = LinkMessage.ofCall("hangup", "a1");
    private static final LinkMessage CANCEL = LinkMessage.ofCall("cancel", "b2");
    /** G and 2 G of secp256k1 (SEC 2, section 2.4.1). */
    private static final PublicKey BOB =
            PublicKey.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

    private static final PublicKey CAROL =
            PublicKey.fromHex("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5");

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final InstantSource time = () -> now;
    private final LastWords words = new LastWords(time);

    @Test
    void theNextLinkBringsThemOnceAndToThatFriendAlone() {
        words.said(BOB, HANGUP);
        words.said(BOB, CANCEL);

        assertThat(words.of(CAROL)).isEmpty();
        assertThat(words.of(BOB)).containsExactly(HANGUP, CANCEL);
        assertThat(words.of(BOB)).isEmpty();
    }

    @Test
    void afterAMinuteNobodyNeedsThem() {
        words.said(BOB, HANGUP);
        now = now.plusSeconds(59);
        words.said(BOB, CANCEL);
        now = now.plusSeconds(1);

        assertThat(words.of(BOB)).containsExactly(CANCEL);
    }
}
