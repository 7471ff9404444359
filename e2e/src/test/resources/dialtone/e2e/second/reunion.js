/**
 * Reunion frames: section 10. Who shares `secret` is 0 or 1, the lower or the higher identity key.
 *
 *   tag(8) ‖ IV(12) ‖ head(1) ‖ expiry(3) ‖ [fingerprint(32)] ‖ [credentials] ‖ candidate groups ‖ zeros
 */
import { NONE, Reader, ascii, changed, concat, equal, fromHex, toHex, unsigned, zeros } from "./bytes.js";
import { byUse, distinct, readGroups, writeGroups } from "./candidates.js";
import { ANY, formOf, readCredentials, toBase64, writeCredentials } from "./credentials.js";
import { DAY_SECONDS } from "./dayKey.js";
import { hkdf, hmac, sha256, taggedHash } from "./hashes.js";
import { Refused, check, orRefused } from "./refused.js";
import { outpointBytes } from "./transaction.js";

const SIZES = [40, 56, 64, 72, 80];
const TAG_SIZE = 8;
const IV_SIZE = 12;
const ROOM = 80 - TAG_SIZE - IV_SIZE;
const WINDOW = 32;
const DIALABLE = 8;
const QUIET = 0x40;
const UNKNOWN = 0xb0;
const FINGERPRINT = 4;
const EXPIRY_RANGE = 2 ** 24;

/**
 * `job`: { secret, sender, counter, outpoints, dialable, quiet, expiry, descriptor with or without fingerprint and credentials, accepted: id or none }.
 * Gives { payload, id, credentials, dropped: how many candidates }, or { needsIntroduction }. What `change` changes is authentic and wrong.
 */
export async function seal(job) {
  const secret = fromHex(job.secret);
  const outpoints = outpointBytes(job.outpoints);
  const bare = writeContent(job);
  if (!bare) {
    return { needsIntroduction: true };
  }
  const size = SIZES.find((each) => each >= TAG_SIZE + IV_SIZE + bare.content.length);
  const padded = concat(bare.content, zeros(size - TAG_SIZE - IV_SIZE - bare.content.length));
  const content = changed(padded, job.change);
  const tag = await tagOf(secret, job.sender, job.counter);
  const accepted = fromHex(job.accepted ?? "");
  const keys = await keysOf(secret, outpoints, tag, accepted);
  const iv = (await hmac(keys.mac, content)).slice(0, IV_SIZE);
  const payload = concat(tag, iv, await ctr("encrypt", keys.cipher, iv, content));
  return {
    payload: toHex(payload),
    id: toHex(accepted.length > 0 ? accepted : await invitationId(outpoints, payload)),
    credentials: await derivedCredentials(secret, tag),
    dropped: bare.dropped,
  };
}

/**
 * `job`: { payload, secret, friend: 0 or 1, low: the lowest counter that is awaited, outpoints, pending: [id], sentAround, now }.
 * Gives what was sealed, or { refused: reason }.
 */
export const open = (job) => orRefused(() => opened(job));

async function opened({ payload: hex, secret: secretHex, friend, low, outpoints: inputs, pending, sentAround, now }) {
  const payload = fromHex(hex);
  const secret = fromHex(secretHex);
  const outpoints = outpointBytes(inputs);
  const tag = payload.slice(0, TAG_SIZE);
  if (!SIZES.includes(payload.length) || !(await isAwaited(tag, secret, friend, low))) {
    throw new Refused("NOT_FOR_US", "a size or a tag of nobody");
  }
  for (const accepted of [NONE, ...pending.map(fromHex)]) {
    const content = await unsealed(payload, await keysOf(secret, outpoints, tag, accepted));
    if (content) {
      return read(content, accepted);
    }
  }
  throw new Refused("NOT_AUTHENTIC", "it opens with no key");

  async function read(content, accepted) {
    const { secondsModulo, ...facts } = readContent(content);
    const invitation = accepted.length === 0;
    check(invitation || !(facts.dialable || facts.quiet), "a dialable or quiet acceptance");
    const expiry = nearest(secondsModulo, sentAround);
    const missed = expiry <= now;
    if (missed && !invitation) {
      throw new Refused("EXPIRED", `${expiry} is not after ${now}`);
    }
    if (expiry > now + DAY_SECONDS) {
      throw new Refused("EXPIRES_TOO_LATE", `${expiry} is long after ${now}`);
    }
    if (!invitation) {
      return { ...facts, expiry, missed, id: toHex(accepted) };
    }
    const id = toHex(await invitationId(outpoints, payload));
    return { ...facts, expiry, missed, id, derived: await derivedCredentials(secret, tag) };
  }
}

