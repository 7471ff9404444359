package dialtone.web;

import dialtone.web.server.LinksApi;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "received",
        description =
                "Prints the folder where files go that friends send you, or makes it another one for what you"
                        + " have not accepted yet. You accept them in the page, or with `dialtone receive`. Your bridge must run.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExamples:%n",
        footer = {"  dialtone received", "  dialtone received ~/Downloads"})
final class ReceivedCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "A folder that exists and is yours to write.")
    private Optional<Path> folder = Optional.empty();

    @Override
    public Integer call() throws Exception {
        try (ReachedBridge bridge = place.reach()) {
            LinksApi links = bridge.api().links();
            folder.ifPresent(chosen ->
                    links.setFolder(chosen.toAbsolutePath().normalize().toString()));
            spec.commandLine().getOut().println(links.folder());
        }
        return 0;
    }
}
