package dialtone.web;

import dialtone.signaling.Chain;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Mainnet is asked about once for each data directory, before there is a wallet in it. */
final class RealMoney {

    private static final String AGREED = "mainnet-agreed";

    private static final String TERMS = """
            On mainnet calls cost real bitcoin. The first call to a friend takes a transaction of about 381 vB, and
            answering one takes another: at 1 sat/vB 381 sat each. Calls over an open link cost nothing. The keys lie
            open in your data directory until you set a passphrase (dialtone passphrase), and this is a young program:
            keep only small amounts in its wallet.""";

    private RealMoney() {}

    /** @param yes agreed on the command line */
    static void agree(DataDir dir, boolean yes, PrintWriter talk) throws IOException {
        Path agreed = dir.path().resolve(AGREED);
        if (dir.network() != Chain.MAINNET || Files.exists(agreed)) {
            return;
        }
        talk.println(TERMS);
        talk.flush();
        Console console = System.console();
        if (!yes && console == null) {
            throw new CommandFailure("Nothing was started. To agree without a terminal, add --yes.");
        }
        if (!yes && !"yes".equalsIgnoreCase(console.readLine("Type yes to go on: "))) {
            throw new CommandFailure("Nothing was started. Without --network mainnet, everything is for free.");
        }
        OwnerOnly.write(agreed, "");
    }
}
