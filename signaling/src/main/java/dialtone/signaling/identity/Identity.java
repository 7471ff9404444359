package dialtone.signaling.identity;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.crypto.PrivateKey;
import dialtone.signaling.crypto.PublicKey;
import java.time.LocalDate;

/**
 * One person on one network, from their backup words.
 *
 * <pre>
 * BIP-39 seed --+-- m/9945h/coin_typeh/0h   identity key B
 *               +-- m/9945h/coin_typeh/1h   seed of DTLS certificates
 *               +-- m/84h/coin_typeh/0h     wallet (BIP-84), derived by the bridge from {@link #walletSeed}
 * </pre>
 *
 * <p>The identity key signs challenges and hellos and never a transaction; the wallet's keys sign transactions and nothing else. A {@link DayKey} signs the transaction that
 * spends what an invitation paid it.
 */
public final class Identity {

    /** Our own purpose in the sense of BIP-43. */
    private static final int PURPOSE = 9945;

    private static final int IDENTITY_KEY = 0;
    private static final int CERTIFICATE_SEED = 1;

    private final Chain chain;
    private final Bytes walletSeed;
    private final PrivateKey key;

    private Identity(Chain chain, Bytes walletSeed, PrivateKey key) {
        this.chain = chain;
        this.walletSeed = walletSeed;
        this.key = key;
    }

    public static Identity fromMnemonic(Mnemonic mnemonic, Chain chain) {
        return fromSeed(mnemonic.seed(""), chain);
    }

    /** From the 64 bytes that {@link Mnemonic#seed} gives, for whoever no longer keeps the words, or the 32 of a {@link WarpWallet}. */
    public static Identity fromSeed(Bytes seed, Chain chain) {
        if (seed.size() != WarpWallet.SEED_BYTES) {
            seed.sized(Mnemonic.SEED_SIZE, "BIP-39 seed");
        }
        PrivateKey key = HardenedKey.master(seed)
                .child(PURPOSE)
                .child(chain.coinType())
                .child(IDENTITY_KEY)
                .key();
        return new Identity(chain, seed, key);
    }

    public Chain chain() {
        return chain;
    }

    public PublicKey publicKey() {
        return key.publicKey();
    }

    /** The 64 bytes (32 of a brain wallet) to derive the BIP-84 wallet from. Secret. */
    public Bytes walletSeed() {
        return walletSeed;
    }

    /** The certificate of our native peer for one friend. Secret, as its private key is in it. */
    public DtlsCertificate certificateFor(PublicKey friend) {
        Bytes certificateSeed = HardenedKey.master(walletSeed)
                .child(PURPOSE)
                .child(chain.coinType())
                .child(CERTIFICATE_SEED)
                .key()
                .secret();
        return DtlsCertificate.derive(certificateSeed, Bytes.of(chain.id()).concat(friend.bytes()));
    }

    /** Our card, with a name as the user typed it, or empty. */
    public ContactCard card(String name) {
        return new ContactCard(chain, publicKey(), ContactCard.cleanName(name));
    }

    /** The private key of our {@link DayKey}. */
    public PrivateKey dayKey(LocalDate day) {
        return key.plus(DayKey.tweak(publicKey(), chain, day));
    }

    /** The identity key itself. */
    public PrivateKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Identity[" + chain.label() + " " + publicKey() + "]";
    }
}
