/** What two friends must say to each other first on an open connection: {@link dialtone.signaling.link.Hello}. */
package dialtone.signaling.link;
