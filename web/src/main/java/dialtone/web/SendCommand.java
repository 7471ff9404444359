package dialtone.web;

import dialtone.bridge.tab.ToBrowser.FileView;
import dialtone.web.server.BridgeApi.Friend;
import dialtone.web.server.LinksApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "send",
        description =
                "Offers a file to a friend, and shows how it goes until it is delivered. It goes over the link to them,"
                        + " now or when there is one, and goes on where it was after an interruption. Ctrl-C leaves it"
                        + " going. Your bridge must run.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExample:%n",
        footer = "  dialtone send film.mkv Bob")
final class SendCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file. Do not change it before it is delivered.")
    private Path file;

    @Parameters(index = "1", paramLabel = "FRIEND", description = "The friend's id or name.")
    private String wanted;

    @Override
    public Integer call() throws Exception {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure("There is no file " + file.toAbsolutePath() + ".");
        }
        try (ReachedBridge bridge = place.reach()) {
            LinksApi links = bridge.api().links();
            Friend friend = FriendCommand.find(bridge.api().friends(), wanted);
            FileView offered = links.sendFile(
                    friend.id(), file.toAbsolutePath().normalize().toString());
            FileView ended = new FileProgress(links, friend, spec.commandLine().getErr()).follow(offered);
            return ended.state().equals("done") ? 0 : CommandFailure.FAILED;
        }
    }
}
