package dialtone.bridge.vault;

import java.security.SecureRandom;

/** The same bytes and the same checks as the real one, without its second and its 256 MiB. */
public final class CheapVault {

    static final Vault.Cost COST = new Vault.Cost(64, 1, 1);

    private CheapVault() {}

    public static Vault create() {
        return create(new SecureRandom());
    }

    public static Vault create(SecureRandom random) {
        return new Vault(random, COST);
    }
}
