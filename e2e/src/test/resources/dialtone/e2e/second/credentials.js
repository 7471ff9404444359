/** ICE credentials in the forms of section 4. */
import { ascii, concat, fromHex, toHex, unsigned } from "./bytes.js";
import { check, malformed } from "./refused.js";

export const BASE64 = 0;
export const HEX = 1;
export const ANY = 2;

export function formOf({ ufrag, pwd }) {
  if (/^[A-Za-z0-9+/]{4}$/.test(ufrag) && /^[A-Za-z0-9+/]{24}$/.test(pwd)) {
    return BASE64;
  }
  return /^[0-9a-f]{8}$/.test(ufrag) && /^[0-9a-f]{32}$/.test(pwd) ? HEX : ANY;
}

export function writeCredentials({ ufrag, pwd }) {
  switch (formOf({ ufrag, pwd })) {
    case BASE64:
      return fromBase64(ufrag + pwd);
    case HEX:
      return fromHex(ufrag + pwd);
    default:
      return concat(unsigned(ufrag.length - 1, 1), ascii(ufrag), unsigned(pwd.length - 1, 1), ascii(pwd));
  }
}

export function readCredentials(form, reader) {
  switch (form) {
    case BASE64:
      return { ufrag: toBase64(reader.take(3)), pwd: toBase64(reader.take(18)) };
    case HEX:
      return { ufrag: toHex(reader.take(4)), pwd: toHex(reader.take(16)) };
    case ANY: {
      const ufrag = readText(reader, 4);
      const pwd = readText(reader, 22);
      check(formOf({ ufrag, pwd }) === ANY, "credentials that have a shorter form");
      return { ufrag, pwd };
    }
    default:
      throw malformed(`form ${form} of credentials`);
  }
}

/** Only for sizes that are multiples of three: no padding. */
export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

function readText(reader, least) {
  const text = String.fromCharCode(...reader.take(reader.unsigned(1) + 1));
  check(text.length >= least && /^[A-Za-z0-9+/]*$/.test(text), "not ice-chars, or too few");
  return text;
}
