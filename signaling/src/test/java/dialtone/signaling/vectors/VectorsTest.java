package dialtone.signaling.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dialtone.signaling.frame.Opened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The vectors of {@code docs/protocol.md}, section 14, as they lie in the repository. */
class VectorsTest {

    private static final Path FOLDER = Path.of("src/test/resources/vectors");
    private static final int FEWEST = 60;

    @TestFactory
    List<DynamicTest> the_code_does_what_every_vector_says() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, List<Vector>> file : read().entrySet()) {
            assertThat(file.getValue()).as(file.getKey()).isNotEmpty();
            for (Vector vector : file.getValue()) {
                tests.add(DynamicTest.dynamicTest(
                        file.getKey() + ": " + vector.name(),
                        () -> assertThat(Kinds.run(vector.kind(), vector.inputs()))
                                .isEqualTo(vector.result())));
            }
        }
        assertThat(tests).as("vectors in all").hasSizeGreaterThanOrEqualTo(FEWEST);
        return tests;
    }

    @Test
    void every_kind_of_refusal_has_a_vector_and_names_are_unique() throws IOException {
        Set<String> errors = new TreeSet<>();
        for (Map.Entry<String, List<Vector>> file : read().entrySet()) {
            List<String> names = file.getValue().stream()
                    .map(vector -> vector.kind() + ": " + vector.name())
                    .toList();
            assertThat(names).as(file.getKey()).doesNotHaveDuplicates();
            file.getValue().stream()
                    .map(vector -> vector.result().path(Vector.ERROR).asText())
                    .forEach(errors::add);
        }
        Set<String> reasons =
                Stream.of(Opened.Reason.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        assertThat(errors)
                .containsAll(reasons)
                .contains(Refusal.NOT_FOR_US, Refusal.REFUSED, Refusal.NEEDS_INTRODUCTION);
    }

    /** The wire is for ever: when this fails on a vector that is not new, the code has changed what old frames mean. */
    @Test
    void the_files_are_what_the_generator_writes() throws IOException {
        Map<String, String> files = VectorGenerator.files();

        assertThat(read().keySet()).isEqualTo(files.keySet());
        for (Map.Entry<String, String> file : files.entrySet()) {
            assertThat(Files.readString(FOLDER.resolve(file.getKey())))
                    .as("%s, written by VectorGenerator", file.getKey())
                    .isEqualTo(file.getValue());
        }
    }

    private static Map<String, List<Vector>> read() throws IOException {
        Map<String, List<Vector>> vectors = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                List<Vector> ofFile = new ArrayList<>();
                for (JsonNode json : new ObjectMapper().readTree(file.toFile()).required("vectors")) {
                    ofFile.add(Vector.read(json));
                }
                vectors.put(file.getFileName().toString(), ofFile);
            }
        }
        return vectors;
    }
}
