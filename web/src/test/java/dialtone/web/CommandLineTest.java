package dialtone.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dialtone.signaling.Chain;
import dialtone.web.server.FakeBridge;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class CommandLineTest {

    private record Ended(int code, String out, String talk) {}

    @TempDir
    Path temp;

    private static Ended dialtone(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter talk = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(talk, true))
                .execute(arguments);
        return new Ended(code, out.toString(), talk.toString());
    }

    private DataDir dir() {
        return DataDir.of(Optional.of(temp), Chain.REGTEST);
    }

    /** What run does, with a bridge in memory. */
    private URI run(FakeBridge bridge, int port, StringWriter talk, Closing closing) throws IOException {
        Dialtone.occupy(dir(), closing);
        return Dialtone.serve(dir(), port, bridge, bridge, new PrintWriter(talk, true), closing);
    }

    @Test
    void help_teaches_every_command_with_an_example_and_every_option_is_explained() {
        assertThat(dialtone("--help").out())
                .contains("Examples:")
                .contains("Exit codes:")
                .contains("75");
        assertThat(dialtone("--help").code()).isZero();
        commands(Main.commandLine()).forEach(command -> {
            var spec = command.getCommandSpec();
            assertThat(spec.usageMessage().description())
                    .as(spec.qualifiedName())
                    .isNotEmpty();
            spec.options()
                    .forEach(option -> assertThat(option.description())
                            .as(spec.qualifiedName() + " " + option.longestName())
                            .isNotEmpty());
            assertThat(command.getUsageMessage().lines()).allMatch(line -> line.length() <= 80);
        });
        for (String command : new String[] {
            "run",
            "card",
            "friend",
            "inspect",
            "restore",
            "passphrase",
            "send",
            "receive",
            "received",
            "forward",
            "allow"
        }) {
            assertThat(dialtone(command, "--help").out()).contains("Example").contains("  dialtone " + command);
        }
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(CommandLineTest::commands));
    }

    @Test
    void version_names_the_release() {
        assertThat(dialtone("--version").out()).matches("dialtone \\d+\\.\\d+\\.\\d+( \\([0-9a-f]{7,12}\\))?\\R");
    }

    @Test
    void a_wrong_command_line_ends_with_2_and_says_what_is_wrong() {
        assertThat(dialtone()).matches(end -> end.code() == 2 && end.talk().contains("Name a command"));
        assertThat(dialtone("friend"))
                .matches(end -> end.code() == 2 && end.talk().contains("add, list or remove"));
        assertThat(dialtone("run", "--nonsense").code()).isEqualTo(2);
        assertThat(dialtone("run", "--port", "70000").talk()).contains("expected 0 to 65535, got 70000");
        assertThat(dialtone("run", "--node", "18444").talk()).contains("expected host:port");
        assertThat(dialtone("inspect", "xyz").code()).isEqualTo(2);
        assertThat(dialtone("run", "--port", "70000").out()).isEmpty();
    }

    @Test
    void networks_and_nodes_that_cannot_be_are_refused_in_words() {
        String[][] wrong = {
            {"--network", "moon", "moon"},
            {"--network", "testnet4", "testnet 3 only"},
            {"--proxy", "127.0.0.1:9050", "regtest runs on this machine"},
            {"--node", "no-such-host.invalid:18444", "expected a host that exists, got no-such-host.invalid"},
        };
        for (String[] each : wrong) {
            Ended end = dialtone("run", each[0], each[1], "--data-dir", temp.toString());
            assertThat(end.code()).isEqualTo(2);
            assertThat(end.talk()).contains(each[2]);
        }
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void mainnet_is_agreed_to_before_there_is_a_wallet() {
        Ended end = dialtone("run", "--network", "mainnet", "--node", "127.0.0.1:1", "--data-dir", temp.toString());
        assertThat(end.code()).isEqualTo(1);
        assertThat(end.talk()).contains("381 sat each").contains("--yes").contains("Nothing was started");
        assertThat(end.out()).isEmpty();
        assertThat(temp.resolve("mainnet/dialtone.db")).doesNotExist();
    }

    @Test
    void a_node_address_is_a_host_and_a_port() {
        NodeAddress converter = new NodeAddress();
        assertThat(converter.convert("127.0.0.1:18444").getPort()).isEqualTo(18_444);
        assertThat(converter.convert("[::1]:1").getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
        for (String wrong :
                new String[] {"", "127.0.0.1", ":1", "::1:18444", "a b:1", "127.0.0.1:0", "127.0.0.1:65536"}) {
            assertThatThrownBy(() -> converter.convert(wrong)).as(wrong).isInstanceOf(TypeConversionException.class);
        }
    }

    @Test
    void commands_without_data_say_how_to_begin_and_leave_nothing() {
        Path absent = temp.resolve("absent");
        for (String[] command : new String[][] {{"card"}, {"friend", "list"}, {"friend", "add", "dtrt1bob"}}) {
            String[] line = Stream.concat(Stream.of(command), Stream.of("--data-dir", absent.toString()))
                    .toArray(String[]::new);
            Ended end = dialtone(line);
            assertThat(end.code()).isEqualTo(1);
            assertThat(end.talk()).contains("dialtone run");
            assertThat(absent).doesNotExist();
        }
    }

    @Test
    void run_serves_the_page_and_leaves_its_port_and_token_to_the_owner_alone() throws Exception {
        StringWriter talk = new StringWriter();
        URI link;
        try (Closing closing = new Closing()) {
            link = run(new FakeBridge(), 0, talk, closing);
            assertThat(link.toString()).matches("http://127\\.0\\.0\\.1:\\d+/#t=[0-9a-f]{64}");
            var page =
                    HttpClient.newHttpClient().send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("data-release=\"" + Release.version() + "\"");

            Path running = dir().path().resolve("running.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(running)))
                    .isEqualTo("rw-------");
            assertThat(RunningBridge.find(dir()).orElseThrow().toString())
                    .doesNotContain(link.getFragment().substring(2));
            assertThat(talk.toString()).doesNotContain(link.getFragment().substring(2));
            assertThat(dir().log()).exists();
            assertThat(Files.readString(dir().log()))
                    .doesNotContain(link.getFragment().substring(2));
        }
        assertThat(dir().path().resolve("running.json")).doesNotExist();
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_second_start_with_the_same_data_ends_with_75_and_touches_nothing() throws Exception {
        try (Closing closing = new Closing()) {
            run(new FakeBridge(), 0, new StringWriter(), closing);
            String before = listing();
            Ended second = dialtone("run", "--no-open", "--data-dir", temp.toString());
            assertThat(second.code()).isEqualTo(75);
            assertThat(second.out()).isEmpty();
            assertThat(second.talk()).contains("Another Dialtone uses " + dir().path());
            assertThat(listing()).isEqualTo(before);
        }
    }

    private String listing() throws IOException {
        StringBuilder listing = new StringBuilder();
        try (Stream<Path> files = Files.walk(temp).sorted()) {
            for (Path file : files.toList()) {
                listing.append(file)
                        .append(' ')
                        .append(Files.getLastModifiedTime(file))
                        .append('\n');
            }
        }
        return listing.toString();
    }

    @Test
    void a_taken_port_gives_the_next_free_one_and_a_message() throws Exception {
        try (ServerSocketChannel taken = dialtone.web.server.LoopbackPort.listen(0);
                Closing closing = new Closing()) {
            int port = taken.socket().getLocalPort();
            StringWriter talk = new StringWriter();
            URI link = run(new FakeBridge(), port, talk, closing);
            assertThat(link.getPort()).isGreaterThan(port);
            assertThat(talk.toString()).contains("Port " + port + " is taken: using " + link.getPort() + ".");
        }
    }

    @Test
    void the_other_commands_talk_to_the_bridge_that_runs() throws Exception {
        FakeBridge bridge = new FakeBridge();
        String place = "--data-dir=" + temp;
        try (Closing closing = new Closing()) {
            run(bridge, 0, new StringWriter(), closing);
            assertThat(dialtone("card", place)).isEqualTo(new Ended(0, "dialtone:dtrt1alice\n", ""));
            assertThat(dialtone("friend", "add", "dtrt1bob", "--name", "Bob", place)
                            .out())
                    .isEqualTo(FakeBridge.BOB + "\tunverified\tBob\n");
            assertThat(dialtone("friend", "list", place).out()).isEqualTo(FakeBridge.BOB + "\tunverified\tBob\n");
            assertThat(dialtone("inspect", "44540101", place).out())
                    .startsWith("introduction frame\n")
                    .contains("flag");
            assertThat(dialtone("friend", "remove", "Bob", place)).isEqualTo(new Ended(0, "", ""));
            assertThat(dialtone("friend", "list", place).out()).isEmpty();

            Ended unknown = dialtone("friend", "remove", "Bob", place);
            assertThat(unknown.code()).isEqualTo(1);
            assertThat(unknown.talk()).contains("no friend with the id or name Bob");
            Ended refused = dialtone("friend", "add", "nonsense", place);
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.talk()).contains("expected a card that begins with dtrt1");
        }
    }

    @Test
    void a_file_is_received_or_declined_by_its_name_which_is_not_needed_where_one_waits() throws Exception {
        FakeBridge bridge = new FakeBridge();
        String place = "--data-dir=" + temp;
        try (Closing closing = new Closing()) {
            run(bridge, 0, new StringWriter(), closing);
            dialtone("friend", "add", "dtrt1bob", "--name", "Bob", place);

            bridge.offers(List.of("film.mkv"), "offered", "accepted", "verified", "done");
            Ended received = dialtone("receive", "Bob", place);
            assertThat(received.code()).as(received.talk()).isZero();
            assertThat(received.out()).isEqualTo("/home/alice/film.mkv\n");
            assertThat(received.talk())
                    .contains("0 bytes of 7 bytes: it goes on while there is a link to Bob.", "Received.");
            assertThat(bridge.decisions()).hasSize(1).first().asString().startsWith("ACCEPT");

            bridge.offers(List.of("film.mkv"), "offered", "failed");
            Ended failed = dialtone("receive", "Bob", "film.mkv", place);
            assertThat(failed.code()).isEqualTo(1);
            assertThat(failed.talk()).contains("Not received: failed.");
            bridge.offers(List.of("film.mkv"), "offered");
            assertThat(dialtone("receive", "--decline", "Bob", place)).isEqualTo(new Ended(0, "", "Declined.\n"));
            assertThat(bridge.decisions()).hasSize(3).last().asString().startsWith("DECLINE");

            assertThat(dialtone("receive", "Bob", "song.mp3", place).talk())
                    .contains("Bob offers no song.mp3. What waits:", "film.mkv (7 bytes)");
            bridge.offers(List.of("film.mkv", "song.mp3"), "offered");
            Ended several = dialtone("receive", "Bob", place);
            assertThat(several.code()).isEqualTo(1);
            assertThat(several.talk()).containsSubsequence("Several files of Bob wait", "song.mp3", "film.mkv");
            bridge.offers(List.of("film.mkv"), "done");
            assertThat(dialtone("receive", "Bob", place).talk()).contains("offers no file that waits for you");
            assertThat(bridge.decisions()).hasSize(3);
        }
    }

    @Test
    void a_bridge_that_died_without_tidying_up_is_noticed() throws Exception {
        dir().create();
        OwnerOnly.write(dir().path().resolve("running.json"), "{\"port\":1,\"token\":\"00\"}");
        try (DataDir.Lock starting = dir().lock().orElseThrow()) {
            Ended end = dialtone("card", "--data-dir", temp.toString());
            assertThat(end.code()).isEqualTo(1);
            assertThat(end.talk()).contains("does not answer");
            assertThat(starting.channel().isOpen()).isTrue();
        }
        Files.delete(dir().path().resolve("running.json"));
        try (DataDir.Lock starting = dir().lock().orElseThrow()) {
            assertThat(dialtone("card", "--data-dir", temp.toString()).code()).isEqualTo(75);
            assertThat(starting.channel().isOpen()).isTrue();
        }
    }

    @Test
    void the_browser_gets_the_link_through_a_file_of_the_owner() throws Exception {
        dir().create();
        URI link = URI.create("http://127.0.0.1:7001/#t=" + "5e".repeat(32));
        Path file = dir().path().resolve("open.html");
        try (AutoCloseable page = OpenPage.file(link, dir())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(file)).contains("content=\"0; url=" + link + "\"");
            assertThat(page).isNotNull();
        }
        assertThat(file).doesNotExist();
        assertThat(OpenPage.opener("Linux", Map.of())).isEmpty();
        assertThat(OpenPage.opener("Linux", Map.of("DISPLAY", ":0"))).contains("xdg-open");
        assertThat(OpenPage.opener("Mac OS X", Map.of())).contains("open");
    }

    @Test
    void what_was_opened_is_closed_once_in_reverse_order_even_when_one_fails() {
        StringBuilder order = new StringBuilder();
        Closing closing = new Closing();
        closing.add(() -> order.append("1"));
        closing.add(() -> {
            order.append("2");
            throw new IOException("on purpose");
        });
        closing.add(() -> order.append("3"));
        closing.close();
        closing.close();
        closing.add(() -> order.append("late"));
        assertThat(order).hasToString("321late");
    }
}
