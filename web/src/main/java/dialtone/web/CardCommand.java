package dialtone.web;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "card",
        description = "Prints your card as a dialtone: link. Give it to a friend, who can then call you.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExample:%n",
        footer = "  dialtone card > alice.card")
final class CardCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Override
    public Integer call() throws Exception {
        try (ReachedBridge bridge = place.reach()) {
            spec.commandLine().getOut().println(bridge.api().card().link());
        }
        return 0;
    }
}
