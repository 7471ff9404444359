package dialtone.bridge.bitcoin;

import java.util.Map;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;

/** What a node can lie about. Each is told by all liars of a {@link Fleet}, just before the honest nodes have {@code next}, which holds {@code frame}. */
interface Lie {

    /** What the honest nodes mine next. */
    default Block next(Fleet fleet, Transaction frame) throws Exception {
        return fleet.author.block(fleet.tip(), fleet.payment(2_000), frame);
    }

    void tell(Fleet fleet, ScriptedNode liar, Block next, Transaction frame) throws Exception;

    /** Most lies need no block of their own. */
    @FunctionalInterface
    interface Plain extends Lie {}

    Map<String, Lie> ALL = Map.ofEntries(
            Map.entry("spends of our coin that we did not sign", (Plain) Lies::forgedSpends),
            Map.entry("payments that nobody made", (Plain) Lies::fabricatedPayments),
            Map.entry("an invitation copied into another transaction", (Plain) Lies::copiedInvitation),
            Map.entry("the newest block announced and kept", (Plain) Lies::withheldBlock),
            Map.entry("the newest block announced and denied", (Plain) Lies::deniedBlock),
            Map.entry("a branch the others left, told as the best", (Plain) Lies::staleTip),
            Map.entry("headers without work", (Plain) Lies::headersWithoutWork),
            Map.entry("headers that follow nothing", (Plain) Lies::headersOfNowhere),
            Map.entry("other transactions under the newest header", (Plain) Lies::otherTransactions),
            Map.entry("the newest block with its tail repeated (CVE-2012-2459)", (Plain) Lies::repeatedTail),
            Map.entry("two hashes as one transaction (CVE-2017-12842)", new Lies.HashesAsTransaction()),
            Map.entry("trouble about an honest transaction of 64 bytes", new Lies.SixtyFourBytes()),
            Map.entry("a fee just under the cap", (Plain) (fleet, liar, next, frame) -> liar.wantAtLeast(49_000)),
            Map.entry("an absurd fee", (Plain) (fleet, liar, next, frame) -> liar.wantAtLeast(2_000_000_000L)),
            Map.entry("a clock ten hours ahead", (Plain) Lies::wrongClock),
            Map.entry("a height of two thousand million", (Plain) Lies::absurdHeight),
            Map.entry("6,000 transactions that do not exist", (Plain) Lies::inventoryFlood),
            Map.entry("20 blocks that do not exist", (Plain) Lies::blockInventoryFlood),
            Map.entry("requests for 12,000 things", (Plain) Lies::getDataFlood),
            Map.entry("messages of another network", (Plain) Lies::otherNetwork),
            Map.entry("every block again, three times", (Plain) Lies::replayedBlocks),
            Map.entry("a message of 32 MB that is never sent", (Plain) Lies::oversizedMessage));
}
