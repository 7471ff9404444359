package dialtone.bridge.bitcoin.node;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How an embedded node runs.
 *
 * @param dataDir where chain and treasury key are kept; empty: in memory, gone with the process
 * @param port port on 127.0.0.1; 0 takes any free one
 * @param clock time of blocks and of lock times
 * @param random source of the treasury key
 * @param blockDelay from the first transaction in an empty mempool to the block that confirms it
 * @param faucet what a peer that asks for coins gets; empty: nothing
 */
public record EmbeddedNodeConfig(
        Optional<Path> dataDir,
        int port,
        Clock clock,
        SecureRandom random,
        Duration blockDelay,
        Optional<Faucet> faucet) {

    /** Several outputs, so that one unconfirmed change output does not hold up the next payment. */
    public record Faucet(int outputs, long satEach) {
        public static final Faucet DEFAULT = new Faucet(8, 100_000);

        public Faucet {
            if (outputs < 1 || outputs > Treasury.MAX_OUTPUTS || satEach < StandardPolicy.DUST_P2WPKH_SAT) {
                throw new IllegalArgumentException("expected 1 to " + Treasury.MAX_OUTPUTS + " outputs of at least "
                        + StandardPolicy.DUST_P2WPKH_SAT + " sat, got " + outputs + " of " + satEach);
            }
        }
    }

    public EmbeddedNodeConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("expected a port between 0 and 65535, got " + port);
        }
        if (blockDelay.isNegative()) {
            throw new IllegalArgumentException("expected a block delay of zero or more, got " + blockDelay);
        }
    }

    public static EmbeddedNodeConfig inMemory() {
        return new EmbeddedNodeConfig(
                Optional.empty(), 0, Clock.systemUTC(), new SecureRandom(), Duration.ofSeconds(1), Optional.empty());
    }

    public EmbeddedNodeConfig withDataDir(Path dir) {
        return new EmbeddedNodeConfig(Optional.of(dir), port, clock, random, blockDelay, faucet);
    }

    public EmbeddedNodeConfig withPort(int newPort) {
        return new EmbeddedNodeConfig(dataDir, newPort, clock, random, blockDelay, faucet);
    }

    public EmbeddedNodeConfig withClock(Clock newClock) {
        return new EmbeddedNodeConfig(dataDir, port, newClock, random, blockDelay, faucet);
    }

    public EmbeddedNodeConfig withBlockDelay(Duration delay) {
        return new EmbeddedNodeConfig(dataDir, port, clock, random, delay, faucet);
    }

    public EmbeddedNodeConfig withFaucet(Faucet newFaucet) {
        return new EmbeddedNodeConfig(dataDir, port, clock, random, blockDelay, Optional.of(newFaucet));
    }
}
