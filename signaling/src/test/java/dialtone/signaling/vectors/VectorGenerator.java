package dialtone.signaling.vectors;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the vectors of this project, the same bytes each time. {@code docs/protocol.md}, section 14, says what they mean and how to run this. */
public final class VectorGenerator {

    private static final ObjectMapper JSON = new ObjectMapper();

    private VectorGenerator() {}

    /** {@code args}: the folder to write to. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /** The text of each file, by its name. */
    static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("identity.json", text("Identity, day keys, safety number, certificate", IdentityCases.all()));
        files.put("card.json", text("Contact card", CardCases.all()));
        files.put("descriptor.json", text("Descriptor and service endpoint", DescriptorCases.all()));
        files.put("introduction.json", text("Introduction frame", IntroductionCases.all()));
        files.put("reunion.json", text("Reunion frame and batch", ReunionCases.all()));
        files.put("link.json", text("Hello and ratchet", LinkCases.all()));
        return files;
    }

    private static String text(String about, List<Vector> vectors) {
        ObjectNode file = JSON.createObjectNode().put("about", about).put("protocol", 1);
        ArrayNode array = file.putArray("vectors");
        vectors.forEach(vector -> array.add(vector.json()));
        // The line ends of one system, or the files would differ from one machine to the next.
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return JSON.writer(printer).writeValueAsString(file) + "\n";
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
    }
}
