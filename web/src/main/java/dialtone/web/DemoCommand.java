package dialtone.web;

import dialtone.bridge.bitcoin.node.EmbeddedNode;
import dialtone.signaling.Chain;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description =
                "Alice and Bob on this machine, with a Bitcoin node between them, coins, and each other's card. Prints"
                        + " the links of their pages. Starts fresh each time and leaves nothing behind; Ctrl-C ends it.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nWhat to do:%n",
        footer = {
            "  Open the first link, which is Alice's, and the second, which is Bob's, in two windows.",
            "  Click Call in Alice's and Accept in Bob's."
        })
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--end-with-parent",
            description =
                    "End when the process that started the demo has ended: for build tools, which may be killed alone.")
    private boolean endWithParent;

    @Mixin
    private LinksOption links;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter talk = spec.commandLine().getErr();
        if (endWithParent) {
            ProcessHandle.current().parent().ifPresent(DemoCommand::endWith);
        }
        try (Closing closing = new Closing().atExit()) {
            Path root = Files.createTempDirectory("dialtone-demo-");
            closing.add(() -> deleteAll(root));
            EmbeddedNode node = closing.add(Dialtone.startNode(Optional.empty(), talk));
            LinksOption.Choice linksBy = links.choice(line -> tell(talk, line));
            PersonalBridge alice = start(root, "Alice", node, linksBy, closing);
            PersonalBridge bob = start(root, "Bob", node, linksBy, closing);
            alice.addFriend(bob.card().card(), "");
            bob.addFriend(alice.card().card(), "");
            out.println(Dialtone.serve(dir(root, "Alice"), Dialtone.FIRST_PORT, alice, alice.tabs(), talk, closing));
            out.println(Dialtone.serve(dir(root, "Bob"), Dialtone.FIRST_PORT + 1, bob, bob.tabs(), talk, closing));
            out.flush();
            talk.println(
                    "The first link is Alice's, the second Bob's: open both, click Call in Alice's and Accept in Bob's."
                            + " Ctrl-C ends it.");
            talk.flush();
            new CountDownLatch(1).await();
            return 0;
        }
    }

    private static void endWith(ProcessHandle parent) {
        var unused = parent.onExit().thenRun(() -> System.exit(0));
    }

    private static void tell(PrintWriter talk, String line) {
        talk.println(line);
        talk.flush();
    }

    private static PersonalBridge start(
            Path root, String name, EmbeddedNode node, LinksOption.Choice linksBy, Closing closing) throws IOException {
        Dialtone.occupy(dir(root, name), closing);
        return closing.add(PersonalBridge.running(
                dir(root, name), name, BitcoinNodes.of(node.address()), UnaryOperator.identity(), linksBy));
    }

    private static DataDir dir(Path root, String name) {
        return DataDir.of(Optional.of(root.resolve(name)), Chain.REGTEST);
    }

    private static void deleteAll(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
