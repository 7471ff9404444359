package dialtone.web;

import dialtone.web.server.BridgeApi;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description =
                "Asks the STUN and TURN servers that you named, and says which ways to your friends work. Ends with 1"
                        + " when something fails. Asks nobody when you named none.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExample:%n",
        footer = "  dialtone check")
final class CheckCommand implements Callable<Integer> {

    private static final String FAILS = "fails";

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Override
    public Integer call() throws Exception {
        PrintWriter talk = spec.commandLine().getErr();
        try (ReachedBridge bridge = place.reach()) {
            talk.println("This takes up to 20 seconds where servers are silent.");
            talk.flush();
            List<BridgeApi.Finding> findings = bridge.api().checkConnection();
            findings.forEach(found -> spec.commandLine().getOut().printf("%-8s %s%n", found.state(), found.text()));
            return findings.stream().anyMatch(found -> found.state().equals(FAILS)) ? CommandFailure.FAILED : 0;
        }
    }
}
