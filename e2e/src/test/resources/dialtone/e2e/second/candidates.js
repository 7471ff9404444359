/**
 * Candidate groups of section 4. A candidate is { kind, family, address, port } with the numbers of the page and the address as hex.
 *
 *   kind(2 bits) family(2 bits) count(4 bits) ‖ count × ( address ‖ port(2) )
 */
import { concat, fromHex, toHex, unsigned } from "./bytes.js";
import { check } from "./refused.js";

export const MOST = 8;

const HOST = 0;
const SRFLX = 1;
const RELAY = 2;
const IPV4 = 0;
const IPV6 = 1;
const MDNS = 2;

const ADDRESS_SIZES = [4, 16, 16];

/** Of which groups the first candidates are kept first. */
const BY_USE = [
  [HOST, IPV4],
  [SRFLX, IPV4],
  [HOST, IPV6],
  [RELAY, IPV4],
  [SRFLX, IPV6],
  [RELAY, IPV6],
  [HOST, MDNS],
  [SRFLX, MDNS],
  [RELAY, MDNS],
];

/** The most useful first, at most eight. Each is there once. */
export function byUse(candidates) {
  const groups = BY_USE.map(([kind, family]) =>
    candidates.filter((each) => each.kind === kind && each.family === family),
  );
  const longest = Math.max(...groups.map((group) => group.length));
  const rounds = Array.from({ length: longest }, (_, round) => groups.flatMap((group) => group.slice(round, round + 1)));
  return rounds.flat().slice(0, MOST);
}

export function writeGroups(candidates) {
  const heads = [...new Set(candidates.map(head))].sort((a, b) => a - b);
  return concat(
    ...heads.flatMap((each) => {
      const group = candidates.filter((candidate) => head(candidate) === each);
      return [unsigned(each | group.length, 1), ...group.flatMap(({ address, port }) => [fromHex(address), unsigned(port, 2)])];
    }),
  );
}

/** Up to the end, or up to the zero byte with which no group starts. */
export function readGroups(reader) {
  const candidates = [];
  let last = -1;
  while (reader.left > 0 && reader.peek() !== 0) {
    const first = reader.unsigned(1);
    const [kind, family, count] = [first >> 6, (first >> 4) & 3, first & 15];
    check(kind <= RELAY && family <= MDNS && count > 0, `group ${first}`);
    check(first >> 4 > last, "groups that do not ascend");
    last = first >> 4;
    for (let i = 0; i < count; i++) {
      const candidate = { kind, family, address: toHex(reader.take(ADDRESS_SIZES[family])), port: reader.unsigned(2) };
      check(candidate.port > 0, "port 0");
      candidates.push(candidate);
    }
  }
  check(candidates.length <= MOST, `${candidates.length} candidates`);
  check(distinct(candidates).length === candidates.length, "a candidate twice");
  return candidates;
}

/** Each candidate once, where it comes first. */
export function distinct(candidates) {
  const names = candidates.map((each) => [head(each), each.address, each.port].join());
  return candidates.filter((_, i) => names.indexOf(names[i]) === i);
}

const head = ({ kind, family }) => (kind << 6) | (family << 4);
