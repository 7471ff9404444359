/** Section 4: what travels of an SDP, or a service endpoint, without the form, which stands in a frame's head. */
import { concat, fromHex, toHex, unsigned } from "./bytes.js";
import { byUse, distinct, readGroups, writeGroups } from "./candidates.js";
import { formOf, readCredentials, writeCredentials } from "./credentials.js";
import { check } from "./refused.js";

const ENDPOINT = 3;

/** { form, body } */
export function writeDescriptor(descriptor) {
  if (descriptor.endpoint) {
    return { form: ENDPOINT, body: writeEndpoint(descriptor.endpoint) };
  }
  const { fingerprint, credentials } = descriptor;
  const candidates = distinct(descriptor.candidates);
  // The order within a group is that of what was given; eight that are kept do not change places.
  const kept = new Set(byUse(candidates));
  const groups = writeGroups(candidates.filter((each) => kept.has(each)));
  return { form: formOf(credentials), body: concat(fromHex(fingerprint), writeCredentials(credentials), groups) };
}

export function readDescriptor(form, reader) {
  if (form === ENDPOINT) {
    return { endpoint: readEndpoint(reader) };
  }
  const fingerprint = toHex(reader.take(32));
  const credentials = readCredentials(form, reader);
  return { fingerprint, credentials, candidates: readGroups(reader) };
}

/** kind(4 bits) family(4 bits) ‖ address(4 or 16) ‖ port(2) ‖ size of the key(1) ‖ key */
function writeEndpoint({ kind, family, address, port, key }) {
  const keyBytes = fromHex(key);
  return concat(
    unsigned((kind << 4) | family, 1),
    fromHex(address),
    unsigned(port, 2),
    unsigned(keyBytes.length, 1),
    keyBytes,
  );
}

function readEndpoint(reader) {
  const first = reader.unsigned(1);
  const [kind, family] = [first >> 4, first & 15];
  check(kind <= 3 && family <= 1, `endpoint ${first}`);
  const address = toHex(reader.take([4, 16][family]));
  const port = reader.unsigned(2);
  check(port > 0, "port 0");
  const size = reader.unsigned(1);
  check(size <= 64, `key of ${size} bytes`);
  return { kind, family, address, port, key: toHex(reader.take(size)) };
}
