package dialtone.web;

import dialtone.bridge.vault.Passphrase;
import dialtone.web.server.BridgeApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "passphrase",
        description =
                "Seals your keys on the disk with a passphrase, changes it, or removes it, whether your bridge runs or not."
                        + " Asks at the terminal; without one it reads standard input: the present passphrase, if there"
                        + " is one, and in the next line the new one.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone passphrase                   sets or changes it; asks",
            "  dialtone passphrase --remove",
            "  dialtone passphrase --passphrase-file old --new-passphrase-file new",
            "",
            "It protects your identity, your coins and the secrets of calls from whoever",
            "gets the disk; not the names of friends, chat, or the list of transactions.",
            "There is no way back in without it but your backup words. It is never taken",
            "from the command line, where other users and your shell's history would see it."
        })
final class PassphraseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceOptions place;

    @Option(
            names = "--new-passphrase-file",
            paramLabel = "FILE",
            description = "Take the new passphrase from the first line of FILE.")
    private Path newFile;

    @Option(names = "--remove", description = "Remove it: from then on the keys lie open on the disk.")
    private boolean remove;

    @Override
    public Integer call() throws Exception {
        if (remove && newFile != null) {
            throw new ParameterException(
                    spec.commandLine(), "--remove and --new-passphrase-file: expected one of the two");
        }
        PrintWriter talk = spec.commandLine().getErr();
        try (ReachedBridge reached = place.reachLocked()) {
            BridgeApi bridge = reached.api();
            BridgeApi.Owner owner = bridge.owner();
            if (remove && !owner.passphrase()) {
                throw new CommandFailure("There is no passphrase to remove.");
            }
            try (Passphrase current = owner.passphrase() ? place.passphrase().current("Present passphrase: ") : none();
                    Passphrase fresh = fresh()) {
                talk.println("This takes a few seconds.");
                talk.flush();
                if (owner.locked()) {
                    bridge.unlock(current);
                }
                bridge.setPassphrase(current, fresh);
            }
            talk.println(
                    remove
                            ? "The passphrase is removed: your keys lie open on the disk again."
                            : "Your keys are sealed. Every start asks for the passphrase from now on.");
        }
        return 0;
    }

    private Passphrase fresh() throws IOException {
        return remove ? none() : place.passphrase().fresh(Optional.ofNullable(newFile));
    }

    private static Passphrase none() {
        return Passphrase.of(new char[0]);
    }
}
