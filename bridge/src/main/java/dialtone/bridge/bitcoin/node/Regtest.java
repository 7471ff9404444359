package dialtone.bridge.bitcoin.node;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.base.internal.ByteUtils;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.NetworkParameters;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.params.RegTestParams;

/** The constants of the regtest network (Bitcoin Core, {@code kernel/chainparams.cpp}, CRegTestParams). */
final class Regtest {
    static final BitcoinNetwork NETWORK = BitcoinNetwork.REGTEST;
    static final NetworkParameters PARAMS = RegTestParams.get();

    static final int COINBASE_MATURITY = 100;
    static final int MAX_BLOCK_WEIGHT = 4_000_000;

    private static final long SUBSIDY_SAT = 50L * 100_000_000;
    private static final int HALVING_INTERVAL = 150;
    private static final BigInteger TARGET = ByteUtils.decodeCompactBits(Block.EASIEST_DIFFICULTY_TARGET);

    private Regtest() {}

    static Block genesis() {
        return PARAMS.getGenesisBlock();
    }

    static long subsidySat(int height) {
        int halvings = height / HALVING_INTERVAL;
        return halvings >= Long.SIZE ? 0 : SUBSIDY_SAT >> halvings;
    }

    static boolean hasProofOfWork(Block block) {
        return block.getDifficultyTarget() == Block.EASIEST_DIFFICULTY_TARGET
                && block.getHash().toBigInteger().compareTo(TARGET) <= 0;
    }

    /** Every second hash is under regtest's target. Not {@link Block#solve()}: it reads the caller's bitcoinj {@code Context}. */
    static Block solve(
            long version, Sha256Hash previous, Sha256Hash root, Instant time, List<Transaction> transactions) {
        for (int nonce = 0; ; nonce++) {
            byte[] header = ByteBuffer.allocate(Block.HEADER_SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) version)
                    .put(previous.serialize())
                    .put(root.serialize())
                    .putInt((int) time.getEpochSecond())
                    .putInt((int) Block.EASIEST_DIFFICULTY_TARGET)
                    .putInt(nonce)
                    .array();
            if (Sha256Hash.wrapReversed(Sha256Hash.hashTwice(header))
                            .toBigInteger()
                            .compareTo(TARGET)
                    <= 0) {
                return new Block(version, previous, root, time, Block.EASIEST_DIFFICULTY_TARGET, nonce, transactions);
            }
        }
    }
}
