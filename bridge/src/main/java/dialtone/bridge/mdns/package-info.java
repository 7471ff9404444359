/**
 * Turns the {@code UUID.local} names that a browser puts into an offer in place of this machine's addresses back into those addresses, by multicast DNS
 * (RFC 6762). Only our own browser can answer usefully: an answer counts when it names an address of this machine. Start at
 * {@link dialtone.bridge.mdns.MdnsResolver}.
 */
package dialtone.bridge.mdns;
