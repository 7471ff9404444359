/**
 * TCP connections over a link ({@code docs/protocol.md}, 8.7): {@link dialtone.bridge.link.forward.Forwards} is where to start. One channel carries one connection; {@code Relay} is
 * either end of it, once both sides are connected.
 *
 * <p>Each connection has two threads while it lasts, one for each direction, because sockets and streams of processes block.
 */
package dialtone.bridge.link.forward;
