// The connection of one call, where a link ends in a native peer (docs/protocol.md, section 8.4): made while it rings, closed when the call ends.

import { newCallConnection } from './connection.js';
import { fingerprintOf, takesMedia } from './sdp.js';
import { Talk } from './talk.js';

/** Two pages that have not found a way to each other by then do not find one. */
const UNREACHED_MS = 30_000;
/** When the connection was closed by the friend, the word why comes over the link, which may take longer. */
const HANGUP_FOLLOWS_MS = 2000;
/** A way that was lost is looked for anew this often, by each side, and not by both at once. */
const RESTART_EVERY_MS = 5000;

export class CallConnection {
  #events;
  #channel;
  #rang = false;
  #begun = false;
  #met = false; // the page that accepted the call has described itself
  #reached = false;
  #timer = 0; // runs while there is no way
  #mending = 0;
  #polite;
  #pc;
  #ice;

  /**
   * @param {Link | BridgedLink} options.link that carries the signaling
   * @param {string} options.call its name on the link
   * @param {boolean} options.waits the friend makes the first offer
   * @param {import('./connection.js').Ice} options.ice
   * @param {object} options.events remote(talk, stream), unreached(talk), interrupted(talk, whether), closed(talk): by the friend, or for good
   */
  constructor({ link, call, polite, waits, ice, events }) {
    this.link = link;
    this.#polite = polite;
    this.#ice = ice;
    this.#events = events;
    this.call = call;
    this.#pc = this.#connect();
    this.talk = new Talk({
      pc: this.#pc,
      polite,
      send: (message) => this.link.say({ ...message, call }),
      fingerprint: '',
      waits,
      early: true,
      over: () => this.#pc.signalingState === 'closed',
      onRemote: (stream) => events.remote(this.talk, stream),
      onRefused: () => this.link.refused++,
    });
  }

  /** @returns {boolean} whether ICE and DTLS are done, and nothing is known that broke since */
  get open() {
    return this.#channel.readyState === 'open' && this.#pc.connectionState === 'connected';
  }

  /** @returns {boolean} whether what this friend says about that call is about us */
  isOf({ friend }, call) {
    return this.link.friend === friend && this.call === call;
  }

  /** We ring: while nobody has picked up, only the way is prepared. */
  ring() {
    this.#rang = true;
    this.talk.prepare();
  }

  /** The call is accepted. */
  begin(options) {
    this.#begun = true;
    this.#limit();
    this.talk.begin(options);
    this.#changed(this.#pc.connectionState);
  }

  /** The link was lost, and this one came after it. */
  goesOver(link) {
    this.link = link;
    if (this.#awaitsWord && this.talk.fingerprint) return; // that page knows what it said itself
    if (this.#mending) this.#mend();
    else this.talk.sayAgain();
  }

  hear(message) {
    if (this.#awaitsWord && message.type === 'description' && (message.kind === 'offer' || takesMedia(message.sdp))) {
      this.#met = true;
      if (message.kind === 'offer' && this.#isOfAnotherPage(message)) this.#beginAnew();
      this.#changed(this.#pc.connectionState);
    }
    this.talk.negotiate(message);
  }

  /** Until it comes, this connection may be one to another page than that which picked up. */
  get #awaitsWord() {
    return this.#rang && this.#begun && !this.#met;
  }

  close() {
    this.#mended();
    this.#pc.close();
    this.talk.end();
  }

  #connect() {
    const { pc, channel } = newCallConnection(this.#ice);
    pc.onconnectionstatechange = () => pc === this.#pc && this.#changed(pc.connectionState);
    const isOver = () => pc === this.#pc && !this.#awaitsWord && this.#events.closed(this.talk);
    channel.onclose = () => setTimeout(isOver, HANGUP_FOLLOWS_MS);
    this.#channel = channel;
    return pc;
  }

  #changed(state) {
    if (state === 'connected') {
      this.#reached = true;
      if (this.#mending) this.#events.interrupted(this.talk, false);
      this.#mended();
    } else if (['disconnected', 'failed'].includes(state) && this.#begun && !this.#awaitsWord && !this.#mending) {
      this.#events.interrupted(this.talk, true);
      this.#limit();
      this.#mend();
    } else if (state === 'failed' && !this.#begun) this.#events.closed(this.talk);
  }

  #limit() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#reached ? this.#events.closed(this.talk) : this.#events.unreached(this.talk)), UNREACHED_MS);
  }

  /** The way it took is gone: another network, perhaps. */
  #mend() {
    clearTimeout(this.#mending);
    const look = () => {
      this.#mending = setTimeout(look, RESTART_EVERY_MS);
      this.talk.sayAgain();
      this.talk.restart();
    };
    if (this.#polite) this.#mending = setTimeout(look, RESTART_EVERY_MS / 2);
    else look();
  }

  #mended() {
    clearTimeout(this.#timer);
    clearTimeout(this.#mending);
    this.#mending = 0;
  }

  /** One page of theirs answered while it rang, or none did, and they picked up in another, which makes an offer of its own. */
  #isOfAnotherPage({ sdp }) {
    try {
      return fingerprintOf(sdp) !== this.talk.fingerprint;
    } catch {
      return false; // refused as any other
    }
  }

  #beginAnew() {
    this.#limit();
    this.#reached = false;
    this.#pc.close();
    this.#pc = this.#connect();
    this.talk.move(this.#pc);
  }
}
