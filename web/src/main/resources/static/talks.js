// Which connection the sound and picture of a call take: that of the link, or one that the call brings (docs/protocol.md, section 8.4).

import { CallConnection } from './call-connection.js';
import { CallsAhead } from './calls-ahead.js';
import { Talk } from './talk.js';

export class Talks {
  /** Of calls that may come. */
  ahead = new CallsAhead((link, call, options) => this.#connection(link, call, options));

  #polite;
  #ice;
  #events;
  #onLinks = new WeakMap(); // Link -> Talk
  #apart = null; // the CallConnection of the present call
  #now = null; // the Talk that has begun

  /**
   * @param {(friend: string) => boolean} options.polite
   * @param {() => import('./connection.js').Ice} options.ice
   * @param {(stream: MediaStream) => void} options.onRemote what the friend sends in the present call
   * @param {() => void} options.onUnreached the call is accepted, and the two pages find no way to each other
   * @param {(interrupted: boolean) => void} options.onInterrupted the way is lost, and looked for; or found again
   * @param {() => void} options.onClosed the friend closed the connection of the call
   */
  constructor({ polite, ice, onRemote, onUnreached, onInterrupted, onClosed }) {
    this.#polite = polite;
    this.#ice = ice;
    this.#events = {
      remote: (talk, stream) => talk === this.#now && onRemote(stream),
      unreached: (talk) => talk === this.#now && onUnreached(),
      interrupted: (talk, interrupted) => talk === this.#now && onInterrupted(interrupted),
      closed: (talk) => (talk === this.#now ? onClosed() : this.ahead.lost(talk)),
    };
  }

  /** The talk of the call that was accepted, or null. */
  get now() {
    return this.#now;
  }

  /** We ring: ICE and DTLS may be done before anybody picks up. */
  ring(link, call) {
    if (!link?.apart) return;
    const made = this.ahead.take(link, call);
    if (made) this.#adopt(made);
    else this.#bring(link, call, { waits: false }).ring();
  }

  /** We are rung: as far as the friend offers. @param {boolean} ahead they have offered, perhaps not to this page */
  rung(link, call, ahead) {
    if (!link.apart || this.#apart?.isOf(link, call)) return;
    const made = this.ahead.take(link, call);
    if (made) this.#adopt(made);
    else if (!ahead) this.#bring(link, call, { waits: true });
  }

  /** The call is accepted. @returns {Talk} */
  begin(link, call, { offering, video }) {
    if (!link.apart) {
      this.#now = this.#onLink(link);
      this.#now.begin({ offering, video });
      return this.#now;
    }
    if (!this.#apart?.isOf(link, call)) this.#adopt(this.ahead.take(link, call) ?? this.#connection(link, call, { waits: !offering }));
    const connection = this.#apart;
    this.#now = connection.talk;
    connection.begin({ offering, video });
    return this.#now;
  }

  /** @returns {boolean} whether the talk has a connection of its own, which does not end with the link */
  get apart() {
    return this.#now !== null && this.#now === this.#apart?.talk;
  }

  /** The link that carried the signaling was lost, and this one came. */
  goesOver(link) {
    this.#apart?.goesOver(link);
  }

  /** A description or a candidate; those of a call that is not on are ignored. */
  heard(link, message) {
    if (message.call) {
      const connection = this.#apart?.isOf(link, message.call) ? this.#apart : this.ahead.find(link, message.call);
      connection?.hear(message);
    } else if (!link.apart) this.#onLink(link).negotiate(message);
  }

  release() {
    this.#apart?.close();
    this.#now?.end();
    this.#apart = this.#now = null;
  }

  lost(link) {
    this.#onLinks.get(link)?.end();
  }

  #bring(link, call, options) {
    return this.#adopt(this.#connection(link, call, options));
  }

  #adopt(connection) {
    this.#apart?.close();
    this.#apart = connection;
    return connection;
  }

  #connection(link, call, { waits }) {
    return new CallConnection({ link, call, waits, polite: this.#polite(link.friend), ice: this.#ice(), events: this.#events });
  }

  #onLink(link) {
    if (!this.#onLinks.has(link)) {
      const talk = new Talk({
        pc: link.pc,
        polite: this.#polite(link.friend),
        send: (message) => link.say(message),
        fingerprint: link.fingerprint,
        over: () => link.over,
        onRemote: (stream) => this.#events.remote(talk, stream),
        onRefused: () => link.refused++,
      });
      this.#onLinks.set(link, talk);
    }
    return this.#onLinks.get(link);
  }
}
