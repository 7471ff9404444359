/**
 * The connection check: asks the STUN and TURN servers that the user named, over UDP, and says in words what works. {@link dialtone.bridge.ice.ConnectionCheck} is the place to
 * start reading. Links themselves gather with the browser's or libwebrtc's own client.
 *
 * <pre>
 * Binding (RFC 8489): one socket, all servers      which address the routers give us, and whether it is the same at all of them
 * Allocate (RFC 8656): two allocations a server,   whether the server takes the credential, and carries a packet
 *   a packet from one to the other
 * </pre>
 */
package dialtone.bridge.ice;
