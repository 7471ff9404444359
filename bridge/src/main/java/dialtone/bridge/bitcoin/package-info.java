/** Frames over Bitcoin: {@link dialtone.bridge.bitcoin.BitcoinClient} is the entry. No bitcoinj type leaves this package. */
package dialtone.bridge.bitcoin;
