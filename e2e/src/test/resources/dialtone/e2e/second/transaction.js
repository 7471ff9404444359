/** Section 1: outpoints as they stand in the transaction, the index little-endian. */
import { concat, fromHex, unsigned } from "./bytes.js";

export const outpointBytes = (outpoints) =>
  concat(...outpoints.flatMap(({ txid, index }) => [fromHex(txid), unsigned(index, 4).reverse()]));
