package dialtone.signaling;

import java.util.Locale;

/** A Bitcoin network. Its id stands in every key derivation and signature, so that nothing made for one network opens on another. */
public enum Chain {
    MAINNET(0, "mainnet"),
    TESTNET(1, "testnet"),
    SIGNET(2, "signet"),
    REGTEST(3, "regtest");

    private final byte id;
    private final String label;

    Chain(int id, String label) {
        this.id = (byte) id;
        this.label = label;
    }

    public byte id() {
        return id;
    }

    public String label() {
        return label;
    }

    /** SLIP-44: coin type 0 is Bitcoin, 1 is every test network. */
    public int coinType() {
        return this == MAINNET ? 0 : 1;
    }

    /** Reads a label, in any case, or Bitcoin Core's names {@code main}, {@code testnet4}. */
    public static Chain parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        for (Chain chain : values()) {
            if (chain.label.equals(wanted)) {
                return chain;
            }
        }
        return switch (wanted) {
            case "main" -> MAINNET;
            case "testnet4" -> TESTNET;
            default ->
                throw new MalformedException(
                        "network", "mainnet, testnet, signet or regtest", MalformedException.quote(text));
        };
    }
}
