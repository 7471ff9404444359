/**
 * The Dialtone protocol, pure: {@code docs/protocol.md} as code. It reads no clock, opens no socket, starts no thread and makes no randomness: time and random source are
 * arguments.
 *
 * <pre>
 *  Alice (inviter)                                             Bob (invitee)
 *
 *  ContactCard  &lt;------------- exchanged once, any way -------------&gt;  ContactCard
 *
 *  Descriptor.fromSdp(offer)
 *  Introduction.sealInvitation  --- OP_RETURN, 240 bytes ---&gt;  Opener.recognises, Opener.open -&gt; Opened.Invitation
 *    keeps the EphemeralSecret                                 Handshake: InvitationConsumed, rings
 *  Handshake: InvitationCreated                                user accepts: Descriptor.usableFor, toOfferSdp -&gt; browser
 *                                                              Descriptor.fromSdp(answer)
 *  Opener.open -&gt; Opened.Acceptance  &lt;-- OP_RETURN, 240 bytes ---  Introduction.sealAcceptance
 *  Descriptor.usableFor, toAnswerSdp -&gt; browser
 *
 *  PairSecret  ====================== the link is open ======================  PairSecret
 * </pre>
 *
 * <p>Start with {@link dialtone.signaling.identity.Identity} and {@link dialtone.signaling.identity.ContactCard}, then
 * {@link dialtone.signaling.frame.Introduction} and {@link dialtone.signaling.frame.Opener}, then {@link dialtone.signaling.handshake.Handshake}; from the
 * second contact on {@link dialtone.signaling.reunion.Reunion}, and on the open link {@link dialtone.signaling.link.Hello} and
 * {@link dialtone.signaling.reunion.Ratchet}. {@code docs/library.md} shows all of it in one program that runs.
 */
package dialtone.signaling;
