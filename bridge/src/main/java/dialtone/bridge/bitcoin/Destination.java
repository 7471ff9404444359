package dialtone.bridge.bitcoin;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.MalformedException;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.AddressParser;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.script.ScriptBuilder;

/** Somebody else's Bitcoin address on one network. {@code script}: what pays it. */
public record Destination(String address, Bytes script) {

    private static final String SCHEME = "bitcoin:";
    private static final int LONGEST = 200;

    /** Reads an address of any kind, or the address of a {@code bitcoin:} URI (BIP-21), of which the rest is ignored. */
    public static Destination parse(Chain chain, String text) {
        String bare = text.strip();
        if (bare.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            bare = bare.substring(SCHEME.length()).split("\\?", 2)[0];
        }
        try {
            if (bare.length() > LONGEST) {
                throw new AddressFormatException("too long");
            }
            Address address = AddressParser.getDefault(Networks.of(chain)).parseAddress(bare);
            byte[] script = ScriptBuilder.createOutputScript(address).program();
            return new Destination(address.toString(), Bytes.of(script));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("Bitcoin address", "one of " + chain.label(), MalformedException.quote(bare));
        }
    }
}
