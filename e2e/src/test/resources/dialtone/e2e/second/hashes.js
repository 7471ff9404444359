/** The hashes of section 1, by WebCrypto; RIPEMD-160, which it lacks, by hash.js. */
import { ascii, concat } from "./bytes.js";
import { require } from "./commonjs.js";

const { ripemd160 } = require("hash.js");

export async function sha256(message) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", message));
}

export async function hash160(message) {
  return Uint8Array.from(ripemd160().update(await sha256(message)).digest());
}

/** H(label, m) */
export async function taggedHash(label, message) {
  const tag = await sha256(ascii(label));
  return sha256(concat(tag, tag, message));
}

export async function hmac(key, message) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

export async function hkdf(ikm, salt, info, size = 32) {
  const imported = await crypto.subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, imported, 8 * size);
  return new Uint8Array(bits);
}
