// One RTCPeerConnection with the two channels of a link, and the gathering of its addresses.

import { fingerprintOf, withCredentials } from './sdp.js';

/** Host candidates come in one burst: when none has come for this long there are no more. */
const QUIET_MS = 25;
/** With two foundations, IPv4 and IPv6 as a rule, only a third interface could still come. */
const QUIET_AFTER_TWO_MS = 8;
/** What STUN and TURN servers say takes a round trip or three; a server that is down says nothing for 10 s. */
const GATHER_LIMIT_MS = 2000;

/** No address at all: this computer is offline, the browser hides every interface, or relay-only is on and no TURN server gave one. */
export class NoAddress extends Error {
  constructor(relayOnly) {
    super(relayOnly ? 'No TURN server gave an address, and no other is used.' : `no network address found within ${GATHER_LIMIT_MS / 1000} s`);
    this.name = relayOnly ? 'NoRelay' : 'NoAddress';
  }
}

/**
 * @typedef {{ servers: { urls: string[], username: string, credential: string }[], relayOnly: boolean }} Ice IceView of ToBrowser
 * @param {Ice} ice
 */
const settings = ({ servers, relayOnly }) => ({
  iceServers: servers.map(({ urls, username, credential }) => (username ? { urls, username, credential } : { urls })),
  iceTransportPolicy: relayOnly ? 'relay' : 'all',
  bundlePolicy: 'max-bundle',
  rtcpMuxPolicy: 'require',
});

/** @returns {{ pc: RTCPeerConnection, control: RTCDataChannel, chat: RTCDataChannel }} */
export function newConnection(certificate, ice) {
  const pc = new RTCPeerConnection({ ...settings(ice), certificates: [certificate] });
  return {
    pc,
    control: pc.createDataChannel('control', { negotiated: true, id: 0 }),
    chat: pc.createDataChannel('chat', { negotiated: true, id: 1 }),
  };
}

/**
 * For one call (docs/protocol.md, section 8.4); the certificate is fresh, nobody needs to know it again.
 *
 * @returns {{ pc: RTCPeerConnection, channel: RTCDataChannel }}
 */
export function newCallConnection(ice) {
  const pc = new RTCPeerConnection(settings(ice));
  return { pc, channel: pc.createDataChannel('call', { negotiated: true, id: 0 }) };
}

/**
 * Without ICE servers `iceGatheringState` says complete about 100 ms after the last candidate came, so this does not wait for it. With them it does.
 *
 * @returns {Promise<string>} the local description with its candidates
 */
export function gathered(pc) {
  return new Promise((resolve, reject) => {
    const { iceServers, iceTransportPolicy } = pc.getConfiguration();
    const foundations = new Set();
    let quiet = 0;
    const limit = setTimeout(finish, GATHER_LIMIT_MS);
    const onCandidate = ({ candidate }) => {
      if (!candidate || candidate.candidate === '') return finish();
      if (candidate.protocol !== 'udp') return; // TCP candidates never travel
      foundations.add(candidate.foundation);
      clearTimeout(quiet);
      if (iceServers.length === 0) quiet = setTimeout(finish, foundations.size > 1 ? QUIET_AFTER_TWO_MS : QUIET_MS);
    };
    pc.addEventListener('icecandidate', onCandidate);
    function finish() {
      clearTimeout(limit);
      clearTimeout(quiet);
      pc.removeEventListener('icecandidate', onCandidate);
      if (foundations.size > 0) resolve(pc.localDescription.sdp);
      else reject(new NoAddress(iceTransportPolicy === 'relay'));
    }
  });
}

/** @param {{ ufrag: string, pwd: string } | null} credentials for ICE; where the browser does not take them, it uses its own. @returns {Promise<string>} an offer with its candidates */
export async function gatheredOffer(pc, credentials = null) {
  const ready = gathered(pc);
  ready.catch(() => {}); // reported by the await below, unless setting fails first
  await setLocal(pc, credentials, () => pc.createOffer());
  return ready;
}

/** @returns {Promise<string>} the answer to `offer`, with its candidates; credentials as above */
export async function gatheredAnswer(pc, offer, credentials = null) {
  const ready = gathered(pc);
  ready.catch(() => {});
  await pc.setRemoteDescription({ type: 'offer', sdp: offer });
  await setLocal(pc, credentials, () => pc.createAnswer());
  return ready;
}

async function setLocal(pc, credentials, create) {
  if (credentials) {
    const { type, sdp } = await create();
    const own = fingerprintOf(sdp);
    const { fingerprint = own } = credentials; // who waits for another certificate must not be dialled with this one
    const set = fingerprint === own ? pc.setLocalDescription({ type, sdp: withCredentials(sdp, credentials) }) : Promise.reject();
    if (await set.then(() => true, () => false)) return;
  }
  await pc.setLocalDescription();
}

/** The first connections of a page start threads and load code; done early, no call waits for it. Without a server there is no relay, so they gather nothing. */
export async function warmUp(certificate) {
  const nothing = { servers: [], relayOnly: true };
  const [{ pc: one }, { pc: other }] = [newConnection(certificate, nothing), newConnection(certificate, nothing)];
  await one.setLocalDescription();
  await other.setRemoteDescription(one.localDescription);
  await other.setLocalDescription();
  await one.setRemoteDescription(other.localDescription);
  one.close();
  other.close();
}
