/** Keys are bytes: private 32, public 33, x-only 32. */
import { concat, toHex } from "./bytes.js";
import { require } from "./commonjs.js";
import { check, malformed } from "./refused.js";

const { ec: EC } = require("elliptic");
const curve = new EC("secp256k1");
const BN = curve.n.constructor;

export const publicKey = (privateKey) => compressed(curve.g.mul(curve.keyFromPrivate(privateKey).getPrivate()));

/** Refuses what is no public key: only 02 or 03 and the x of a point. */
export function checkPublicKey(bytes) {
  point(bytes);
  return bytes;
}

/** The public key with this x and an even y. */
export const fromX = (x) => checkPublicKey(concat(Uint8Array.of(2), x));

/** The 32 bytes x of k·P */
export function ecdh(privateKey, theirs) {
  return coordinate(point(theirs).mul(curve.keyFromPrivate(privateKey).getPrivate()).getX());
}

/** P + t·G */
export const tweakedPublic = (theirs, tweak) => compressed(point(theirs).add(curve.g.mul(number(tweak))));

/** k + t mod n */
export const tweakedPrivate = (ours, tweak) => coordinate(number(ours).add(number(tweak)).umod(curve.n));

/** ECDSA with the nonce of RFC 6979 and s ≤ n/2, as r ‖ s. */
export function sign(privateKey, hash) {
  const { r, s } = curve.keyFromPrivate(privateKey).sign(hash, { canonical: true });
  return concat(coordinate(r), coordinate(s));
}

export function verify(theirs, hash, signature) {
  const [r, s] = [signature.slice(0, 32), signature.slice(32)].map(number);
  if (s.cmp(curve.nh) > 0) {
    return false;
  }
  return curve.keyFromPublic(point(theirs)).verify(hash, { r, s });
}

function point(bytes) {
  check(bytes.length === 33 && (bytes[0] === 2 || bytes[0] === 3), "not a compressed public key");
  const x = number(bytes.slice(1));
  check(x.cmp(curve.curve.p) < 0, "x is not below p");
  try {
    return curve.curve.pointFromX(x, bytes[0] === 3);
  } catch (notOnCurve) {
    throw malformed(`x of no point: ${notOnCurve.message}`);
  }
}

const number = (bytes) => new BN(toHex(bytes), 16);

const compressed = (p) => Uint8Array.from(p.encodeCompressed());

const coordinate = (value) => Uint8Array.from(value.toArray("be", 32));
