import { check } from "./refused.js";

export const NONE = new Uint8Array(0);

export const ascii = (text) => new TextEncoder().encode(text);

export const zeros = (size) => new Uint8Array(size);

export const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** a ‖ b ‖ … */
export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
  }
  return all;
}

/** Unsigned, big-endian. */
export function unsigned(value, size) {
  const bytes = new Uint8Array(size);
  let left = BigInt(value);
  for (let i = size - 1; i >= 0; i--) {
    bytes[i] = Number(left & 0xffn);
    left >>= 8n;
  }
  return bytes;
}

/** With other bits at one place, or other bytes from there on. The same bytes without a change. */
export function changed(bytes, change) {
  if (!change) {
    return bytes;
  }
  const { at, flip, remove, insert } = change;
  const flipped = bytes.map((byte, i) => (i === at ? byte ^ flip : byte));
  return concat(flipped.slice(0, at), fromHex(insert), flipped.slice(at + remove));
}

export const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Advances through bytes. Reading behind their end is malformed. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.position = 0;
  }

  get left() {
    return this.bytes.length - this.position;
  }

  take(size) {
    check(size <= this.left, `${size} bytes wanted, ${this.left} left`);
    this.position += size;
    return this.bytes.slice(this.position - size, this.position);
  }

  unsigned(size) {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }

  peek() {
    return this.bytes[this.position];
  }

  end() {
    check(this.left === 0, `${this.left} bytes left over`);
  }
}
