/**
 * From the second contact on: the state that two friends keep, its renewal over a link, and the frames of at most 80 bytes that come out of it
 * ({@code docs/protocol.md}, sections 9 and 10).
 *
 * <pre>
 *  Alice (inviter)                                              Bob (invitee)
 *
 *  PairState.introduced                                         PairState.introduced, TagTable.put
 *  reserve -&gt; SendSlot: credentials, synthesizedAnswer
 *  Reunion.sealInvitation  ---- OP_RETURN, 40 bytes ----&gt;       TagTable.find, ReunionOpener.open -&gt; ReunionOpened.Invitation
 *        &lt;----------------- dials, no second transaction -----  user accepts
 *  Ratchet  &lt;================ the link is open ================&gt;  Ratchet
 * </pre>
 */
package dialtone.signaling.reunion;
