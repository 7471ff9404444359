// The standby and its ticket: how a reloaded tab comes back without a transaction (docs/protocol.md, section 8.3).

import { gatheredOffer, newConnection } from './connection.js';
import { randomIceChars } from './random.js';
import { checkedCandidate, generatedSdp, MAX_CANDIDATES, ownIce, withCredentials } from './sdp.js';

export const MAX_TICKET = 4096;

/** This browser does not let a page choose its ICE credentials. */
export class CannotRedial extends Error {
  constructor() {
    super('this browser cannot reconnect by itself: it does not let a page choose its ICE credentials');
    this.name = 'CannotRedial';
  }
}

/**
 * A connection that waits for the friend to dial it.
 *
 * @param {string} fingerprint of the friend, on the link that is open now
 */
export async function newStandby(certificate, fingerprint, ice) {
  const connection = newConnection(certificate, ice);
  const dial = { ufrag: randomIceChars(8), pwd: randomIceChars(24) };
  try {
    const ours = ownIce(await gatheredOffer(connection.pc));
    const answer = generatedSdp({ fingerprint, ...dial, candidates: [], setup: 'active' });
    await connection.pc.setRemoteDescription({ type: 'answer', sdp: answer });
    return { connection, ticket: { v: 1, ...ours, dial } };
  } catch (error) {
    connection.pc.close();
    throw error;
  }
}

/** @returns {object} the connection that dials a checked ticket; the friend learns our address when we come. */
export async function dial(ticket, certificate, ice) {
  const connection = newConnection(certificate, ice);
  const { pc } = connection;
  try {
    await pc.setRemoteDescription({ type: 'offer', sdp: generatedSdp({ ...ticket, setup: 'actpass' }) });
    const answer = await pc.createAnswer();
    await pc.setLocalDescription({ type: 'answer', sdp: withCredentials(answer.sdp, ticket.dial) }).catch(() => {
      throw new CannotRedial();
    });
    return connection;
  } catch (error) {
    pc.close();
    throw error;
  }
}

const ICE_CHARS = /^[A-Za-z0-9+/]+$/;
const iceChars = (value, min, max) => typeof value === 'string' && value.length >= min && value.length <= max && ICE_CHARS.test(value);

/** @returns {object | null} a ticket of a friend with known and checked fields only. */
export function checkedTicket(value) {
  if (typeof value !== 'object' || value === null || value.v !== 1) return null;
  const { fingerprint, ufrag, pwd, candidates, dial: chosen } = value;
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{64}$/.test(fingerprint)) return null;
  if (!iceChars(ufrag, 4, 256) || !iceChars(pwd, 22, 256)) return null; // RFC 8839 section 5.4
  if (typeof chosen !== 'object' || chosen === null) return null;
  if (!iceChars(chosen.ufrag, 8, 8) || !iceChars(chosen.pwd, 24, 24)) return null;
  if (!Array.isArray(candidates) || candidates.length > MAX_CANDIDATES) return null;
  const usable = candidates.map((candidate) => candidate && checkedCandidate(candidate)).filter(Boolean);
  if (usable.length === 0) return null;
  return { v: 1, fingerprint, ufrag, pwd, candidates: usable, dial: { ufrag: chosen.ufrag, pwd: chosen.pwd } };
}

/** @returns {object | null} the ticket the bridge kept for us. */
export function parseTicket(text) {
  if (text.length === 0 || text.length > MAX_TICKET) return null;
  try {
    return checkedTicket(JSON.parse(text));
  } catch {
    return null;
  }
}
