// The connection of one call, where a link ends in a native peer (docs/protocol.md, section 8.4): made while it rings, closed when the call ends.

import { newCallConnection } from './connection.js';
import { fingerprintOf } from './sdp.js';
import { Talk } from './talk.js';

/** Two pages that have not found a way to each other by then do not find one. */
const UNREACHED_MS = 30_000;

export class CallConnection {
  #link;
  #events;
  #rang = false;
  #begun = false;
  #offered = false; // by the friend, since the call was accepted
  #reached = false;
  #timer = 0;
  #pc;
  #ice;

  /**
   * @param {Link | BridgedLink} options.link that carries the signaling
   * @param {string} options.call its name on the link
   * @param {boolean} options.waits the friend makes the first offer
   * @param {import('./connection.js').Ice} options.ice
   * @param {object} options.events remote(talk, stream), unreached(talk)
   */
  constructor({ link, call, polite, waits, ice, events }) {
    this.#link = link;
    this.#ice = ice;
    this.#events = events;
    this.call = call;
    this.#pc = this.#connect();
    this.talk = new Talk({
      pc: this.#pc,
      polite,
      send: (message) => link.say({ ...message, call }),
      fingerprint: '',
      waits,
      over: () => this.#pc.signalingState === 'closed',
      onRemote: (stream) => events.remote(this.talk, stream),
      onRefused: () => link.refused++,
    });
  }

  /** @returns {boolean} whether what this friend says about that call is about us */
  isOf({ friend }, call) {
    return this.#link.friend === friend && this.call === call;
  }

  /** We ring: while nobody has picked up, only the way is prepared. */
  ring() {
    this.#rang = true;
    this.talk.prepare();
  }

  /** The call is accepted. */
  begin(options) {
    this.#begun = true;
    if (!this.#reached) this.#timer = setTimeout(() => this.#events.unreached(this.talk), UNREACHED_MS);
    this.talk.begin(options);
  }

  hear(message) {
    if (this.#rang && this.#begun && !this.#offered && message.kind === 'offer') {
      this.#offered = true;
      if (this.#isOfAnotherPage(message)) this.#beginAnew();
    }
    this.talk.negotiate(message);
  }

  close() {
    clearTimeout(this.#timer);
    this.#pc.close();
    this.talk.end();
  }

  #connect() {
    const pc = newCallConnection(this.#ice);
    pc.onconnectionstatechange = () => {
      if (pc !== this.#pc) return;
      if (pc.connectionState === 'connected') this.#connected();
      if (pc.connectionState === 'failed' && this.#begun) this.talk.restart(); // the way it took is gone: another network, perhaps
    };
    return pc;
  }

  #connected() {
    this.#reached = true;
    clearTimeout(this.#timer);
  }

  /** One page of theirs answered while it rang, or none did, and they picked up in another: that one makes an offer of its own. */
  #isOfAnotherPage({ sdp }) {
    try {
      return fingerprintOf(sdp) !== this.talk.fingerprint;
    } catch {
      return false; // refused as any other
    }
  }

  #beginAnew() {
    this.#pc.close();
    this.#reached = false;
    this.#pc = this.#connect();
    this.talk.move(this.#pc);
  }
}
