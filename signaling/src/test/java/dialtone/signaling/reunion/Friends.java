package dialtone.signaling.reunion;

import dialtone.signaling.Bytes;
import dialtone.signaling.Peers;
import dialtone.signaling.frame.PairSecret;
import java.security.SecureRandom;
import java.util.Random;

/** Alice and Bob after their introduction: Alice's key is the lower one here. */
final class Friends {

    static final PairSecret SECRET = new PairSecret(Peers.filled(32, 0x40));

    private Friends() {}

    static PairState alice() {
        return PairState.introduced(Side.LOWER, SECRET);
    }

    static PairState bob() {
        return PairState.introduced(Side.HIGHER, SECRET);
    }

    static PairSecret secret(Random random) {
        byte[] bytes = new byte[PairSecret.SIZE];
        random.nextBytes(bytes);
        return new PairSecret(Bytes.of(bytes));
    }

    /** The same in every run with the same seed. */
    static SecureRandom repeatable(Random random) {
        return new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                random.nextBytes(bytes);
            }
        };
    }
}
