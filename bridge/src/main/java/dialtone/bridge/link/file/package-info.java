/**
 * Files over a link ({@code docs/protocol.md}, 8.6): {@link dialtone.bridge.link.file.Transfers} is where to start. One channel carries one file; {@code FileSender} and {@code
 * FileReceiver} are its two ends and live as long as the channel, the row in the database lives until the file is there.
 *
 * <p>Everything happens on one thread, the disk's, in steps of at most 1 MiB, so that no file waits long for another.
 */
package dialtone.bridge.link.file;
