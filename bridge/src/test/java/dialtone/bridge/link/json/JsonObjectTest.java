package dialtone.bridge.link.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

    private static JsonObject parse(String text) {
        return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        String text = "quote \" backslash \\ line\n tab\t nul\u0000 umlaut ü smile \ud83d\ude00 line end \u2028";
        String written = JsonObject.of("test")
                .with("text", text)
                .with("number", -(1L << 53))
                .toString();
        assertThat(parse(written).type()).isEqualTo("test");
        assertThat(parse(written).text("text", 100)).isEqualTo(text);
        assertThat(parse(written).number("number", Long.MIN_VALUE, 0)).isEqualTo(-(1L << 53));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "{",
                "{}x",
                "{}{}",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "{\"a\":NaN}"
            })
    void whatIsNoObjectIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(8) + "]".repeat(8) + "}"))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> parse("{\"a\":\"" + "x".repeat(JsonObject.LONGEST) + "\"}"))
                .hasMessageContaining("at most 8192 bytes");
    }

    @Test
    void aFieldOfAnotherKindOrRangeIsNamed() {
        JsonObject object = parse(
                "{\"n\":1.0,\"big\":9999999999999999999,\"text\":\"abc\",\"array\":[],\"nothing\":null,\"few\":3}");
        assertThatThrownBy(() -> object.number("n", 0, 9)).hasMessageContaining("field n: expected a whole number");
        assertThatThrownBy(() -> object.number("big", 0, Long.MAX_VALUE)).hasMessageContaining("field big");
        assertThatThrownBy(() -> object.number("few", 4, 9)).hasMessageContaining("expected 4 to 9, got 3");
        assertThatThrownBy(() -> object.text("text", 2)).hasMessageContaining("at most 2 characters, got 3");
        assertThatThrownBy(() -> object.text("array", 2)).hasMessageContaining("ARRAY");
        assertThatThrownBy(() -> object.text("nothing", 2)).hasMessageContaining("NULL");
        assertThatThrownBy(() -> object.text("absent", 2)).hasMessageContaining("none");
    }

    @Test
    void nothingElseThanMalformedIsEverThrown() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "{}[]\",:\\u0019.eE+-truefalsn \n\u0000é\ufeff";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("{");
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(parse(text.toString()).toString()).as("seed " + seed).startsWith("{");
            } catch (MalformedException expected) {
                assertThat(expected).hasMessageContaining("JSON text");
            }
        }
    }
}
