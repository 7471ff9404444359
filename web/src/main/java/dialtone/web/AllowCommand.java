package dialtone.web;

import dialtone.web.server.BridgeApi.Friend;
import dialtone.web.server.LinksApi;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "allow",
        description =
                "Lets a friend connect to one port, through this computer, until you forbid it. Nothing is allowed"
                        + " otherwise. Your bridge must run.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone allow Alice localhost:22             they may reach your SSH server",
            "  dialtone allow Alice 192.168.1.7:80           and a web server of your network",
            "  dialtone allow --list                         what is allowed, and to whom",
            "  dialtone allow --forbid Alice localhost:22    takes it back, and ends it",
            "",
            "They use it with: dialtone forward 2222:localhost:22 You"
        })
final class AllowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(names = "--list", description = "Print what is allowed, one a line: friend, tab, target.")
    private boolean list;

    @Option(names = "--forbid", description = "Forbid it again; connections to it end.")
    private boolean forbid;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FRIEND", description = "The friend's id or name.")
    private Optional<String> wanted = Optional.empty();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "HOST:PORT",
            description = "What they may connect to, as this computer sees it.")
    private Optional<String> target = Optional.empty();

    @Override
    public Integer call() throws Exception {
        boolean complete = list ? target.isEmpty() && !forbid : wanted.isPresent() && target.isPresent();
        if (!complete) {
            throw new ParameterException(
                    spec.commandLine(), "Name a friend and what to allow, as in: dialtone allow Alice localhost:22");
        }
        try (ReachedBridge bridge = place.reach()) {
            LinksApi links = bridge.api().links();
            List<Friend> friends = bridge.api().friends();
            if (list) {
                wanted.map(name -> List.of(FriendCommand.find(friends, name)))
                        .orElse(friends)
                        .forEach(friend -> print(friend, links.allowed(friend.id())));
                return 0;
            }
            String friend = FriendCommand.find(friends, wanted.get()).id();
            if (forbid) {
                links.forbid(friend, target.get());
            } else {
                links.allow(friend, target.get());
            }
            return 0;
        }
    }

    private void print(Friend friend, List<String> targets) {
        targets.forEach(each -> spec.commandLine().getOut().println(friend.name() + "\t" + each));
    }
}
