// Chat: what we say waits for an open link and for the friend's acknowledgement; what we hear is stored before it is acknowledged.

import { randomHex } from './random.js';

/** Messages heard but not stored yet, per friend: a friend who sends faster than the bridge stores is not acknowledged, and sends again later. */
const MAX_UNSTORED = 200;

export class Messages {
  #bridge;
  #links;
  #outbox = new Map(); // friend -> Map(id -> { text, at }), oldest first
  #unstored = new Map(); // friend -> Map(id -> message)

  constructor({ bridge, links }) {
    this.#bridge = bridge;
    this.#links = links;
  }

  /** @returns {boolean} false when the bridge is gone: the text stays in the box. */
  say(friend, text) {
    return this.#bridge.send({ type: 'say', friend, id: randomHex(16), text });
  }

  /** After welcome: what is undelivered, and what the bridge did not get to store. */
  resume(friends) {
    for (const { id, queued } of friends) {
      this.#outbox.set(id, new Map(queued.map((message) => [message.id, message])));
      const link = this.#links.get(id);
      if (link) this.linkOpened(link);
    }
    for (const [friend, messages] of this.#unstored) {
      for (const message of messages.values()) this.#store(friend, message);
    }
  }

  linkOpened(link) {
    for (const message of this.#box(link.friend).values()) this.#put(link, message);
  }

  /** The bridge stored a message, or its state changed. */
  stored({ friend, id, mine, state, text, at }) {
    if (!mine) {
      if (this.#unstored.get(friend)?.delete(id)) this.#links.get(friend)?.sayInChat({ type: 'ack', id });
      return;
    }
    const box = this.#box(friend);
    if (state === 'delivered') {
      box.delete(id);
      return;
    }
    if (box.has(id)) return;
    box.set(id, { id, text, at });
    const link = this.#links.get(friend);
    if (link && state === 'queued') this.#put(link, { id, text, at });
  }

  heard(link, message) {
    const { friend } = link;
    if (message.type === 'ack') {
      if (this.#box(friend).delete(message.id)) this.#bridge.send({ type: 'delivered', friend, id: message.id });
      return;
    }
    const waiting = this.#unstored.get(friend) ?? new Map();
    if (waiting.size >= MAX_UNSTORED) return;
    this.#unstored.set(friend, waiting.set(message.id, message));
    this.#store(friend, message);
  }

  #put(link, { id, text, at }) {
    if (link.sayInChat({ type: 'message', id, text, at })) this.#bridge.send({ type: 'sent', friend: link.friend, id });
  }

  #store(friend, { id, text, at }) {
    this.#bridge.send({ type: 'heard', friend, id, text, sentAt: at });
  }

  #box(friend) {
    if (!this.#outbox.has(friend)) this.#outbox.set(friend, new Map());
    return this.#outbox.get(friend);
  }
}
