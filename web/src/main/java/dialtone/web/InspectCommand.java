package dialtone.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dialtone.web.server.BridgeApi.Field;
import dialtone.web.server.BridgeApi.Inspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        description =
                "Explains a frame field by field; with the keys of your data directory also what is sealed in it, as"
                        + " JSON.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone inspect 4454010188a1...      a payload: what everybody can read",
            "  dialtone inspect 020000000001...      a transaction: with your keys also what is sealed"
        })
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Parameters(
            paramLabel = "HEX",
            description =
                    "A raw transaction, or the payload of its OP_RETURN output, in hex. What is sealed opens only with the"
                            + " whole transaction: its key depends on the coins that were spent.")
    private String hex;

    @Override
    public Integer call() throws Exception {
        if (!hex.matches("([0-9A-Fa-f]{2})+")) {
            throw new ParameterException(spec.commandLine(), "expected bytes in hex, got something else");
        }
        PrintWriter out = spec.commandLine().getOut();
        Inspection inspection = inspect();
        out.println(inspection.kind());
        for (Field field : inspection.fields()) {
            out.printf(
                    "%s%5d  %-20s %s%n",
                    field.sealed() ? "sealed " : "       ", field.offset(), field.name(), field.meaning());
            if (!field.hex().isEmpty()) {
                out.println("              " + field.hex());
            }
        }
        if (!inspection.opened().isEmpty()) {
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(inspection.opened()));
        }
        return 0;
    }

    private Inspection inspect() throws IOException {
        if (!place.dataDir().exists()) {
            return PersonalBridge.explain(hex);
        }
        try (ReachedBridge bridge = place.reach()) {
            return bridge.api().inspect(hex);
        }
    }
}
