package dialtone.signaling.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/**
 * Published vectors: a few of each kind lie in this project; all of them run when the folder {@code shared/vectors} lies beside the project, or where the system
 * property {@code dialtone.vectors} says.
 */
final class Vectors {

    /** One published case. {@code group}: what it shares with others, as the signer's key. */
    record Case(JsonNode group, JsonNode test) {
        boolean valid() {
            return test.get("result").asText().equals("valid");
        }

        String text(String field) {
            return test.get(field).asText();
        }
    }

    @FunctionalInterface
    interface Check {
        void on(Case vector);
    }

    private Vectors() {}

    static List<DynamicTest> each(String ours, String published, Check check) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = Vectors.class.getResourceAsStream(ours)) {
            tests.addAll(tests("ours", new ObjectMapper().readTree(in), check));
        }
        Path all = Path.of(System.getProperty("dialtone.vectors", "../../shared/vectors"), published);
        if (Files.exists(all)) {
            tests.addAll(tests("published", new ObjectMapper().readTree(all.toFile()), check));
        } else {
            System.out.println("only our own few vectors: there is no " + all);
        }
        return tests;
    }

    private static List<DynamicTest> tests(String origin, JsonNode file, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode group : file.get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                String name = origin + " " + test.get("tcId") + " "
                        + test.get("comment").asText() + " "
                        + test.get("result").asText();
                tests.add(DynamicTest.dynamicTest(name, () -> check.on(new Case(group, test))));
            }
        }
        assertThat(tests).as("cases in a file of vectors").isNotEmpty();
        return tests;
    }
}
