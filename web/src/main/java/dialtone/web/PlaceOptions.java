package dialtone.web;

import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which data, and what opens it: the options that every command but the demo shares. */
final class PlaceOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Keep everything below DIR, one directory for each network. Default: the system's place for"
                    + " such data, $XDG_DATA_HOME/dialtone on Linux.")
    private Path root;

    @Option(
            names = "--network",
            paramLabel = "NETWORK",
            defaultValue = "regtest",
            description = "The Bitcoin network: mainnet, testnet (3), signet or regtest, a chain of your own (default:"
                    + " ${DEFAULT-VALUE}). Each has an identity, a wallet and friends of its own.")
    private String network;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Take the passphrase of your keys from the first line of FILE, if they are sealed with one."
                    + " Default: the terminal asks.")
    private Path passphraseFile;

    PassphraseInput passphrase() {
        return new PassphraseInput(
                Optional.ofNullable(passphraseFile), command.commandLine().getErr());
    }

    /** Opens sealed keys. */
    ReachedBridge reach() throws IOException {
        ReachedBridge reached = reachLocked();
        try {
            passphrase().unlock(reached.api(), dataDir());
            return reached;
        } catch (IOException | RuntimeException e) {
            reached.close();
            throw e;
        }
    }

    /** Leaves sealed keys as they are. */
    ReachedBridge reachLocked() throws IOException {
        return ReachedBridge.of(dataDir());
    }

    boolean hasPassphraseFile() {
        return passphraseFile != null;
    }

    DataDir dataDir() {
        return DataDir.of(Optional.ofNullable(root), chain());
    }

    private Chain chain() {
        if (network.equalsIgnoreCase("testnet4")) {
            throw new ParameterException(
                    command.commandLine(), "--network testnet4: this release knows testnet 3 only; signet serves too.");
        }
        try {
            return Chain.parse(network);
        } catch (MalformedException e) {
            throw new ParameterException(command.commandLine(), "--network: " + e.getMessage());
        }
    }
}
