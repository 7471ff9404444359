package dialtone.web;

import dialtone.bridge.tab.ToBrowser.FileView;
import dialtone.web.server.BridgeApi.Friend;
import dialtone.web.server.LinksApi;
import dialtone.web.server.LinksApi.Decision;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "receive",
        description =
                "Accepts a file that a friend offers, shows how it goes until it is there, and prints where it is. It goes"
                        + " to the folder that `dialtone received` prints. Ctrl-C leaves it going. Your bridge must run.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone receive Alice",
            "  dialtone receive Alice film.mkv",
            "  dialtone receive --decline Alice film.mkv"
        })
final class ReceiveCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(names = "--decline", description = "Say no to the file instead.")
    private boolean declines;

    @Parameters(index = "0", paramLabel = "FRIEND", description = "The friend's id or name.")
    private String wanted;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Its name, as offered; of several with that name the first. Not needed where only one waits.")
    private Optional<String> name = Optional.empty();

    @Override
    public Integer call() throws Exception {
        try (ReachedBridge bridge = place.reach()) {
            LinksApi links = bridge.api().links();
            Friend friend = FriendCommand.find(bridge.api().friends(), wanted);
            FileView offer = choose(friend, offers(links, friend));
            Decision decision = declines ? Decision.DECLINE : Decision.ACCEPT;
            FileView decided = links.decide(friend.id(), offer.id(), false, decision);
            FileView ended = new FileProgress(links, friend, spec.commandLine().getErr()).follow(decided);
            boolean done = ended.state().equals("done");
            if (done) {
                spec.commandLine().getOut().println(ended.path());
            }
            return done || declines && ended.state().equals("declined") ? 0 : CommandFailure.FAILED;
        }
    }

    /** What waits for a decision, oldest first. */
    private static List<FileView> offers(LinksApi links, Friend friend) {
        List<FileView> waiting = links.files(friend.id()).stream()
                .filter(file -> !file.mine() && file.state().equals("offered"))
                .collect(Collectors.toList());
        Collections.reverse(waiting);
        return waiting;
    }

    private FileView choose(Friend friend, List<FileView> offers) {
        if (offers.isEmpty()) {
            throw new CommandFailure(friend.name() + " offers no file that waits for you.");
        }
        if (name.isPresent()) {
            return offers.stream()
                    .filter(offer -> offer.name().equals(name.get()))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailure(
                            friend.name() + " offers no " + name.get() + ". What waits:" + list(offers)));
        }
        if (offers.size() > 1) {
            throw new CommandFailure("Several files of " + friend.name() + " wait. Name one:" + list(offers));
        }
        return offers.get(0);
    }

    private static String list(List<FileView> offers) {
        return offers.stream()
                .map(offer -> "%n  %s (%s)".formatted(offer.name(), Sizes.words(offer.size())))
                .collect(Collectors.joining());
    }
}
