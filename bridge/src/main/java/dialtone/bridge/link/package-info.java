/**
 * Links that the bridge holds ({@code docs/protocol.md}, section 8; {@code docs/architecture.md}, "Who holds a link"): what {@code links.js}, {@code link.js} and
 * {@code redial.js} are where the browser holds them. Start with {@link dialtone.bridge.link.Links}.
 *
 * <pre>
 *  (none) --offer, answer, redial--> opening --hello and pong--> connected <--pong-- / --no pong--> silent
 *                                       any --bye, closed, lost--> over
 * </pre>
 *
 * <p>Everything here happens on one thread, the bridge's.
 */
package dialtone.bridge.link;
