package dialtone.bridge.bitcoin;

/**
 * What we pay per virtual byte: the largest minimum (BIP-133 feefilter) that a connected node told us, so that every one of them relays the frame, but never less than the
 * configured floor. A node that asks for more than the configured cap is not followed: it may lie, or still be syncing (Core asks for the maximum then).
 */
final class FeeRate {

    private final double floorSatPerVbyte;
    private final double capSatPerVbyte;
    private final Nodes nodes;

    FeeRate(BitcoinConfig config, Nodes nodes) {
        this.floorSatPerVbyte = config.feeFloorSatPerVbyte();
        this.capSatPerVbyte = config.feeCapSatPerVbyte();
        this.nodes = nodes;
    }

    double capSatPerVbyte() {
        return capSatPerVbyte;
    }

    double floorSatPerVbyte() {
        return floorSatPerVbyte;
    }

    double satPerVbyte() {
        return nodes.ready().stream()
                .flatMapToDouble(node -> node.feeFloorSatPerVbyte().stream())
                .filter(floor -> floor <= capSatPerVbyte)
                .reduce(floorSatPerVbyte, Math::max);
    }

    /** Rounded up: a node that computes with the same rate must not find it a satoshi short. */
    static long feeSat(int vsize, double satPerVbyte) {
        return (long) Math.ceil(vsize * satPerVbyte);
    }
}
