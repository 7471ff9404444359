/**
 * What outlives the process: one SQLite database per data directory. {@link dialtone.bridge.store.Database} is the whole of the plumbing; each part of the bridge keeps its own
 * tables beside its own code.
 */
package dialtone.bridge.store;
