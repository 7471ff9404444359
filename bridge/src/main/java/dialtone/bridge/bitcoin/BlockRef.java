package dialtone.bridge.bitcoin;

import java.time.Instant;

/**
 * A block of the best chain.
 *
 * @param hash as people write it: the hash's bytes reversed, in hex
 * @param time what its miner wrote into the header
 */
public record BlockRef(String hash, int height, Instant time) {}
