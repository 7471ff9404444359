// The links, where the bridge holds them (docs/architecture.md, "Who holds a link"): what it tells of them, in the shape of links.js.

import { told } from './told.js';
import { parseControl } from './wire.js';

/** A link that the bridge holds: what the friend says about calls comes out of it, what we say goes in. */
export class BridgedLink {
  /** Their hello, once the bridge has told it: with their name of the call that brought this link. */
  theirHello = null;
  /** Messages that could not be used. */
  refused = 0;
  /** Neither sound nor picture goes over it. */
  apart = true;
  over = false;
  #relayOnly;
  #put;

  constructor({ friend, state, call, ours }, relayOnly, put) {
    this.friend = friend;
    this.state = state;
    this.call = call;
    this.ours = ours;
    this.#relayOnly = relayOnly;
    this.#put = put;
  }

  /** The bridge sends it over the link of now, if there is one. @returns {boolean} false when there is no bridge to take it, or it tells an address that is not to be told */
  say(message) {
    const leaving = told(message, this.#relayOnly());
    return leaving !== null && this.#put({ type: 'linkSay', friend: this.friend, message: JSON.stringify(leaving) });
  }
}

const OPEN = ['connected', 'silent'];

export class BridgedLinks {
  #bridge;
  #ourKey = '';
  #events;
  #links = new Map(); // friend -> BridgedLink
  #named = new WeakSet();
  #expected = '';
  #left = new Set(); // calls that are given up

  /** @param {object} options.events presence(view), opened(link), over(link), named(link), control(link, message) */
  constructor({ bridge, events }) {
    this.#bridge = bridge;
    this.#events = events;
  }

  /** What of them is the bridge's business it knows; the page must not tell addresses either. */
  ice = { servers: [], relayOnly: false };

  set ourKey(key) {
    this.#ourKey = key;
  }

  get(friend) {
    return this.#links.get(friend) ?? null;
  }

  polite(friend) {
    return this.#ourKey < friend;
  }

  /** After a welcome nothing of what was before it is known to the bridge. */
  welcome(views) {
    this.#expected = '';
    for (const { friend, ours } of [...this.#links.values()]) this.changed({ friend, state: 'none', call: '', ours, rung: '' });
    for (const view of views) this.changed(view);
  }

  changed(view) {
    const { friend, state, call, ours } = view;
    const known = this.#links.get(friend);
    if (known && (state === 'none' || isAnother(known, view))) {
      known.over = true;
      known.state = 'over';
      this.#links.delete(friend);
      this.#events.over(known);
    }
    this.#events.presence(view);
    if (state === 'none') return;
    const link = this.#links.get(friend) ?? this.#begin({ ...view, state: 'opening' });
    const opens = OPEN.includes(state) && !OPEN.includes(link.state);
    Object.assign(link, { state, call, ours });
    if (opens) this.#events.opened(link);
    this.#name(link);
  }

  /** What the friend said about a call. Their hello may come before the bridge has told us of the link. */
  heard({ friend, message: text }) {
    const message = parseControl(text);
    const link = this.#links.get(friend);
    if (message?.type === 'hello') return this.#hello(link ?? this.#begin({ friend, state: 'opening', call: '', ours: false }), message);
    if (!link) return;
    if (message) this.#events.control(link, message);
    else link.refused++;
  }

  /** @param {string} friend whom the user may call next over the chain, or empty: the bridge gathers ahead of the click */
  expectCallTo(friend) {
    if (friend === this.#expected) return;
    this.#expected = friend;
    if (friend) this.#bridge.send({ type: 'prepare', friend });
  }

  /** The bridge gathers the offer itself. */
  async offer() {
    return { offer: '' };
  }

  /** The bridge keeps what an invitation needs, for as long as it needs it. */
  abandonAt() {}
  abandon() {}

  /** We accepted and do not want it any more: the friend is told when the link opens. */
  leave(call) {
    this.#left.add(call);
  }

  drop(friend) {
    if (this.#links.has(friend)) this.changed({ friend, state: 'none', call: '', ours: false, rung: '' });
  }

  /** They stay: that is what the bridge holds them for. */
  closeAll() {}

  #begin(view) {
    const link = new BridgedLink(view, () => this.ice.relayOnly, (message) => this.#bridge.send(message));
    this.#links.set(view.friend, link);
    return link;
  }

  #hello(link, message) {
    link.theirHello = message;
    this.#name(link);
  }

  /** Both sides have said which call brought this link. */
  #name(link) {
    if (!link.call || !link.theirHello?.call || this.#named.has(link)) return;
    this.#named.add(link);
    if (this.#left.delete(link.call)) link.say({ type: 'hangup', call: link.theirHello.call });
    else this.#events.named(link);
  }
}

/** An open link that is not open any more, or another one in its place, is over. */
const isAnother = (known, { state, call, ours }) =>
  OPEN.includes(known.state) && (!OPEN.includes(state) || known.call !== call || known.ours !== ours);
