/** Introduction frames: sections 5 and 6. */
import { NONE, Reader, ascii, changed, concat, equal, fromHex, toHex, unsigned, zeros } from "./bytes.js";
import { ACCEPTANCE, INVITATION, LARGEST, readContent, writeContent } from "./content.js";
import { DAY_SECONDS, dayHash, dayKey, dayOf, privateDayKey } from "./dayKey.js";
import { writeDescriptor } from "./descriptor.js";
import { hkdf, sha256, taggedHash } from "./hashes.js";
import { Refused, check, orRefused } from "./refused.js";
import { checkPublicKey, ecdh, fromX, publicKey, sign, verify } from "./secp256k1.js";
import { outpointBytes } from "./transaction.js";

const FLAG = Uint8Array.of(0x44, 0x54, 1, 1);
const HEADER_SIZE = 4 + 20 + 32;

/**
 * `job`: { type, quiet, network, sender: private key, recipient, now, expiry, outpoints, random, descriptor, accepted: { id, ephemeralX, day } or none }.
 * Gives { payload } and, of an invitation, { id, ephemeral, day }, of an acceptance, { pairSecret }. What `change` changes is authentic and wrong.
 */
export async function seal(job) {
  const { type, network, now, expiry } = job;
  const sender = fromHex(job.sender);
  const recipient = fromHex(job.recipient);
  const outpoints = outpointBytes(job.outpoints);
  const day = dayOf(now);
  const { form, body } = writeDescriptor(job.descriptor);
  const descriptorBytes = concat(unsigned(form, 1), body);
  const ephemeral = await hkdf(
    concat(fromHex(job.random), sender),
    outpoints,
    concat(
      ascii("dialtone/1/ephemeral key"),
      unsigned(network, 1),
      recipient,
      unsigned(day, 8),
      unsigned(expiry, 8),
      descriptorBytes,
      job.quiet ? Uint8Array.of(1) : NONE,
    ),
  );
  const frame = {
    network,
    outpoints,
    theirDayKey: await dayKey(recipient, network, day),
    ephemeralX: publicKey(ephemeral).slice(1),
  };
  const accepted = type === ACCEPTANCE ? fromHex(job.accepted.id) : NONE;
  const hash = await challenge(frame, { type, recipient, expiry, from: publicKey(sender), accepted, descriptorBytes });
  const content = writeContent({
    type,
    who: type === INVITATION ? publicKey(sender) : accepted,
    expirySeconds: expiry - day * DAY_SECONDS,
    form,
    body,
    signature: sign(sender, hash),
    quiet: job.quiet,
    unpadded: job.unpadded,
  });
  const header = concat(FLAG, await dayHash(recipient, network, day), frame.ephemeralX);
  const shared = ecdh(ephemeral, frame.theirDayKey);
  const box = await crypt("encrypt", frame, shared, header, changed(content, job.change));
  const payload = toHex(concat(header, box));
  if (type === INVITATION) {
    return { payload, id: toHex(await invitationId(outpoints, box)), ephemeral: toHex(ephemeral), day };
  }
  const invitation = { x: fromHex(job.accepted.ephemeralX), day: job.accepted.day };
  const secret = await pairSecret(frame, {
    // The same three terms as the inviter's, by the other halves of the keys.
    both: ecdh(ephemeral, fromX(invitation.x)),
    ofInvitation: ecdh(await privateDayKey(sender, network, invitation.day), fromX(invitation.x)),
    ofAcceptance: shared,
    inviter: recipient,
    invitee: publicKey(sender),
    id: accepted,
    invitationX: invitation.x,
  });
  return { payload, pairSecret: toHex(secret) };
}

/**
 * `job`: { payload, network, recipient: private key, outpoints, sentAround, now, pending: [{ id, invitee, ephemeral, day }] }.
 * Gives what was sealed, or { refused: reason of section 6 }.
 */
export const open = (job) => orRefused(() => opened(job));

