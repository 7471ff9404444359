package dialtone.web;

import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which data: the options that every command but the demo shares. */
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
            description = "The Bitcoin network. This release runs on regtest only, a chain of your own (default:"
                    + " ${DEFAULT-VALUE}).")
    private String network;

    DataDir dataDir() {
        return DataDir.of(Optional.ofNullable(root), chain());
    }

    private Chain chain() {
        Chain chain;
        try {
            chain = Chain.parse(network);
        } catch (MalformedException e) {
            throw new ParameterException(command.commandLine(), "--network: " + e.getMessage());
        }
        if (chain != Chain.REGTEST) {
            throw new ParameterException(
                    command.commandLine(),
                    "--network " + network
                            + ": this release runs on regtest only, with the node it brings along or with"
                            + " one of your own (--node).");
        }
        return chain;
    }
}
