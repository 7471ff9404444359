package dialtone.bridge.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.Outpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of call costs, by the size of transactions that are really signed. The table stands in docs/measurements.md. */
class CostTest {

    private static final List<Double> RATES = List.of(0.1, 1.0, 5.0);

    @TempDir
    Path directory;

    private Keys keys;
    private final List<String> rows = new ArrayList<>();

    private static List<WalletCoin> coins(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new WalletCoin(
                        new Outpoint(Bytes.of(new byte[32]), i), 1_000_000, new Keys.Path(Keys.RECEIVE, 0), true))
                .toList();
    }

    private void row(String what, String bytes, Transaction signed, int paidFor, int transactions) {
        assertThat(paidFor - signed.getVsize())
                .as("a signature may be a byte or two shorter than what is paid for")
                .isBetween(0, signed.getInputs().size());
        StringBuilder row = new StringBuilder("| %s | %s | %d |".formatted(what, bytes, transactions * paidFor));
        for (double rate : RATES) {
            row.append(" %d |".formatted(transactions * FeeRate.feeSat(paidFor, rate)));
        }
        rows.add(row.toString());
    }

    private void frames(String what, int transactions, int payloadBytes) {
        Transaction signed = FrameTransaction.sign(
                coins(1),
                Bytes.of(new byte[payloadBytes]),
                List.of(),
                List.of(new FrameTransaction.Change(new Keys.Path(Keys.CHANGE, 0), 900_000)),
                keys);
        String bytes = transactions == 1 ? "" + payloadBytes : transactions + " × " + payloadBytes;
        row(what, bytes, signed, FrameTransaction.vsize(1, payloadBytes, 1), transactions);
    }

    private void withdrawal(int inputs) {
        byte[] script = keys.script(new Keys.Path(Keys.RECEIVE, 1)).program();
        Transaction signed = CoinSigner.sign(coins(inputs), List.of(new CoinSigner.Output(script, 900_000)), keys);
        row(
                "withdrawal of " + inputs + (inputs == 1 ? " coin" : " coins"),
                "none",
                signed,
                CoinSigner.vsize(inputs, CoinSigner.Output.bytes(script.length)),
                1);
    }

    @Test
    void theTableOfThePageIsWhatIsPaid() throws Exception {
        try (Database database = Database.open(directory.resolve("cost.db"))) {
            keys = new Keys(database, Chain.REGTEST, Person.seed("alice"));
            frames("introduction and acceptance, two IPv4 candidates", 2, 240);
            frames("introduction and acceptance, one IPv4 and one IPv6", 2, 256);
            frames("reunion and acceptance, two IPv4 candidates", 2, 40);
            frames("the same in one message", 1, 40);
            frames("reunion and acceptance, one IPv4 and one IPv6", 2, 56);
            frames("the same in one message", 1, 56);
            frames("reunion and acceptance, two IPv4 and libwebrtc credentials", 2, 64);
            frames("reunion and acceptance, two IPv4 and a fingerprint", 2, 72);
            frames("reunion and acceptance, the largest", 2, 80);
            frames("batch of 4 reunions, two IPv4 candidates", 1, 160);
            frames("batch of 8 reunions, two IPv4 candidates", 1, 320);
            withdrawal(1);
            withdrawal(4);
        }
        rows.forEach(System.out::println);
        assertThat(Files.readAllLines(Path.of("..", "docs", "measurements.md"))).containsSubsequence(rows);
    }
}
