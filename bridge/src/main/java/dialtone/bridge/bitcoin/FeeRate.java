package dialtone.bridge.bitcoin;

/**
 * What we pay per virtual byte, by what the connected nodes take at least (BIP-133 feefilter): what more than half of them take. Between the least that any of them takes and
 * that, no more than the blocks of the last day paid ({@link BlockFees}), so that lying nodes, however many, do not make us overpay while one of them is honest. Never
 * less than the configured floor, and a node that asks for more than the configured cap is not followed: it may lie, or still be syncing (Core asks for the maximum then).
 */
final class FeeRate {

    private final double floorSatPerVbyte;
    private final double capSatPerVbyte;
    private final Nodes nodes;
    private final BlockFees blockFees;

    FeeRate(BitcoinConfig config, Nodes nodes, BlockFees blockFees) {
        this.floorSatPerVbyte = config.feeFloorSatPerVbyte();
        this.capSatPerVbyte = config.feeCapSatPerVbyte();
        this.nodes = nodes;
        this.blockFees = blockFees;
    }

    double capSatPerVbyte() {
        return capSatPerVbyte;
    }

    double floorSatPerVbyte() {
        return floorSatPerVbyte;
    }

    double satPerVbyte() {
        // One that has not said anything takes everything.
        double[] asked = nodes.ready().stream()
                .filter(NodeConnection::relaysTransactions)
                .mapToDouble(node -> node.feeFloorSatPerVbyte().orElse(0))
                .filter(floor -> floor <= capSatPerVbyte)
                .sorted()
                .toArray();
        if (asked.length == 0) {
            return floorSatPerVbyte;
        }
        double most = asked[asked.length / 2];
        double proven = Math.min(most, blockFees.highestSatPerVbyte().orElse(most));
        return Math.max(floorSatPerVbyte, Math.max(asked[0], proven));
    }

    /** Rounded up: a node that computes with the same rate must not find it a satoshi short. */
    static long feeSat(int vsize, double satPerVbyte) {
        return (long) Math.ceil(vsize * satPerVbyte);
    }
}
