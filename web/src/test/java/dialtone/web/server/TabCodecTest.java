package dialtone.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dialtone.bridge.tab.FromBrowser;
import dialtone.bridge.tab.ToBrowser;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TabCodecTest {

    private final TabCodec codec = new TabCodec();
    private final ObjectMapper mapper = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> every_message_of_the_browser_reads_back_and_each_fault_in_it_is_named() {
        assertThat(FromBrowser.class.getPermittedSubclasses()).hasSizeGreaterThan(20);
        return Arrays.stream(FromBrowser.class.getPermittedSubclasses())
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> {
                    FromBrowser message = sample(type);
                    ObjectNode json = mapper.valueToTree(message);
                    String name = type.getSimpleName();
                    json.put("type", Character.toLowerCase(name.charAt(0)) + name.substring(1));
                    assertThat(codec.read(json.toString())).isEqualTo(message);

                    assertThatThrownBy(() -> codec.read(
                                    with(json, "extra", mapper.getNodeFactory().numberNode(1))))
                            .isInstanceOf(StrictJson.Malformed.class)
                            .hasMessageContaining("got the field extra");
                    for (RecordComponent field : type.getRecordComponents()) {
                        ObjectNode without = json.deepCopy();
                        without.remove(field.getName());
                        assertThatThrownBy(() -> codec.read(without.toString()))
                                .isInstanceOf(StrictJson.Malformed.class)
                                .hasMessageContaining("expected the field " + field.getName() + ", got none");
                        for (String wrong :
                                List.of("null", "[]", "{}", field.getType() == String.class ? "1" : "\"1\"")) {
                            assertThatThrownBy(() -> codec.read(with(json, field.getName(), mapper.readTree(wrong))))
                                    .isInstanceOf(StrictJson.Malformed.class)
                                    .hasMessageContaining("expected the field " + field.getName() + " to be ");
                        }
                    }
                }));
    }

    private static String with(ObjectNode json, String field, JsonNode value) {
        return json.deepCopy().set(field, value).toString();
    }

    private static FromBrowser sample(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] fields = type.getRecordComponents();
        Object[] values = new Object[fields.length];
        Class<?>[] types = new Class<?>[fields.length];
        for (int i = 0; i < fields.length; i++) {
            types[i] = fields[i].getType();
            values[i] = types[i] == String.class
                    ? "text " + i + " \u00e9 </script> \ud83d\ude00"
                    : types[i] == boolean.class ? true : types[i] == int.class ? (Object) 7 : (Object) 1.5;
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return (FromBrowser) constructor.newInstance(values);
    }

    @Test
    void numbers_must_fit_their_field() {
        Map<String, String> table = new LinkedHashMap<>();
        table.put(
                "{\"type\":\"hello\",\"version\":1.5,\"token\":\"\"}",
                "hello: expected the field version to be a whole number");
        table.put(
                "{\"type\":\"hello\",\"version\":3000000000,\"token\":\"\"}",
                "version to be a whole number of 32 bits");
        table.put("{\"type\":\"hello\",\"version\":true,\"token\":\"\"}", "got true or false");
        table.put("{\"type\":\"history\",\"friend\":\"\",\"before\":1e999}", "before to be a finite number");
        table.put("{\"type\":\"history\",\"friend\":\"\",\"before\":NaN}", "cannot be read");
        table.put("{\"type\":\"history\",\"friend\":\"\",\"before\":" + "9".repeat(50) + "}", "cannot be read");
        table.forEach((frame, text) -> assertThatThrownBy(() -> codec.read(frame))
                .as(frame)
                .isInstanceOf(StrictJson.Malformed.class)
                .hasMessageContaining(text));
    }

    @Test
    void types_are_names_of_messages_and_never_of_classes() {
        for (String type : List.of(
                "", "Hello", "java.lang.String", "dialtone.bridge.tab.FromBrowser$Hello", "welcome", "\\u0000")) {
            assertThatThrownBy(() -> codec.read("{\"type\":\"" + type + "\",\"version\":1,\"token\":\"\"}"))
                    .isInstanceOf(StrictJson.Malformed.class)
                    .hasMessageContaining("expected a known message");
        }
        assertThatThrownBy(() -> codec.read("{\"type\":7}")).hasMessageContaining("expected the field type");
        assertThatThrownBy(() -> codec.read("{\"type\":\"hello\",\"type\":\"getCoins\"}"))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void errors_do_not_repeat_what_was_sent() {
        String token = "5ec7e7".repeat(10);
        for (String frame : List.of(
                "{\"type\":\"hello\",\"version\":\"" + token + "\",\"token\":\"\"}",
                "{\"type\":\"hello\",\"token\":\"" + token + "\"",
                "{\"type\":\"hello\",\"version\":1,\"token\":{\"" + token + "\":1}}")) {
            assertThatThrownBy(() -> codec.read(frame))
                    .isInstanceOf(StrictJson.Malformed.class)
                    .hasMessageNotContaining(token);
        }
        assertThatThrownBy(() -> codec.read("{\"type\":\"" + "x".repeat(1_000) + "\\u202e<b>\"}"))
                .message()
                .hasSizeLessThan(120)
                .doesNotContain("<");
    }

    @Test
    void messages_to_the_browser_carry_their_type_first_and_nested_views_in_full() throws Exception {
        String frame = codec.write(new ToBrowser.Chat(
                "bob", List.of(new ToBrowser.MessageView("bob", "1", true, "<b>hi</b>", 1.7e12, "sent")), false));
        assertThat(frame).startsWith("{\"type\":\"chat\",");
        JsonNode message = mapper.readTree(frame).path("messages").path(0);
        assertThat(message.path("text").textValue()).isEqualTo("<b>hi</b>");
        assertThat(message.path("mine").booleanValue()).isTrue();
        assertThat(codec.write(new ToBrowser.Superseded())).isEqualTo("{\"type\":\"superseded\"}");
    }
}
