// Session descriptions of friends: bounds for those that come over a link, and those of a redial, which are generated.

const MAX_SDP = 64 * 1024;
const MAX_MEDIA = 20;
export const MAX_CANDIDATES = 30;
const START_BITRATE = 'x-google-start-bitrate=1000'; // kbit/s: what 960 x 540 pixels take
const KINDS = { host: 126, srflx: 100, relay: 0 }; // RFC 8445 section 5.1.2.2, type preference

/** A description that is refused. `reason` is for the log. */
export class BadSdp extends Error {}

/** @returns {string} the one SHA-256 fingerprint as 64 hex digits; several different ones, or another hash, are refused. */
export function fingerprintOf(sdp) {
  const found = new Set([...sdp.matchAll(/^a=fingerprint:(.*)$/gm)].map(([, value]) => value.trim().toLowerCase()));
  const [only = ''] = found;
  const match = /^sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/.exec(only);
  if (found.size !== 1 || !match) throw new BadSdp(`expected one sha-256 fingerprint, found ${found.size}`);
  return match[1].replaceAll(':', '');
}

/**
 * A renegotiation from a friend. It cannot change who the friend is, and it aims nowhere that a candidate may not aim.
 *
 * @param {string} fingerprint of this link; empty while none is fixed, which takes any one
 * @returns {string} the same description without refused candidates
 */
export function checkedSdp(sdp, fingerprint) {
  if (sdp.length > MAX_SDP) throw new BadSdp(`expected at most ${MAX_SDP} characters, got ${sdp.length}`);
  const lines = sdp.split(/\r\n|\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== 'v=0') throw new BadSdp('expected v=0 on the first line');
  const odd = lines.find((line) => !/^[abcmostvkirzuep]=[\x20-\x7e\u00a0-\uffff]*$/.test(line));
  if (odd !== undefined) throw new BadSdp('expected lines of the form x=value');
  const media = lines.filter((line) => line.startsWith('m='));
  if (media.length > MAX_MEDIA) throw new BadSdp(`expected at most ${MAX_MEDIA} m-lines, got ${media.length}`);
  const candidates = lines.filter((line) => line.startsWith('a=candidate:'));
  if (candidates.length > MAX_CANDIDATES) {
    throw new BadSdp(`expected at most ${MAX_CANDIDATES} candidates, got ${candidates.length}`);
  }
  const found = fingerprintOf(sdp);
  if (fingerprint && found !== fingerprint) throw new BadSdp(`the fingerprint is ${found}, not ${fingerprint}`);
  return lines.filter((line) => !line.startsWith('a=candidate:') || candidateOf(line)).join('\r\n') + '\r\n';
}

/** @returns {{ ip?: string, name?: string, port: number, kind: string } | null} null: not UDP, or an address no friend may send us to. */
export function candidateOf(line) {
  const match = /^(?:a=)?candidate:\S+ 1 udp \d+ (\S+) (\d+) typ (host|srflx|relay)\b/i.exec(line);
  if (!match) return null;
  const [, address, port, kind] = match;
  return checkedCandidate({ [address.endsWith('.local') ? 'name' : 'ip']: address, port: Number(port), kind });
}

/** @returns the candidate with its known fields, or null. */
export function checkedCandidate({ ip, name, port, kind }) {
  if (!Number.isInteger(port) || port > 65535 || (port < 1024 && port !== 443)) return null;
  if (!Object.hasOwn(KINDS, kind)) return null;
  if (typeof name === 'string') return /^[0-9a-f-]{36}\.local$/.test(name) ? { name, port, kind } : null;
  return typeof ip === 'string' && (allowedIpv4(ip) || allowedIpv6(ip)) ? { ip, port, kind } : null;
}

/** threats.md R3: never loopback, link-local, multicast or broadcast. */
function allowedIpv4(ip) {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(ip)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return false;
  const [a, b] = parts;
  return a !== 0 && a !== 127 && a < 224 && !(a === 169 && b === 254);
}

function allowedIpv6(ip) {
  if (!/^[0-9a-f:]{3,39}$/i.test(ip) || !URL.canParse(`http://[${ip}]/`)) return false;
  const canonical = new URL(`http://[${ip}]/`).hostname.slice(1, -1);
  if (canonical.startsWith('::')) return false; // unspecified, loopback, mapped IPv4
  const first = parseInt(canonical.split(':')[0], 16);
  return (first & 0xffc0) !== 0xfe80 && first < 0xff00 && first !== 0x64; // 64:ff9b::/96 maps IPv4
}

/** The ICE credentials and candidates of our own gathered description. */
export function ownIce(sdp) {
  return {
    fingerprint: fingerprintOf(sdp),
    ufrag: /^a=ice-ufrag:(\S+)/m.exec(sdp)[1],
    pwd: /^a=ice-pwd:(\S+)/m.exec(sdp)[1],
    candidates: [...sdp.matchAll(/^a=candidate:.*$/gm)].map(([line]) => candidateOf(line)).filter(Boolean),
  };
}

/** A data-channel description from checked fields (docs/protocol.md, section 8.3). */
export function generatedSdp({ fingerprint, ufrag, pwd, candidates, setup }) {
  return [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    `a=fingerprint:sha-256 ${fingerprint.toUpperCase().match(/../g).join(':')}`,
    `a=setup:${setup}`,
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    ...candidates.map(({ ip, name, port, kind }, index) => {
      const priority = KINDS[kind] * 2 ** 24 + (65535 - index) * 2 ** 8 + 255;
      const related = kind === 'host' ? '' : ' raddr 0.0.0.0 rport 0';
      return `a=candidate:${index + 1} 1 udp ${priority} ${ip ?? name} ${port} typ ${kind}${related}`;
    }),
    '',
  ].join('\r\n');
}

/** Whether an answer is by the very end that another one describes: the same certificate, the same ICE credentials. */
export function sameEnd(one, other) {
  const [a, b] = [ownIce(one), ownIce(other)];
  return a.fingerprint === b.fingerprint && a.ufrag === b.ufrag && a.pwd === b.pwd;
}

/**
 * A friend's description, by which Chromium begins with a bit rate that fits our pictures. From its own 300 kbit/s on it leaves out the first pictures and makes the next
 * ones smaller, which costs 100 ms and more. What a way cannot carry is found out within a second, as ever. Other browsers do not know the parameter.
 */
export function withStartBitrate(sdp) {
  const types = new Set([...sdp.matchAll(/^a=rtpmap:(\d+) (?:VP8|VP9|AV1|H264)\/90000\r\n/gm)].map(([, type]) => type));
  let begun = sdp;
  for (const type of types) {
    begun = new RegExp(`^a=fmtp:${type} `, 'm').test(begun)
      ? begun.replace(new RegExp(`^a=fmtp:${type} `, 'gm'), `$&${START_BITRATE};`)
      : begun.replace(new RegExp(`^a=rtpmap:${type} .*\r\n`, 'gm'), `$&a=fmtp:${type} ${START_BITRATE}\r\n`);
  }
  return begun;
}

/** @returns {boolean} whether who says this takes sound or picture; a page that is rung takes neither */
export const takesMedia = (sdp) =>
  sdp.split(/^m=/m).some((section) => /^(audio|video) /.test(section) && /^a=(sendrecv|recvonly)\r?$/m.test(section));

/** Our own description with ICE credentials that both sides know. */
export const withCredentials = (sdp, { ufrag, pwd }) =>
  sdp.replace(/^a=ice-ufrag:\S+/m, `a=ice-ufrag:${ufrag}`).replace(/^a=ice-pwd:\S+/m, `a=ice-pwd:${pwd}`);
