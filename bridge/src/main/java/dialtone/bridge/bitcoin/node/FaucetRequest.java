package dialtone.bridge.bitcoin.node;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.exceptions.AddressFormatException;

/**
 * How a bridge in another process asks for coins: a BIP-14 comment in its user agent, {@code /dialtone:0.1.0(fund=bcrt1q...)/}. Any other node
 * ignores it.
 */
final class FaucetRequest {
    private static final int MAX_USER_AGENT_CHARS = 256; // Core, MAX_SUBVERSION_LENGTH
    private static final Pattern REQUEST =
            Pattern.compile("/dialtone:[0-9.]{1,20}\\(fund=(bcrt1q[02-9ac-hj-np-z]{38})\\)/");

    private FaucetRequest() {}

    static Optional<SegwitAddress> in(String userAgent) {
        if (userAgent.length() > MAX_USER_AGENT_CHARS) {
            return Optional.empty();
        }
        Matcher matcher = REQUEST.matcher(userAgent);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SegwitAddress.fromBech32(matcher.group(1), Regtest.NETWORK));
        } catch (AddressFormatException wrongChecksum) {
            return Optional.empty();
        }
    }
}
