package dialtone.web;

import dialtone.bridge.vault.VaultException;
import dialtone.signaling.SignalingException;
import dialtone.web.server.BridgeApi;
import java.io.IOException;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

@Command(
        name = "dialtone",
        description = "Call a friend from a browser tab. No signaling server: Bitcoin carries the ring.",
        mixinStandardHelpOptions = true,
        versionProvider = Release.class,
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            CardCommand.class,
            FriendCommand.class,
            SendCommand.class,
            ReceiveCommand.class,
            ReceivedCommand.class,
            ForwardCommand.class,
            AllowCommand.class,
            InspectCommand.class,
            RestoreCommand.class,
            PassphraseCommand.class,
            CheckCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dialtone demo                     Alice and Bob on this machine: two links",
            "  dialtone run --name Alice         your bridge; prints the link of its page",
            "  dialtone card                     your card, to give to a friend",
            "  dialtone friend add CARD          a friend's card, to call them",
            "  dialtone send FILE FRIEND         a file over the link to them",
            "  dialtone receive FRIEND           a file that they offer",
            "  dialtone forward 2222:localhost:22 FRIEND   and ssh over it",
            "  dialtone passphrase               seals your keys on the disk",
            "  dialtone check                    which ways to your friends work",
            "  dialtone COMMAND --help           more about one command",
            "",
            "Data goes to standard output, talk to standard error."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; standard error says why",
            "2:the command line is wrong",
            "75:another Dialtone uses the data directory; try again later",
            "77:other users could read the data directory",
            "130:ended by Ctrl-C (143: by SIGTERM); everything is closed in order"
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command))
                .setParameterExceptionHandler((e, arguments) -> correct(e));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }

    private static int correct(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter talk = command.getErr();
        talk.println(e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, talk);
        talk.println(command.getCommandSpec().qualifiedName() + " --help says more.");
        return CommandFailure.USAGE;
    }

    private static int explain(Exception e, CommandLine command) {
        PrintWriter talk = command.getErr();
        if (e instanceof CommandFailure failure) {
            talk.println(failure.getMessage());
            return failure.exitCode();
        }
        if (e instanceof SignalingException
                || e instanceof BridgeApi.Refused
                || e instanceof VaultException
                || e instanceof IllegalArgumentException) {
            talk.println("Refused: " + e.getMessage());
            return CommandFailure.FAILED;
        }
        if (e instanceof IOException) {
            talk.println("Failed: " + e.getClass().getSimpleName() + ": " + e.getMessage());
            return CommandFailure.FAILED;
        }
        talk.println("This is a defect in Dialtone: " + e);
        LoggerFactory.getLogger(Main.class).error("Command failed", e);
        return CommandFailure.FAILED;
    }
}
