package dialtone.web;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Runs your bridge and prints the link of its page. Ctrl-C ends it.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone run --name Alice",
            "  dialtone run --name Bob --data-dir bob --node 127.0.0.1:18444",
            "      a second person on the Bitcoin node that Alice's run has started",
            "",
            "The link holds the key to your bridge: whoever has it can call and spend as you. It is new at every start."
        })
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + Dialtone.FIRST_PORT,
            description =
                    "Where the page is served, on 127.0.0.1; the next free port when it is taken, any for 0 (default:"
                            + " ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What you call yourself; it stands on your card. Kept for the next start.")
    private String name;

    @Option(
            names = "--node",
            paramLabel = "HOST:PORT",
            converter = NodeAddress.class,
            description = "The Bitcoin node to use. Default: a regtest node of its own, on this machine, with coins.")
    private InetSocketAddress node;

    @Option(names = "--no-open", description = "Do not open the page in a browser.")
    private boolean noOpen;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port: expected 0 to 65535, got " + port);
        }
        PrintWriter talk = spec.commandLine().getErr();
        DataDir dir = place.dataDir();
        try (Closing closing = new Closing().atExit()) {
            Dialtone.occupy(dir, closing);
            InetSocketAddress bitcoin = node != null
                    ? node
                    : closing.add(Dialtone.startNode(Optional.of(dir.path().resolve("node")), talk))
                            .address();
            PersonalBridge bridge = closing.add(PersonalBridge.running(dir, name, bitcoin));
            URI link = Dialtone.serve(dir, port, bridge, bridge.tabs(), talk, closing);
            spec.commandLine().getOut().println(link);
            spec.commandLine().getOut().flush();
            if (!noOpen) {
                closing.add(OpenPage.file(link, dir));
                OpenPage.inBrowser(dir, talk);
            }
            talk.println("Dialtone runs. Its log: " + dir.log() + ". Ctrl-C ends it.");
            talk.flush();
            new CountDownLatch(1).await();
            return 0;
        }
    }
}
