package dialtone.web;

import dialtone.bridge.link.forward.Target;
import dialtone.web.server.BridgeApi.Friend;
import dialtone.web.server.LinksApi;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "forward",
        description =
                "Opens a port of this computer that leads to a port of your friend's, over the link to them. Stays until"
                        + " Ctrl-C. Your friend must have allowed it, with dialtone allow, and your bridge must run.",
        customSynopsis = {
            "dialtone forward [OPTIONS] PORT:HOST:HOSTPORT FRIEND",
            "dialtone forward [OPTIONS] - HOST:HOSTPORT FRIEND",
            "dialtone forward [OPTIONS] -W HOST:HOSTPORT FRIEND"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone forward 2222:localhost:22 Bob     then: ssh -p 2222 localhost",
            "  dialtone forward 0:localhost:80 Bob        on a free port, which it prints",
            "  dialtone forward - localhost:22 Bob        standard input and output",
            "",
            "In ~/.ssh/config, and then ssh bob and scp work as ever:",
            "",
            "  Host bob",
            "    HostName localhost",
            "    HostKeyAlias bob",
            "    ProxyCommand dialtone forward -W %%h:%%p Bob",
            "",
            "Bob allowed it with: dialtone allow Alice localhost:22",
            "HOST is as your friend's computer sees it: localhost is theirs."
        })
final class ForwardCommand implements Callable<Integer> {

    private static final long LOOK_EVERY_MS = 1_000;
    private static final Pattern LOCAL = Pattern.compile("([0-9]{1,5}):(.+)");

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(
            names = "-W",
            paramLabel = "HOST:HOSTPORT",
            description = "Connect standard input and output to it, as ssh -W does.")
    private String through;

    @Parameters(
            arity = "1..3",
            paramLabel = "WHAT FRIEND",
            description = "What to forward (PORT:HOST:HOSTPORT, or - and HOST:HOSTPORT), and your friend's id or name.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        if (through != null && words.size() == 1) {
            return pipe(Target.parse(through), words.get(0));
        }
        if (through == null && words.size() == 3 && words.get(0).equals("-")) {
            return pipe(Target.parse(words.get(1)), words.get(2));
        }
        if (through == null && words.size() == 2) {
            Matcher local = LOCAL.matcher(words.get(0));
            if (local.matches()) {
                return serve(Integer.parseInt(local.group(1)), Target.parse(local.group(2)), words.get(1));
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "Name what to forward and the friend, as in: dialtone forward 2222:localhost:22 Bob");
    }

    private int serve(int port, Target target, String wanted) throws Exception {
        PrintWriter talk = spec.commandLine().getErr();
        try (Closing closing = new Closing().atExit()) {
            ReachedBridge bridge = closing.add(place.reach());
            LinksApi links = bridge.api().links();
            Friend friend = FriendCommand.find(bridge.api().friends(), wanted);
            LinksApi.Port open = links.listen(friend.id(), port, target.toString(), false);
            closing.add(() -> links.closePort(open.id()));
            spec.commandLine().getOut().println("127.0.0.1:" + open.port());
            spec.commandLine().getOut().flush();
            tell(talk, "Leads to " + target + " of " + friend.name() + ". Ctrl-C ends it.");
            String told = "";
            while (true) {
                Thread.sleep(LOOK_EVERY_MS);
                LinksApi.Port now = find(links, open.id());
                if (!now.problem().equals(told)) {
                    told = now.problem();
                    tell(talk, "A connection did not come about: " + told + ".");
                }
            }
        }
    }

    private static LinksApi.Port find(LinksApi links, int id) {
        return links.ports().stream()
                .filter(each -> each.id() == id)
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "The bridge has closed the port: it was started again, or the friend is a friend no longer."));
    }

    private static void tell(PrintWriter talk, String line) {
        talk.println(line);
        talk.flush();
    }

    /** Standard output is the connection's alone. */
    private int pipe(Target target, String wanted) throws Exception {
        try (Closing closing = new Closing().atExit()) {
            ReachedBridge bridge = closing.add(place.reach());
            LinksApi links = bridge.api().links();
            Friend friend = FriendCommand.find(bridge.api().friends(), wanted);
            LinksApi.Port open = links.listen(friend.id(), 0, target.toString(), true);
            closing.add(() -> links.closePort(open.id()));
            boolean whole = StandardStreams.through(open.port(), System.in, new FileOutputStream(FileDescriptor.out));
            String problem = whole ? "" : problem(links, open.id());
            if (!problem.isEmpty()) {
                throw new CommandFailure(problem);
            }
            return whole ? 0 : CommandFailure.FAILED;
        }
    }

    /** The connection is cut off a moment before its bridge has said why. */
    private static String problem(LinksApi links, int id) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            String problem = find(links, id).problem();
            if (!problem.isEmpty()) {
                return problem;
            }
            Thread.sleep(LOOK_EVERY_MS / 10);
        }
        return "The connection was cut off.";
    }
}
