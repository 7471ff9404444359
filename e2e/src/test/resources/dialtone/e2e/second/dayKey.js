/** Section 3. A day is a number of days since 1970-01-01, UTC. */
import { concat, toHex, unsigned } from "./bytes.js";
import { hash160, taggedHash } from "./hashes.js";
import { publicKey, tweakedPrivate, tweakedPublic } from "./secp256k1.js";

export const DAY_SECONDS = 86_400;

export const dayOf = (instant) => Math.floor(instant / DAY_SECONDS);

export const dayKey = remembered(async (identity, network, day) => tweakedPublic(identity, await tweak(identity, network, day)));

/** H160 of B_day, which stands in the frame. */
export const dayHash = remembered(async (identity, network, day) => hash160(await dayKey(identity, network, day)));

export async function privateDayKey(identityKey, network, day) {
  return tweakedPrivate(identityKey, await tweak(publicKey(identityKey), network, day));
}

const tweak = (identity, network, day) =>
  taggedHash("dialtone/1/day", concat(identity, unsigned(network, 1), unsigned(day, 4)));

/** The same people meet again and again. */
function remembered(derive) {
  const known = new Map();
  return (identity, network, day) => {
    const name = `${toHex(identity)} ${network} ${day}`;
    if (!known.has(name)) {
      known.set(name, derive(identity, network, day));
    }
    return known.get(name);
  };
}
