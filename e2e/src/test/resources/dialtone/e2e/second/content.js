/**
 * What an introduction frame seals (section 5), with its padding.
 *
 *   head(1) ‖ who(33 or 16) ‖ expiry(3) ‖ descriptor without its form ‖ [80 00 … 00] ‖ signature(64)
 */
import { NONE, Reader, concat, unsigned, zeros } from "./bytes.js";
import { readDescriptor } from "./descriptor.js";
import { check } from "./refused.js";

export const INVITATION = 1;
export const ACCEPTANCE = 2;
export const LARGEST = 880;

const SIZES = [240, 256, 320, 480, LARGEST];
const PADDED = 0x10;
const QUIET = 0x40;
const UNKNOWN = 0xa0;
const WHO_SIZES = { [INVITATION]: 33, [ACCEPTANCE]: 16 };
const SIGNATURE_SIZE = 64;

/** The header of 56 bytes and the tag. */
const AROUND = 56 + 16;

const frameSize = (unpaddedSize) => SIZES.find((size) => size >= unpaddedSize);

/** `unpadded`: as it was before there was padding. */
export function writeContent({ type, who, expirySeconds, form, body, signature, quiet, unpadded }) {
  const bare = AROUND + 1 + who.length + 3 + body.length + SIGNATURE_SIZE;
  const padding = unpadded ? 0 : frameSize(bare) - bare;
  return concat(
    unsigned((quiet ? QUIET : 0) | (padding > 0 ? PADDED : 0) | (form << 2) | type, 1),
    who,
    unsigned(expirySeconds, 3),
    body,
    padding > 0 ? concat(Uint8Array.of(0x80), zeros(padding - 1)) : NONE,
    signature,
  );
}

/** `descriptorBytes`: as they are signed, with their form. */
export function readContent(content) {
  const outer = new Reader(content);
  const head = outer.unsigned(1);
  const [padded, form, type] = [(head & PADDED) !== 0, (head >> 2) & 3, head & 3];
  const quiet = (head & QUIET) !== 0;
  check((head & UNKNOWN) === 0 && type in WHO_SIZES, `head ${head}`);
  check(type === INVITATION || form < 3, "a service endpoint in an acceptance");
  check(!quiet || (type === INVITATION && form < 3), "quiet, and nothing that would ring");
  const who = outer.take(WHO_SIZES[type]);
  const expirySeconds = outer.unsigned(3);
  check(outer.left >= SIGNATURE_SIZE, "no signature");
  const body = withoutPadding(outer.take(outer.left - SIGNATURE_SIZE), padded, AROUND + content.length);
  const signature = outer.take(SIGNATURE_SIZE);
  const inner = new Reader(body);
  const descriptor = readDescriptor(form, inner);
  inner.end();
  return { type, who, expirySeconds, descriptor, descriptorBytes: concat(unsigned(form, 1), body), signature, quiet };
}

function withoutPadding(body, padded, size) {
  if (!padded) {
    return body;
  }
  const end = body.findLastIndex((byte) => byte !== 0);
  check(end >= 0 && body[end] === 0x80, "padding that is not 80 00 … 00");
  check(size === frameSize(size - (body.length - end)), "a padded frame of a size that it need not have");
  return body.slice(0, end);
}