/** Section 10.1 */
async function derivedCredentials(secret, tag) {
  const [inviter, invitee] = await Promise.all(
    [0, 1].map(async (role) => {
      const info = concat(ascii("dialtone/1/ICE credentials"), unsigned(role, 1));
      const okm = await hkdf(secret, tag, info, 24);
      return { ufrag: toBase64(okm.slice(0, 6)), pwd: toBase64(okm.slice(6)) };
    }),
  );
  return { inviter, invitee };
}

/** Without padding; nothing when an introduction must carry it. */
function writeContent({ dialable, quiet, expiry, descriptor }) {
  const { fingerprint, credentials } = descriptor;
  const candidates = distinct(descriptor.candidates);
  if (credentials && formOf(credentials) === ANY) {
    return null;
  }
  const form = credentials ? formOf(credentials) + 1 : 0;
  const fixed = concat(
    unsigned((quiet ? QUIET : 0) | (dialable ? DIALABLE : 0) | (fingerprint ? FINGERPRINT : 0) | form, 1),
    unsigned(expiry % EXPIRY_RANGE, 3),
    fingerprint ? fromHex(fingerprint) : NONE,
    credentials ? writeCredentials(credentials) : NONE,
  );
  const useful = byUse(candidates);
  for (let count = useful.length; count > 0 || count === candidates.length; count--) {
    const kept = new Set(useful.slice(0, count));
    const content = concat(fixed, writeGroups(candidates.filter((each) => kept.has(each))));
    if (content.length <= ROOM) {
      return { content, dropped: candidates.length - count };
    }
  }
  return null;
}

function readContent(content) {
  const reader = new Reader(content);
  const head = reader.unsigned(1);
  const form = head & 3;
  check((head & UNKNOWN) === 0 && form < 3, `head ${head}`);
  const secondsModulo = reader.unsigned(3);
  const descriptor = {};
  if (head & FINGERPRINT) {
    descriptor.fingerprint = toHex(reader.take(32));
  }
  if (form > 0) {
    descriptor.credentials = readCredentials(form - 1, reader);
  }
  descriptor.candidates = readGroups(reader);
  const used = TAG_SIZE + IV_SIZE + reader.position;
  check(reader.take(reader.left).every((byte) => byte === 0), "padding that is not zeros");
  check(TAG_SIZE + IV_SIZE + content.length === SIZES.find((each) => each >= used), "a frame larger than it need be");
  return { dialable: (head & DIALABLE) !== 0, quiet: (head & QUIET) !== 0, secondsModulo, descriptor };
}

/** The instant with this remainder that is nearest to `around`. */
function nearest(secondsModulo, around) {
  const ahead = (((secondsModulo - around) % EXPIRY_RANGE) + EXPIRY_RANGE) % EXPIRY_RANGE;
  return around + (ahead < EXPIRY_RANGE / 2 ? ahead : ahead - EXPIRY_RANGE);
}

async function isAwaited(tag, secret, friend, low) {
  const counters = Array.from({ length: WINDOW }, (_, i) => low + i);
  const tags = await Promise.all(counters.map((counter) => tagOf(secret, friend, counter)));
  return tags.some((each) => equal(tag, each));
}

async function tagOf(secret, sender, counter) {
  const message = concat(ascii("dialtone/1/reunion tag"), unsigned(sender, 1), unsigned(counter, 4));
  return (await hmac(secret, message)).slice(0, TAG_SIZE);
}

async function keysOf(secret, outpoints, tag, accepted) {
  const info = concat(ascii("dialtone/1/reunion key"), tag, accepted);
  const key = await hkdf(secret, await sha256(outpoints), info, 64);
  return { mac: key.slice(0, 32), cipher: key.slice(32) };
}

/** Nothing when it is not authentic. */
async function unsealed(payload, keys) {
  const iv = payload.slice(TAG_SIZE, TAG_SIZE + IV_SIZE);
  const content = await ctr("decrypt", keys.cipher, iv, payload.slice(TAG_SIZE + IV_SIZE));
  return equal(iv, (await hmac(keys.mac, content)).slice(0, IV_SIZE)) ? content : null;
}

async function ctr(direction, raw, iv, bytes) {
  const key = await crypto.subtle.importKey("raw", raw, "AES-CTR", false, [direction]);
  const algorithm = { name: "AES-CTR", counter: concat(iv, zeros(4)), length: 128 };
  return new Uint8Array(await crypto.subtle[direction](algorithm, key, bytes));
}

async function invitationId(outpoints, payload) {
  return (await taggedHash("dialtone/1/invitation id", concat(await sha256(outpoints), payload))).slice(0, 16);
}
