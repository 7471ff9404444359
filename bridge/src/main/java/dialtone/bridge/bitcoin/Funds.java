package dialtone.bridge.bitcoin;

/**
 * What we can spend.
 *
 * @param balanceSat can be spent now
 * @param pendingSat on its way to us: not confirmed yet, or mined and not mature
 * @param readyCoins how many frames could be broadcast now without waiting for each other
 * @param address to receive coins at
 * @param uri the same as a {@code bitcoin:} URI
 * @param feeRateSatPerVbyte what the next frame would pay
 */
public record Funds(
        long balanceSat, long pendingSat, int readyCoins, String address, String uri, double feeRateSatPerVbyte) {}
