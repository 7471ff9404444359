package dialtone.signaling.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One case of a file: {@code result} is {@code {"expected": {...}}} or {@code {"error": "..."}}. */
record Vector(String name, String kind, ObjectNode inputs, ObjectNode result) {

    static final String EXPECTED = "expected";
    static final String ERROR = "error";

    static ObjectNode error(String why) {
        return JsonNodeFactory.instance.objectNode().put(ERROR, why);
    }

    static ObjectNode expected(ObjectNode output) {
        return JsonNodeFactory.instance.objectNode().set(EXPECTED, output);
    }

    static Vector read(JsonNode json) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (String field : new String[] {EXPECTED, ERROR}) {
            if (json.has(field)) {
                result.set(field, json.get(field));
            }
        }
        if (result.size() != 1) {
            throw new IllegalArgumentException(json.get("name") + ": either an output or an error is expected");
        }
        return new Vector(
                json.required("name").asText(),
                json.required("kind").asText(),
                (ObjectNode) json.required("inputs"),
                result);
    }

    ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("name", name).put("kind", kind);
        json.set("inputs", inputs);
        return json.setAll(result);
    }
}
