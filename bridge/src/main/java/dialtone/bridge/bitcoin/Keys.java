package dialtone.bridge.bitcoin;

import dialtone.bridge.store.Database;
import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.identity.Identity;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;

/**
 * The wallet's keys: BIP-84, m/84'/coin'/0'/branch/index, one P2WPKH script each.
 *
 * <p>Whoever restores the wallet from its words looks {@link #GAP_LIMIT} indexes beyond the last one that was paid. So no more than that many are ever in use beyond the
 * highest one paid in a block; a burst of frames without a block in between reuses change keys instead.
 */
final class Keys {

    /** BIP-44, "Address gap limit". */
    static final int GAP_LIMIT = 20;

    static final int RECEIVE = 0;
    static final int CHANGE = 1;

    /** Not of the wallet: our day keys (protocol.md, section 3), which an invitation may pay. The index is the day, counted from 1970. */
    static final int DAY = 2;

    /** Where a key stands below the account. */
    record Path(int branch, int index) {}

    private record Branch(int next, int offered, int confirmed) {}

    private final Database database;
    private final BitcoinNetwork network;
    private final Identity identity;
    private final DeterministicKey[] branches = new DeterministicKey[2];
    // Every key that may be paid, by the hash of its public key and by its path. Grows only. Deriving one costs as much
    // as a signature.
    private final Map<Bytes, Path> watched = new ConcurrentHashMap<>();
    private final Map<Path, ECKey> derived = new ConcurrentHashMap<>();
    private final int[] watchedUpTo = {0, 0};

    Keys(Database database, Chain chain, byte[] walletSeed) {
        identity = Identity.fromSeed(Bytes.of(walletSeed), chain);
        this.database = database;
        this.network = Networks.of(chain);
        DeterministicKey account = HDKeyDerivation.createMasterPrivateKey(walletSeed);
        for (int level : new int[] {84, chain.coinType(), 0}) {
            account = HDKeyDerivation.deriveChildKey(account, new ChildNumber(level, true));
        }
        for (int branch : new int[] {RECEIVE, CHANGE}) {
            branches[branch] = HDKeyDerivation.deriveChildKey(account, new ChildNumber(branch, false));
            watch(branch, branch(branch).next());
        }
    }

    ECKey key(Path path) {
        return derived.computeIfAbsent(path, this::derive);
    }

    private ECKey derive(Path path) {
        if (path.branch() == DAY) {
            return ECKey.fromPrivate(
                    identity.dayKey(LocalDate.ofEpochDay(path.index())).secret().toArray());
        }
        return HDKeyDerivation.deriveChildKey(branches[path.branch()], new ChildNumber(path.index(), false));
    }

    Script script(Path path) {
        return ScriptBuilder.createP2WPKHOutputScript(key(path));
    }

    String address(Path path) {
        return key(path).toAddress(ScriptType.P2WPKH, network).toString();
    }

    /** Whose key a script pays, if it is one of ours: OP_0, then a push of the 20 bytes of a public key's hash. */
    Optional<Path> find(byte[] script) {
        return hashOf(script).map(watched::get);
    }

    /** The hash160 that a P2WPKH script pays; empty for any other script. */
    static Optional<Bytes> hashOf(byte[] script) {
        return script.length == 22 && script[0] == 0 && script[1] == 20
                ? Optional.of(Bytes.of(Arrays.copyOfRange(script, 2, 22)))
                : Optional.empty();
    }

    int watchedCount() {
        return watched.size();
    }

    /** The address to show: the first that nobody has paid yet. */
    String receiveAddress() {
        return address(new Path(RECEIVE, branch(RECEIVE).next()));
    }

    /** Another address than the ones shown before, until the gap limit makes them come round again. */
    String freshAddress() {
        return database.transaction(() -> {
            Branch receive = branch(RECEIVE);
            int fresh = Math.max(receive.next(), receive.offered() + 1);
            if (fresh >= receive.next() + GAP_LIMIT) {
                fresh = receive.next();
            }
            database.update("UPDATE key_branches SET offered = ? WHERE branch = ?", fresh, RECEIVE);
            return address(new Path(RECEIVE, fresh));
        });
    }

    /** The key for one change output. Inside the transaction that signs. */
    Path nextChange() {
        Path path = peekChange();
        paid(path, false);
        return path;
    }

    /** What {@link #nextChange} would give. */
    Path peekChange() {
        Branch change = branch(CHANGE);
        return new Path(CHANGE, Math.min(change.next(), change.confirmed() + GAP_LIMIT));
    }

    /** A key was paid, so the ones after it are watched too. */
    void paid(Path path, boolean inBlock) {
        if (path.branch() == DAY) {
            return; // found by the frame it came with, not by watching
        }
        database.update(
                "UPDATE key_branches SET next = max(next, ?), confirmed = max(confirmed, ?) WHERE branch = ?",
                path.index() + 1,
                inBlock ? path.index() : -1,
                path.branch());
        watch(path.branch(), path.index() + 1);
    }

    /** After {@link Coins#rollBack}: what the blocks that are out had paid does not count for the gap limit. */
    void rollBack() {
        database.update("""
                UPDATE key_branches SET confirmed = coalesce(
                    (SELECT max(key_index) FROM coins WHERE coins.branch = key_branches.branch AND height IS NOT NULL), -1)""");
    }

    private synchronized void watch(int branch, int next) {
        for (; watchedUpTo[branch] < next + GAP_LIMIT; watchedUpTo[branch]++) {
            Path path = new Path(branch, watchedUpTo[branch]);
            watched.put(Bytes.of(key(path).getPubKeyHash()), path);
        }
    }

    private Branch branch(int branch) {
        return database.first(
                        "SELECT next, offered, confirmed FROM key_branches WHERE branch = ?",
                        row -> new Branch(row.integer("next"), row.integer("offered"), row.integer("confirmed")),
                        branch)
                .orElseThrow();
    }
}
