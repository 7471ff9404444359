package dialtone.web;

import dialtone.bridge.webrtc.IceSettings;
import dialtone.signaling.Chain;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
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
            "  dialtone run --network signet --node 127.0.0.1:38333",
            "      a public network through a node of your own",
            "  dialtone run --ice-servers turn.json --relay-only",
            "      friends reach you, and see you, through your TURN server alone",
            "  dialtone run --passphrase-file FILE",
            "      keys that are sealed (dialtone passphrase), where no terminal asks",
            "",
            "The link holds the key to your bridge: whoever has it can call and spend as you. It is new at every start."
        })
final class RunCommand implements Callable<Integer> {

    private static final int PROGRESS_EVERY_S = 5;

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
            description = "The Bitcoin node to use; may be repeated outside regtest. Default: on regtest a node of its"
                    + " own, on this machine, with coins; elsewhere eight public nodes.")
    private List<InetSocketAddress> nodes = List.of();

    @Option(
            names = "--proxy",
            paramLabel = "HOST:PORT",
            converter = NodeAddress.class,
            description = "A SOCKS5 proxy, such as Tor's on 127.0.0.1:9050, for every connection to Bitcoin; names are"
                    + " looked up by it alone. Calls go directly: a friend you accept sees your address.")
    private InetSocketAddress proxy;

    @Mixin
    private IceOptions ice;

    @Mixin
    private LinksOption links;

    @Option(names = "--yes", description = "On mainnet: agree to what calls cost, without being asked.")
    private boolean yes;

    @Option(names = "--no-open", description = "Do not open the page in a browser.")
    private boolean noOpen;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port: expected 0 to 65535, got " + port);
        }
        PrintWriter talk = spec.commandLine().getErr();
        DataDir dir = place.dataDir();
        check(dir.network());
        UnaryOperator<IceSettings> change = ice.read(talk);
        try (Closing closing = new Closing().atExit()) {
            Dialtone.occupy(dir, closing);
            RealMoney.agree(dir, yes, talk);
            PersonalBridge bridge = closing.add(PersonalBridge.running(
                    dir, name, nodes(dir, talk, closing), change, links.choice(line -> tell(talk, line))));
            place.passphrase().offerToUnlock(bridge);
            URI link = Dialtone.serve(dir, port, bridge, bridge.tabs(), talk, closing);
            spec.commandLine().getOut().println(link);
            spec.commandLine().getOut().flush();
            if (!noOpen) {
                closing.add(OpenPage.file(link, dir));
                OpenPage.inBrowser(dir, talk);
            }
            talk.println("Dialtone runs. Its log: " + dir.log() + ". Ctrl-C ends it.");
            talk.flush();
            tellProgress(bridge, talk);
            return 0;
        }
    }

    /** For as long as it runs: what is still to be read, each time it is less, and what to know before the next call. */
    private static void tell(PrintWriter talk, String line) {
        talk.println(line);
        talk.flush();
    }

    private static void tellProgress(PersonalBridge bridge, PrintWriter talk) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        int told = 0;
        String warned = "";
        while (!never.await(PROGRESS_EVERY_S, TimeUnit.SECONDS)) {
            if (bridge.owner().locked()) {
                continue;
            }
            String warning = bridge.node().warning();
            if (!warning.equals(warned)) {
                if (!warning.isEmpty()) {
                    talk.println("Warning: " + warning);
                    talk.flush();
                }
                warned = warning;
            }
            int behind = bridge.node().behind();
            if (behind != told) {
                talk.println(behind > 0 ? "Reading blocks: " + behind + " to go." : "All blocks are read.");
                talk.flush();
                told = behind;
            }
        }
    }

    private void check(Chain network) {
        if (network == Chain.REGTEST && nodes.size() > 1) {
            throw new ParameterException(spec.commandLine(), "--node: regtest takes one node, got " + nodes.size());
        }
        if (network == Chain.REGTEST && proxy != null) {
            throw new ParameterException(
                    spec.commandLine(), "--proxy: regtest runs on this machine; name another --network");
        }
        if (proxy == null) {
            nodes.forEach(node -> lookUp("--node", node));
        } else {
            lookUp("--proxy", proxy);
        }
    }

    /** A slip of the pen is told at once, not by a node that never answers. */
    private void lookUp(String option, InetSocketAddress address) {
        if (new InetSocketAddress(address.getHostString(), address.getPort()).isUnresolved()) {
            throw new ParameterException(
                    spec.commandLine(), option + ": expected a host that exists, got " + address.getHostString());
        }
    }

    private BitcoinNodes nodes(DataDir dir, PrintWriter talk, Closing closing) throws IOException {
        if (dir.network() == Chain.REGTEST && nodes.isEmpty()) {
            Path chain = dir.path().resolve("node");
            return BitcoinNodes.of(
                    closing.add(Dialtone.startNode(Optional.of(chain), talk)).address());
        }
        // Java's own resolver looks up a proxy's name, which is the only one it is given then.
        Optional<InetSocketAddress> through =
                Optional.ofNullable(proxy).map(named -> new InetSocketAddress(named.getHostString(), named.getPort()));
        return new BitcoinNodes(nodes, through);
    }
}
