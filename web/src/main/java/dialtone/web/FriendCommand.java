package dialtone.web;

import dialtone.web.server.BridgeApi.Friend;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "friend",
        description = "Adds, lists and removes friends, whether your bridge runs or not.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        subcommands = {FriendCommand.Add.class, FriendCommand.ListAll.class, FriendCommand.Remove.class},
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone friend add dialtone:dialr1...",
            "  dialtone friend add dialr1... --name \"Bob from work\"",
            "  dialtone friend list",
            "  dialtone friend remove \"Bob from work\""
        })
final class FriendCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command: add, list or remove.");
    }

    /** {@code wanted}: an id or a name. */
    static Friend find(List<Friend> friends, String wanted) {
        List<Friend> found = friends.stream()
                .filter(friend -> friend.id().equals(wanted) || friend.name().equals(wanted))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new CommandFailure(
                found.isEmpty()
                        ? "There is no friend with the id or name " + wanted + "."
                        : found.size() + " friends are called " + wanted
                                + ": name one by its id (dialtone friend list).");
    }

    private static String line(Friend friend) {
        return String.join("\t", friend.id(), friend.verified() ? "verified" : "unverified", friend.name());
    }

    @Command(
            name = "add",
            description =
                    "Adds the owner of a card, or renames a friend you have. Prints id, verified or unverified, and"
                            + " name.",
            mixinStandardHelpOptions = true,
            versionProvider = Release.class)
    static final class Add implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private PlaceOptions place;

        @Parameters(paramLabel = "CARD", description = "The friend's card: its text or its dialtone: link.")
        private String card;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                defaultValue = "",
                description = "What to call the friend. Default: the name on the card.")
        private String name;

        @Override
        public Integer call() throws Exception {
            try (ReachedBridge bridge = place.reach()) {
                spec.commandLine().getOut().println(line(bridge.api().addFriend(card, name)));
            }
            return 0;
        }
    }

    @Command(
            name = "list",
            description = "Prints your friends, one a line: id, verified or unverified, and name, with tabs between.",
            mixinStandardHelpOptions = true,
            versionProvider = Release.class)
    static final class ListAll implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private PlaceOptions place;

        @Override
        public Integer call() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            try (ReachedBridge bridge = place.reach()) {
                bridge.api().friends().forEach(friend -> out.println(line(friend)));
            }
            return 0;
        }
    }

    @Command(
            name = "remove",
            description = "Removes a friend. They still have your card and can call you.",
            mixinStandardHelpOptions = true,
            versionProvider = Release.class)
    static final class Remove implements Callable<Integer> {

        @Mixin
        private PlaceOptions place;

        @Parameters(paramLabel = "FRIEND", description = "The friend's id or name, as friend list prints them.")
        private String wanted;

        @Override
        public Integer call() throws Exception {
            try (ReachedBridge bridge = place.reach()) {
                bridge.api().removeFriend(find(bridge.api().friends(), wanted).id());
            }
            return 0;
        }
    }
}
