/**
 * The local web server: one page, one WebSocket, a small API, on 127.0.0.1 alone ({@code docs/architecture.md}, "The local server").
 *
 * <p>Any page the user visits can send requests to a port on this machine, so nothing here trusts where a request came from. In the order of a
 * request: {@link dialtone.web.server.Connections} bounds how many and how long, {@link dialtone.web.server.Guard} refuses foreign hosts, foreign
 * origins and missing tokens before Javalin sees them, {@link dialtone.web.server.Routes} has every route on one screen.
 */
package dialtone.web.server;
