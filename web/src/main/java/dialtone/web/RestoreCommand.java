package dialtone.web;

import dialtone.bridge.vault.Passphrase;
import dialtone.signaling.identity.Mnemonic;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        description =
                "Makes your identity and your wallet from the twelve backup words, in a data directory that has none. Reads"
                        + " the words from the terminal, or from standard input.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone restore                      asks for the words",
            "  dialtone restore --data-dir new < words.txt",
            "  dialtone restore --passphrase-file FILE      and seals the keys with it",
            "",
            "The words are never taken from the command line, where other users and your shell's history would see them.",
            "Friends and chat are not in the words; give your friends nothing new, they still have your card."
        })
final class RestoreCommand implements Callable<Integer> {

    /** Twenty-four words of eight letters, the blanks between them, and room to spare. */
    private static final int MOST_BYTES = 1_000;

    private static final String FIRST_RELEASE = "2026-11-01";

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(
            names = "--since",
            paramLabel = "DATE",
            defaultValue = FIRST_RELEASE,
            description =
                    "When the identity was made, as YYYY-MM-DD: blocks before that day are not read for its coins."
                            + " A late date makes the first start faster, one that is too late hides coins (default:"
                            + " ${DEFAULT-VALUE}, which no identity is older than).")
    private LocalDate since;

    @Override
    public Integer call() throws Exception {
        DataDir dir = place.dataDir();
        Mnemonic words = Mnemonic.parse(readWords(System.console()));
        try (Closing closing = new Closing();
                Passphrase passphrase = passphrase()) {
            Dialtone.occupy(dir, closing);
            PersonalBridge.restore(
                    dir, words, since.atStartOfDay(ZoneOffset.UTC).toInstant());
            PersonalBridge restored = closing.add(PersonalBridge.atRest(dir));
            if (!passphrase.isEmpty()) {
                restored.setPassphrase(passphrase, passphrase);
            }
            spec.commandLine().getErr().println("Restored into " + dir.path() + ". This is your card again:");
            spec.commandLine().getOut().println(restored.card().link());
        }
        return 0;
    }

    /** Only from a file: at the terminal {@code dialtone passphrase} asks for it in its own time. */
    private Passphrase passphrase() throws IOException {
        return place.hasPassphraseFile() ? place.passphrase().current("").requireStrong() : Passphrase.of(new char[0]);
    }

    private static String readWords(Console console) throws IOException {
        if (console != null) {
            String line = console.readLine("Your backup words, with blanks between them: ");
            return line == null ? "" : line;
        }
        return new String(System.in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }
}
