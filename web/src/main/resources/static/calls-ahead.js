// Connections of calls that may come, made before anybody clicks (docs/protocol.md, section 8.4, "Ahead of the call"): ours to the friend whose
// conversation is open, and those of friends who may call us. Only between friends who both let each other connect before a click.

import { randomHex } from './random.js';

/** After a start, and after a call, there is something more urgent. */
const BEGIN_MS = 1500;
/** The friend may have no page open, or not allow it. Then ever more rarely. */
const AGAIN_MS = 30_000;
const SELDOM_MS = 8 * 60_000;
/** A friend who makes another one sooner does not do what this page would. */
const APART_MS = 1000;

export class CallsAhead {
  #connect;
  #expected = null; // the link to whom the user may call next
  #ours = null;
  #theirs = new Map(); // friend -> CallConnection
  #offeredAt = new Map(); // friend -> when the newest of these came
  #timer = 0;

  /** @param {(link: object, call: string, options: { waits: boolean }) => import('./call-connection.js').CallConnection} connect */
  constructor(connect) {
    this.#connect = connect;
  }

  /** @param {object | null} link to the friend whom the user may call next; null: nobody */
  expect(link) {
    if (link === this.#expected) return;
    this.#expected = link;
    this.#drop();
    if (link) this.#timer = setTimeout(() => this.#begin(AGAIN_MS), BEGIN_MS);
  }

  #begin(againMs) {
    this.#drop();
    this.#ours = this.#connect(this.#expected, randomHex(16), { waits: false });
    this.#expected.say({ type: 'ahead', call: this.#ours.call });
    this.#ours.ring();
    this.#timer = setTimeout(() => this.#ours.open || this.#begin(Math.min(2 * againMs, SELDOM_MS)), againMs);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#ours?.close();
    this.#ours = null;
  }

  /** They may ring by this name: as if they rang, but nobody hears it. */
  offered(link, call) {
    const now = performance.now();
    if (now - (this.#offeredAt.get(link.friend) ?? -APART_MS) < APART_MS) return;
    this.#offeredAt.set(link.friend, now);
    this.#theirs.get(link.friend)?.close();
    this.#theirs.set(link.friend, this.#connect(link, call, { waits: true }));
  }

  /** @returns {string} the name for a call to this friend whose connection is there already; empty: there is none */
  nameFor({ friend }) {
    return this.#ours?.open && this.#ours.link.friend === friend ? this.#ours.call : '';
  }

  /** @returns {CallConnection | undefined} that of a call by this name */
  find(link, call) {
    return [this.#ours, this.#theirs.get(link.friend)].find((connection) => connection?.isOf(link, call));
  }

  /** The call is on: its connection is the caller's now. @returns {CallConnection | undefined} */
  take(link, call) {
    const found = this.find(link, call);
    if (!found) return undefined;
    if (found === this.#ours) {
      clearTimeout(this.#timer);
      this.#ours = this.#expected = null; // the next one is made when somebody is expected again
    } else this.#theirs.delete(link.friend);
    return found;
  }

  /** The friend closed it, or no way was found. */
  lost(talk) {
    if (this.#ours?.talk === talk) {
      const link = this.#expected;
      this.expect(null);
      this.expect(link);
    } else this.keep((theirs) => theirs.talk !== talk);
  }

  /** @param {(theirs: CallConnection) => boolean} wanted which of the friends' connections may stay */
  keep(wanted) {
    for (const [friend, theirs] of this.#theirs) {
      if (wanted(theirs)) continue;
      theirs.close();
      this.#theirs.delete(friend);
    }
  }

  /** Other servers, or relay-only: what is there was made without. */
  forget() {
    this.expect(null);
    this.keep(() => false);
  }
}
