package dialtone.bridge.bitcoin;

/**
 * All coins that can be spent now, in one transaction to somebody else's address.
 *
 * @param amountSat what arrives there
 * @param feeSat what the miner gets
 * @param coins how many are spent
 * @param txid as people write it; empty while it is only a quote
 */
public record Withdrawal(Destination to, long amountSat, long feeSat, int coins, String txid) {}
