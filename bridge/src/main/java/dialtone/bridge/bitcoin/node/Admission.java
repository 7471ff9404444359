package dialtone.bridge.bitcoin.node;

import java.util.Set;
import org.bitcoinj.base.Sha256Hash;

/** What the mempool made of a transaction. */
sealed interface Admission {

    record Accepted() implements Admission {}

    /** In the mempool or in a block already. */
    record Known() implements Admission {}

    /** Spends outputs of transactions this node has never seen. */
    record MissingParents(Set<Sha256Hash> txids) implements Admission {}

    record Refused(String reason) implements Admission {}
}
