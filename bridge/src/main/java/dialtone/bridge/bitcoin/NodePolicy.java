package dialtone.bridge.bitcoin;

/**
 * What a connected node was seen to do with frames of ours since we know it. Nodes do not say what they relay.
 *
 * @param node {@code host:port}; of a public node the name of the seed it was found by
 * @param largestTakenBytes payload of the largest frame it took, 0 while it took none
 * @param smallestRefusedBytes payload of the smallest frame it did not take although others did or it is above 80 bytes, and although it paid what the node asks; 0 while there is none
 */
public record NodePolicy(String node, int largestTakenBytes, int smallestRefusedBytes) {

    boolean takes(int payloadBytes) {
        return largestTakenBytes >= payloadBytes;
    }

    boolean refuses(int payloadBytes) {
        return smallestRefusedBytes != 0 && smallestRefusedBytes <= payloadBytes;
    }
}
