/**
 * A second implementation of frames, written from docs/protocol.md alone, for a browser with nothing but WebCrypto and the curve secp256k1.
 *
 *   main --> introduction (section 5, 6), reunion (section 10) --> descriptor (4), dayKey (3) --> hashes, secp256k1, bytes (1)
 *
 * Bytes are hex in what comes from and goes to the test, and Uint8Array everywhere else. Instants are seconds since 1970.
 */
import * as introduction from "./introduction.js";
import * as reunion from "./reunion.js";

const kinds = { introduction, reunion };

window.second = {
  sealAll: (jobs) => Promise.all(jobs.map((job) => kinds[job.frame].seal(job))),
  openAll: (jobs) => Promise.all(jobs.map((job) => kinds[job.frame].open(job))),
};
