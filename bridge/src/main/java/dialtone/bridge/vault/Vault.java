package dialtone.bridge.vault;

import dialtone.bridge.vault.VaultException.Reason;
import dialtone.signaling.ByteReader;
import dialtone.signaling.ByteWriter;
import dialtone.signaling.Bytes;
import dialtone.signaling.crypto.OneTimeBox;
import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Seals a secret under a passphrase, and opens it again.
 *
 * <pre>
 * version(1) = 1 | memory in KiB(4) | passes(1) | lanes(1) | salt(16) | box(size of the secret + 16)
 *
 * key = Argon2id, version 1.3 (RFC 9106): passphrase, salt, memory, passes, lanes, 32 bytes
 * box = AES-256-GCM of the secret under that key; associated data: everything before it
 * </pre>
 *
 * <p>The salt is fresh for each sealing, so no two get one key: that is what {@link OneTimeBox} asks for. Either direction takes about a second and 256 MiB.
 */
public final class Vault {

    private static final int VERSION = 1;
    private static final int SALT_SIZE = 16;
    private static final long SPARE_MEMORY = 64L << 20;

    /** What a guess costs. */
    record Cost(int memoryKib, int passes, int lanes) {

        /** What version 1 writes, and the least that it reads: a header that asks for less was changed. */
        static final Cost USUAL = new Cost(256 * 1024, 3, 4);

        /** A gigabyte and half a minute: a header that asks for more was changed. */
        private static final Cost MOST = new Cost(1024 * 1024, 10, 16);

        private boolean isBetween(Cost least, Cost most) {
            return memoryKib >= least.memoryKib
                    && memoryKib <= most.memoryKib
                    && passes >= least.passes
                    && passes <= most.passes
                    && lanes >= least.lanes
                    && lanes <= most.lanes;
        }
    }

    private final SecureRandom random;
    private final Cost cost;

    public Vault(SecureRandom random) {
        this(random, Cost.USUAL);
    }

    /** {@code cost}: of what is sealed, and the least of what is opened. */
    Vault(SecureRandom random, Cost cost) {
        this.random = random;
        this.cost = cost;
    }

    public Bytes seal(Passphrase passphrase, Bytes secret) {
        byte[] fresh = new byte[SALT_SIZE];
        random.nextBytes(fresh);
        Bytes salt = Bytes.of(fresh);
        Bytes header = new ByteWriter()
                .u8(VERSION)
                .u32(cost.memoryKib)
                .u8(cost.passes)
                .u8(cost.lanes)
                .bytes(salt)
                .toBytes();
        return header.concat(OneTimeBox.seal(key(passphrase, salt, cost), header, secret));
    }

    /** Throws a {@link VaultException} when the passphrase is another one or any byte was changed. */
    public Bytes open(Passphrase passphrase, Bytes sealed) {
        if (sealed.size() < 1) {
            throw wrong();
        }
        int version = sealed.at(0);
        return switch (version) {
            case 1 -> openFirst(passphrase, sealed);
            default ->
                throw new VaultException(
                        Reason.NEWER,
                        "The keys were sealed in a form that this release does not know (version " + version
                                + "): start the release that sealed them, or a newer one.");
        };
    }

    private Bytes openFirst(Passphrase passphrase, Bytes sealed) {
        int headerSize = 1 + 4 + 1 + 1 + SALT_SIZE;
        if (sealed.size() < headerSize + OneTimeBox.TAG_SIZE) {
            throw wrong();
        }
        ByteReader in = new ByteReader(sealed.slice(1, headerSize));
        long memoryKib = in.u32("memory");
        Cost asked = new Cost((int) Math.min(memoryKib, Integer.MAX_VALUE), in.u8("passes"), in.u8("lanes"));
        // Before a byte is allocated: whoever can write the file must not make us take 4 TiB, nor derive a cheap key.
        if (!asked.isBetween(cost, Cost.MOST)) {
            throw wrong();
        }
        Bytes key = key(passphrase, in.take(SALT_SIZE, "salt"), asked);
        return OneTimeBox.open(key, sealed.slice(0, headerSize), sealed.slice(headerSize, sealed.size()))
                .orElseThrow(Vault::wrong);
    }

    private static Bytes key(Passphrase passphrase, Bytes salt, Cost cost) {
        requireMemory(1024L * cost.memoryKib);
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .withSalt(salt.toArray())
                .build());
        byte[] key = new byte[OneTimeBox.KEY_SIZE];
        argon2.generateBytes(passphrase.utf8(), key);
        return Bytes.of(key);
    }

    /** Running out of memory in the middle could hit any thread of the bridge. */
    private static void requireMemory(long bytes) {
        long allowed = Runtime.getRuntime().maxMemory();
        long needed = bytes + bytes / 4 + SPARE_MEMORY;
        if (allowed < needed) {
            throw new VaultException(
                    Reason.MEMORY,
                    "The passphrase takes " + (needed >> 20) + " MiB of memory to check, and Java may use "
                            + (allowed >> 20) + " MiB. Start with: java -Xmx" + (needed >> 20)
                            + "m -jar dialtone.jar ...");
        }
    }

    private static VaultException wrong() {
        return new VaultException(
                Reason.WRONG,
                "This passphrase does not open the keys. Check capitals and the keyboard's language and try again;"
                        + " should it be the right one, then the file they lie in was damaged.");
    }
}
