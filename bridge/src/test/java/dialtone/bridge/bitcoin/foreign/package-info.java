/**
 * Bitcoin nodes that others wrote, for tests: bcoin and Bitcoin Core, each where a machine has it. A jar of their own, because the end-to-end tests use them too and shall see nothing
 * else of the bridge.
 */
package dialtone.bridge.bitcoin.foreign;
