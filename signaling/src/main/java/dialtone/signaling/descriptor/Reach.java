package dialtone.signaling.descriptor;

import dialtone.signaling.Bytes;
import dialtone.signaling.Chain;
import dialtone.signaling.descriptor.Address.IPv4;
import dialtone.signaling.descriptor.Address.IPv6;

/**
 * Which addresses of somebody else our own browser may be sent to. ICE sends packets to every candidate, so a stranger's descriptor must not make a scanner of us: what
 * only this machine, this cable or nobody answers at is left out. Private networks stay, because friends sit in the same one.
 */
public enum Reach {
    /** Everything that another machine can have. */
    NETWORK,
    /** That and loopback: both peers run on this machine, as in the demo without a network. */
    THIS_MACHINE;

    private static final int HTTPS = 443;
    private static final int STUN = 3478;
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    /** On regtest both peers may run on this machine, which may have no network at all. */
    public static Reach of(Chain chain) {
        return chain == Chain.REGTEST ? THIS_MACHINE : NETWORK;
    }

    public boolean allows(Candidate candidate) {
        int port = candidate.port();
        boolean portAllowed = port >= FIRST_UNPRIVILEGED_PORT || port == HTTPS || port == STUN;
        return portAllowed && allows(candidate.address());
    }

    private boolean allows(Address address) {
        if (address instanceof IPv4 v4) {
            return allowsV4(v4.bytes());
        }
        // A name made by a browser, which only its own network resolves.
        return !(address instanceof IPv6 v6) || allowsV6(v6.bytes());
    }

    private boolean allowsV4(Bytes ip) {
        return switch (ip.at(0)) {
            case 0 -> false; // this network
            case 127 -> this == THIS_MACHINE;
            case 169 -> ip.at(1) != 254; // link-local, the metadata services of clouds among them
            case 100 -> !ip.hex().equals("646464c8"); // 100.100.100.200, the metadata service of one more
            default -> ip.at(0) < 224; // multicast, reserved, broadcast
        };
    }

    private boolean allowsV6(Bytes ip) {
        String hex = ip.hex();
        if (hex.equals("00000000000000000000000000000001")) {
            return this == THIS_MACHINE;
        }
        if (hex.equals("fd000ec2000000000000000000000254")) { // fd00:ec2::254, a metadata service
            return false;
        }
        // Addresses that lead to an IPv4 one: mapped, compatible and unspecified (RFC 4291), NAT64 (RFC 6052), 6to4
        // (RFC 3056).
        if (hex.startsWith("00000000000000000000ffff")
                || hex.startsWith("000000000000000000000000")
                || hex.startsWith("0064ff9b0000000000000000")) {
            return allowsV4(ip.slice(12, 16));
        }
        if (hex.startsWith("2002")) {
            return allowsV4(ip.slice(2, 6));
        }
        boolean linkLocal = ip.at(0) == 0xfe && (ip.at(1) & 0xc0) == 0x80;
        boolean multicast = ip.at(0) == 0xff;
        return !linkLocal && !multicast;
    }
}
