// The link to one friend: an open connection that has said hello and answers pings (docs/protocol.md, section 8.1).

import { toHex } from './random.js';
import { told } from './told.js';
import { LINK_VERSION, parseChat, parseControl } from './wire.js';

const PING_MS = { visible: 2000, hidden: 5000 };
/** Without a pong for three pings the friend is not connected. */
const SILENT_MS = { visible: 6000, hidden: 15_000 };
/** Without a pong for this long the link is given up. */
const LOST_MS = 45_000;
/** More messages than this in one second are an attack, not a conversation. */
const MAX_MESSAGES_PER_SECOND = 1000;

const visibility = () => (document.hidden ? 'hidden' : 'visible');

/**
 * opening --hello and pong--> connected <--pong-- / --no pong--> silent;  any --bye, closed, lost--> over
 */
export class Link {
  state = 'opening';
  /** Their first message, with their name of the call that brought this link. */
  theirHello = null;
  /** The friend's, from the description that was applied; 64 hex digits. */
  fingerprint = '';
  /** Messages that were malformed or out of place. */
  refused = 0;

  #connection;
  #helloCall;
  #relayOnly;
  #events;
  #greeted = false;
  #answered = false; // our first ping
  #unheard = false; // by ICE
  #lastPong = performance.now();
  #pings = 0;
  #timer = 0;
  #second = 0;
  #inSecond = 0;

  /**
   * @param {string} options.friend
   * @param {boolean} options.ours we invited or dialed
   * @param {string} options.call the call that brought it, by our name, or empty
   * @param {() => string} options.helloCall what our hello names when the channel opens
   * @param {() => boolean} options.relayOnly whether no address of ours is told
   * @param {object} options.events pathFound, pathBack, channelOpen, opened, named, presence, control, chat, over; each takes the link first
   */
  constructor({ friend, connection, ours, call, helloCall, relayOnly, events }) {
    this.friend = friend;
    this.ours = ours;
    this.call = call;
    this.openedAt = 0;
    this.#connection = connection;
    this.#helloCall = helloCall;
    this.#relayOnly = relayOnly;
    this.#events = events;
    const { pc, control, chat } = connection;
    control.onopen = () => this.#greet();
    control.onmessage = ({ data }) => this.#control(data);
    control.onclose = () => this.#end('closed');
    chat.onmessage = ({ data }) => this.#chat(data);
    pc.onconnectionstatechange = () => this.#connectionChanged();
    pc.oniceconnectionstatechange = () => {
      if (pc.iceConnectionState === 'connected') this.#events.pathFound(this);
    };
    if (control.readyState === 'open') this.#greet();
  }

  get pc() {
    return this.#connection.pc;
  }

  /** Whether calls bring a connection of their own (docs/protocol.md, section 8.4). */
  get apart() {
    return this.theirHello?.apart === true;
  }

  get over() {
    return this.state === 'over';
  }

  /** The way between the two is gone: silent, and ICE hears nothing either. A friend's page that is busy is only silent. */
  get cutOff() {
    return this.state === 'silent' && this.#unheard;
  }

  /** @returns {boolean} false when the link is gone, or the message tells an address that is not to be told */
  say(message) {
    const leaving = told(message, this.#relayOnly());
    return leaving !== null && send(this.#connection.control, leaving);
  }

  sayInChat(message) {
    return send(this.#connection.chat, message);
  }

  /** Our tab closes, or another link took over. */
  close({ bye }) {
    if (bye) this.say({ type: 'bye' });
    this.#end('closed-by-us');
  }

  #greet() {
    if (this.#greeted || this.over) return;
    this.#greeted = true;
    this.#lastPong = performance.now(); // it may have waited for a long time to be dialed
    this.say({ type: 'hello', version: LINK_VERSION, call: this.#helloCall() });
    this.#events.channelOpen(this);
    this.#ping();
    this.#checkCertificate();
  }

  /** threats.md R4: the browser has compared the certificate already; this holds if it ever did not. */
  async #checkCertificate() {
    const [certificate] = this.pc.sctp?.transport?.getRemoteCertificates?.() ?? [];
    if (!certificate || !crypto.subtle) return;
    const digest = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', certificate)));
    if (!this.over && digest !== this.fingerprint) this.#end('fingerprint');
  }

  #ping() {
    const silentFor = performance.now() - this.#lastPong;
    if (silentFor > LOST_MS) return this.#end('silent');
    if (this.state === 'connected' && silentFor > SILENT_MS[visibility()]) this.#become('silent');
    this.say({ type: 'ping', n: ++this.#pings });
    this.#timer = setTimeout(() => this.#ping(), PING_MS[visibility()]);
  }

  #control(data) {
    const message = this.#withinBudget() ? parseControl(data) : null;
    if (!message) return this.#refuse();
    if (!this.theirHello && message.type !== 'hello' && message.type !== 'bye') return this.#refuse();
    switch (message.type) {
      case 'hello':
        return this.#hello(message);
      case 'ping':
        return void this.say({ type: 'pong', n: message.n });
      case 'pong':
        return this.#pong(message);
      case 'bye':
        return this.#end('bye');
      default:
        this.#events.control(this, message);
    }
  }

  #chat(data) {
    const message = this.#withinBudget() ? parseChat(data) : null;
    if (!message || !this.theirHello) return this.#refuse();
    this.#events.chat(this, message);
  }

  #hello(message) {
    if (this.theirHello) return this.#refuse();
    if (message.version !== LINK_VERSION) return this.close({ bye: true });
    this.theirHello = message;
    this.#opened();
    if (message.call) this.#events.named(this);
  }

  #pong({ n }) {
    if (n !== this.#pings) return;
    this.#lastPong = performance.now();
    this.#answered = true;
    if (this.state === 'opening') this.#opened();
    else if (this.state === 'silent') this.#become('connected');
  }

  #opened() {
    if (this.state !== 'opening' || !this.theirHello || !this.#answered) return;
    this.openedAt = performance.now();
    this.state = 'connected';
    this.#events.opened(this);
    this.#events.presence(this);
  }

  #become(state) {
    this.state = state;
    this.#events.presence(this);
  }

  #withinBudget() {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    if (++this.#inSecond <= MAX_MESSAGES_PER_SECOND) return true;
    this.#end('flood');
    return false;
  }

  #refuse() {
    this.refused++;
  }

  #connectionChanged() {
    // 'failed' ends an open link; one that is still being set up recovers when the friend's packets come.
    const { connectionState } = this.pc;
    if (connectionState === 'closed' || (connectionState === 'failed' && this.#greeted)) return this.#end('closed');
    if (!this.openedAt) return;
    const before = this.#unheard;
    this.#unheard = connectionState === 'disconnected';
    if (this.cutOff) this.#events.presence(this);
    if (before && connectionState === 'connected') this.#events.pathBack(this);
  }

  #end(reason) {
    if (this.over) return;
    this.state = 'over';
    clearTimeout(this.#timer);
    // A bye that was just said leaves first: closing at once would drop it.
    setTimeout(() => this.pc.close(), reason === 'closed-by-us' ? 100 : 0);
    this.#events.over(this, reason);
  }
}

function send(channel, message) {
  if (channel.readyState !== 'open') return false;
  channel.send(JSON.stringify(message));
  return true;
}