async function opened(job) {
  const { network, now } = job;
  const payload = fromHex(job.payload);
  const ourKey = fromHex(job.recipient);
  const ours = publicKey(ourKey);
  const today = dayOf(job.sentAround);
  const day = await dayAddressed(payload, ours, network, [today - 1, today, today + 1]);
  check(payload.length <= LARGEST, `${payload.length} bytes`);
  const reader = new Reader(payload);
  const [, , version, kind] = reader.take(4);
  if (version > FLAG[2]) {
    throw new Refused("UNKNOWN_VERSION", `version ${version}`);
  }
  check(version === FLAG[2] && kind === FLAG[3], `version ${version}, kind ${kind}`);
  reader.take(20);
  const frame = {
    network,
    outpoints: outpointBytes(job.outpoints),
    theirDayKey: await dayKey(ours, network, day),
    ephemeralX: reader.take(32),
  };
  const shared = ecdh(await privateDayKey(ourKey, network, day), fromX(frame.ephemeralX));
  const box = reader.take(reader.left);
  const content = readContent(await crypt("decrypt", frame, shared, payload.slice(0, HEADER_SIZE), box));
  const { type, who, descriptor } = content;
  const invitation = type === INVITATION;
  if (invitation) {
    checkPublicKey(who);
  }
  const pending = invitation ? null : job.pending.find((each) => each.id === toHex(who));
  if (pending === undefined) {
    throw new Refused("UNKNOWN_INVITATION", toHex(who));
  }
  const from = invitation ? who : fromHex(pending.invitee);
  const accepted = invitation ? NONE : who;
  const expiry = day * DAY_SECONDS + content.expirySeconds;
  const hash = await challenge(frame, { ...content, recipient: ours, expiry, from, accepted });
  if (!verify(from, hash, content.signature)) {
    throw new Refused("BAD_SIGNATURE", toHex(from));
  }
  if (invitation && equal(from, ours)) {
    throw new Refused("FROM_OURSELVES", "an invitation");
  }
  const missed = expiry <= now;
  if (missed && (!invitation || descriptor.endpoint)) {
    throw new Refused("EXPIRED", `${expiry} is not after ${now}`);
  }
  if (expiry > now + DAY_SECONDS) {
    throw new Refused("EXPIRES_TOO_LATE", `${expiry} is long after ${now}`);
  }
  const all = { type, quiet: content.quiet, from: toHex(from), expiry, missed, descriptor };
  if (invitation) {
    return { ...all, id: toHex(await invitationId(frame.outpoints, box)) };
  }
  const ephemeral = fromHex(pending.ephemeral);
  const secret = await pairSecret(frame, {
    both: ecdh(ephemeral, fromX(frame.ephemeralX)),
    ofInvitation: ecdh(ephemeral, await dayKey(from, network, pending.day)),
    ofAcceptance: shared,
    inviter: ours,
    invitee: from,
    id: accepted,
    invitationX: publicKey(ephemeral).slice(1),
  });
  return { ...all, id: toHex(accepted), pairSecret: toHex(secret) };
}

async function dayAddressed(payload, ours, network, days) {
  if (payload.length >= HEADER_SIZE && equal(payload.slice(0, 2), FLAG.slice(0, 2))) {
    for (const day of days) {
      if (equal(payload.slice(4, 24), await dayHash(ours, network, day))) {
        return day;
      }
    }
  }
  throw new Refused("NOT_FOR_US", "no key of these days");
}

/** Section 5.2. `direction`: "encrypt" or "decrypt". */
async function crypt(direction, { network, outpoints, theirDayKey, ephemeralX }, shared, header, bytes) {
  const info = concat(ascii("dialtone/1/introduction key"), unsigned(network, 1), theirDayKey, ephemeralX);
  const raw = await hkdf(shared, await sha256(outpoints), info);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, [direction]);
  const algorithm = { name: "AES-GCM", iv: zeros(12), additionalData: concat(header, outpoints) };
  try {
    return new Uint8Array(await crypto.subtle[direction](algorithm, key, bytes));
  } catch (failed) {
    throw new Refused("NOT_AUTHENTIC", failed.name);
  }
}

/** Section 5.3 */
async function challenge({ network, outpoints, theirDayKey, ephemeralX }, signed) {
  return taggedHash(
    "dialtone/1/challenge",
    concat(
      unsigned(network, 1),
      unsigned(signed.type, 1),
      await sha256(outpoints),
      signed.recipient,
      theirDayKey,
      ephemeralX,
      unsigned(signed.expiry, 8),
      signed.from,
      signed.accepted,
      signed.descriptorBytes,
    ),
  );
}

/** Section 5.4 */
async function invitationId(outpoints, box) {
  return (await taggedHash("dialtone/1/invitation id", concat(await sha256(outpoints), box))).slice(0, 16);
}

/** Section 5.5. `frame`: of the acceptance. */
async function pairSecret({ network, outpoints, ephemeralX }, terms) {
  const info = concat(
    ascii("dialtone/1/pair secret"),
    unsigned(network, 1),
    terms.inviter,
    terms.invitee,
    terms.id,
    terms.invitationX,
    ephemeralX,
  );
  return hkdf(concat(terms.both, terms.ofInvitation, terms.ofAcceptance), await sha256(outpoints), info);
}
