// The next call's connection, made before the click: its addresses are gathered when the user clicks. One at most, for the friend whose conversation is open.
// Without STUN and TURN servers gathering asks this machine alone, so nobody hears of it; with servers, nothing is made ahead.

import { gatheredOffer, newConnection } from './connection.js';
import { ownIce } from './sdp.js';

/** A router may have given this computer another address meanwhile, and a firewall may have forgotten the port. */
const RENEW_MS = 4 * 60_000;
/** The bridge answers in milliseconds. Without its ICE credentials the call takes two messages instead of one. */
const CREDENTIALS_LIMIT_MS = 1000;
/** Without a network there is no address; one may come. */
const RETRY_MS = 30_000;

export class Ahead {
  #certificate;
  #ice;
  #ask;
  #told = () => {}; // the bridge's answer came
  #friend = '';
  #prepared = null; // { connection, answer, dropped, ready: a promise of whether it may be used }
  #timer = 0;

  /**
   * @param {Promise<RTCCertificate>} options.certificate
   * @param {() => import('./connection.js').Ice} options.ice
   * @param {(friend: string) => void} options.ask asks the bridge for what lets this friend dial us; it answers with `prepared`
   */
  constructor({ certificate, ice, ask }) {
    this.#certificate = certificate;
    this.#ice = ice;
    this.#ask = ask;
    addEventListener('online', () => this.#renew());
  }

  /** @param {string} friend whom the user may call next over the chain; empty: nobody */
  expect(friend) {
    if (friend === this.#friend) return;
    this.#friend = friend;
    this.#renew();
  }

  /** The bridge's answer; empty when the next call to this friend cannot be dialled. */
  prepared({ friend, ufrag, pwd, fingerprint, answer }) {
    if (friend === this.#friend) this.#told(ufrag ? { ufrag, pwd, fingerprint, answer } : null);
  }

  /**
   * @returns {Promise<{ connection: object, offer: string, answer: string } | null>} what was made for this friend, which is the caller's now, and the answer that it waits with
   *     already, or empty; null: nothing was, or it found no address
   */
  async take(friend) {
    const prepared = friend === this.#friend ? this.#prepared : null;
    if (!prepared) return null;
    clearTimeout(this.#timer);
    this.#prepared = null;
    this.#friend = ''; // the next one is made when somebody is expected again
    if (!(await prepared.ready)) return null;
    const { connection, answer } = prepared;
    return { connection, offer: connection.pc.localDescription.sdp, answer }; // the offer with what was found late
  }

  #credentials() {
    return new Promise((resolve) => {
      this.#told = resolve;
      setTimeout(() => resolve(null), CREDENTIALS_LIMIT_MS);
      this.#ask(this.#friend);
    });
  }

  #renew() {
    clearTimeout(this.#timer);
    if (this.#prepared) this.#prepared.dropped = true;
    this.#prepared?.connection?.pc.close();
    this.#prepared = null;
    if (!this.#friend || this.#ice().servers.length > 0) return;
    this.#prepared = { connection: null, answer: '', dropped: false, ready: null };
    this.#prepared.ready = this.#gather(this.#prepared);
  }

  /** @returns {Promise<boolean>} whether there is an address; if not, the click tries again and says what is wrong */
  async #gather(prepared) {
    const renewIn = (ms) => {
      if (this.#prepared === prepared) this.#timer = setTimeout(() => this.#renew(), ms);
    };
    const asked = this.#credentials();
    try {
      const certificate = await this.#certificate;
      const credentials = await asked;
      if (prepared.dropped) return false;
      prepared.connection = newConnection(certificate, this.#ice());
      const offer = await gatheredOffer(prepared.connection.pc, credentials);
      if (credentials && ownIce(offer).ufrag === credentials.ufrag) {
        await prepared.connection.pc.setRemoteDescription({ type: 'answer', sdp: credentials.answer });
        prepared.answer = credentials.answer;
      }
      renewIn(RENEW_MS);
      return !prepared.dropped;
    } catch {
      prepared.connection?.pc.close();
      renewIn(RETRY_MS);
      return false;
    }
  }
}
