package dialtone.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.MalformedException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

    private static JsonObject parse(String text) {
        return JsonObject.parse(text, 10_000);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        String text =
                "quote \" backslash \\ line\n tab\t nul\u0000 umlaut ü smile \ud83d\ude00 lone \ud800 line end \u2028";
        String written = JsonObject.of("test")
                .with("text", text)
                .with("number", -(1L << 53))
                .toString();
        assertThat(parse(written).text("text", 100)).isEqualTo(text);
        assertThat(parse(written).number("number", Long.MIN_VALUE, 0)).isEqualTo(-(1L << 53));
        assertThat(parse(written).toString()).isEqualTo(written);
    }

    @Test
    void everyKindOfValueIsRead() {
        JsonObject object = parse(
                " { \"type\" : \"x\" , \"a\":[1,[],{}, true,false,null,-0.5e+3,\"\\u00e9\\/\"], \"o\":{\"p\":{}}, \"n\":0 } ");
        assertThat(object.type()).isEqualTo("x");
        assertThat(object.number("n", 0, 0)).isZero();
        assertThat(object.toString())
                .isEqualTo("{\"type\":\"x\",\"a\":[1,[],{},true,false,null,-500.0,\"é/\"],\"o\":{\"p\":{}},\"n\":0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{}x",
                "{}{}",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u１234\"}",
                "{\"a\":[1,]}",
                "{\"a\"}"
            })
    void whatIsNotJsonIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(4_000))).hasMessageContaining("16 levels");
        assertThatThrownBy(() -> parse("{\"a\":\"" + "x".repeat(10_000) + "\"}"))
                .hasMessageContaining("10000 characters");
    }

    @Test
    void aFieldOfAnotherKindOrRangeIsNamed() {
        JsonObject object =
                parse("{\"n\":1.0,\"big\":9999999999999999999,\"text\":\"abc\",\"array\":[],\"nothing\":null}");
        assertThatThrownBy(() -> object.number("n", 0, 9)).hasMessageContaining("field n");
        assertThatThrownBy(() -> object.number("big", 0, Long.MAX_VALUE)).hasMessageContaining("field big");
        assertThatThrownBy(() -> object.text("text", 2)).hasMessageContaining("at most 2 characters, got 3");
        assertThatThrownBy(() -> object.text("array", 2)).hasMessageContaining("an array");
        assertThatThrownBy(() -> object.text("nothing", 2)).hasMessageContaining("none");
        assertThatThrownBy(() -> object.text("absent", 2)).hasMessageContaining("none");
    }

    @Test
    void nothingElseThanMalformedIsEverThrown() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "{}[]\",:\\u0019.eE+-truefalsn \n\u0000é";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder("{");
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                JsonObject object = parse(text.toString());
                assertThat(parse(object.toString()).toString())
                        .as("seed " + seed)
                        .isEqualTo(object.toString());
            } catch (MalformedException expected) {
                assertThat(expected).hasMessageContaining("JSON text");
            }
        }
    }
}
