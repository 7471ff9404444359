// Carries out what call.js decides: our media, the links, and what the bridge must know.

import { next } from './call.js';
import { epochNow } from './clock.js';
import { LinkCalls } from './link-calls.js';
import { noteText } from './notes.js';
import { OwnMedia } from './own-media.js';
import { randomHex } from './random.js';
import { ownIce } from './sdp.js';
import { withEntry, withoutEntry } from './store.js';
import { Talks } from './talks.js';

const RING_MS = 60_000;
/** An accepted call whose link has not opened by then has failed. */
const JOIN_MS = 60_000;
/** A call with a connection of its own goes on without a link, whose place another one takes within that time. */
const WITHOUT_LINK_MS = 30_000;
/** How long a connection waits for an invitation whose expiry the bridge has not told. */
const KEEP_MS = 120_000;

const FROM_LINK = { decline: 'declined', busy: 'busy', cancel: 'cancelled', hangup: 'hungUp', withdrawn: 'withdrawn' };

export class Calling {
  /** @type {OwnMedia} */
  media;

  #store;
  #bridge;
  #links;
  #linkCalls;
  #talks;
  #onRemote;
  #timer = 0;
  #line = null; // the Link the call is on
  #lost = null; // that Link, when it is gone and the call is not
  #linked = () => {}; // the call on chain has its link
  #marked = { call: '', steps: new Set() };

  /** @param {(stream: MediaStream | null) => void} options.onRemote what the friend sends; null when the call is over */
  constructor({ store, bridge, links, onRemote }) {
    this.#store = store;
    this.#bridge = bridge;
    this.#links = links;
    this.#onRemote = onRemote;
    this.#linkCalls = new LinkCalls({ store, bridge });
    this.#talks = new Talks({
      polite: (friend) => links.polite(friend),
      ice: () => store.state.ice,
      onRemote: (stream) => onRemote(stream),
      onUnreached: () => this.#dispatch({ type: 'unreached', at: epochNow() }),
      onInterrupted: (interrupted) => this.#dispatch({ type: 'interrupted', interrupted }),
      onClosed: () => this.#lineLost(),
    });
    this.media = new OwnMedia({
      store,
      onTracks: (stream) => this.#talks.now?.setLocal(stream),
      onTrack: (kind, track) => this.#talks.now?.replace(kind, track),
      onSending: () => this.#sayMedia(),
    });
  }

  get call() {
    return this.#store.state.call;
  }

  place(friend) {
    const link = this.#links.get(friend);
    const via = link?.state === 'connected' ? 'link' : 'chain';
    if (!this.call) this.#line = via === 'link' ? link : null;
    const id = (via === 'link' && this.#talks.ahead.nameFor(link)) || randomHex(16);
    this.#dispatch({ type: 'place', id, friend, via, at: epochNow() });
  }

  /** While no call is on, the connection of the next one may be made, between friends who let each other connect before a click. */
  lookAhead() {
    const { call, selected, bridge } = this.#store.state;
    if (call) return; // what was made for it is needed, and what was not stays
    const link = this.#links.get(selected);
    const may = bridge.state === 'up' && link?.state === 'connected' && this.#connectsAhead(link);
    this.#talks.ahead.expect(may ? link : null);
    this.#talks.ahead.keep(({ link: theirs }) => this.#allows(theirs));
  }

  /** Other servers, or relay-only. */
  iceChanged() {
    this.#talks.ahead.forget();
    this.lookAhead();
  }

  #connectsAhead(link) {
    return link.apart && this.#store.state.leads && this.#allows(link);
  }

  #allows({ friend }) {
    return this.#store.state.friends.get(friend)?.automaticSat > 0;
  }

  accept({ video }) {
    this.#dispatch({ type: 'accept', video, at: epochNow() });
  }

  /** @param {'decline' | 'cancel' | 'hangUp'} type */
  user(type) {
    this.#dispatch({ type, at: epochNow() });
  }

  /** This tab goes, and its links with it. */
  leave() {
    if (this.call?.phase === 'talking') this.user('hangUp');
  }

  /** The bridge's view of a call changed. */
  viewChanged(view) {
    const { id, friend, state, outcome, why, expiresAt } = view;
    if (expiresAt) this.#links.abandonAt(id, expiresAt);
    if (view.incoming && state === 'ringing' && !view.automatic && this.call?.id !== id) {
      // The invitation of the lower identity key stays when both invited each other.
      this.#dispatch({ type: 'invited', id, friend, yields: !this.#links.polite(friend), at: epochNow() });
    }
    if (state === 'ended') {
      this.#dispatch({ type: 'ended', id, code: outcome, text: why, todo: '' });
      if (this.#store.state.notes.get(friend)?.code === 'elsewhere') this.#clearNote(friend);
    }
  }

  /** @returns {boolean} whether the problem was about the call that is being set up */
  problem({ about, text, todo }) {
    if (!about || this.call?.id !== about || this.call.phase === 'talking') return false;
    this.#dispatch({ type: 'failed', id: about, code: 'failed', text, todo });
    return true;
  }

  /** With `ufrag` and `pwd` the friend waits to be dialled, and the answer is sent only if that fails. */
  async offerReady({ call, friend, offer, unattended, ufrag = '', pwd = '', fingerprint = '' }) {
    const joining = this.call?.id === call && this.call.phase === 'joining';
    if (!joining && !unattended) return;
    try {
      const credentials = ufrag ? { ufrag, pwd, fingerprint } : null;
      const answer = await this.#links.answer(call, friend, offer, { unattended: !joining, credentials });
      if (credentials && ownIce(answer).ufrag !== ufrag) this.#bridge.send({ type: 'dialFailed', call });
      this.#links.abandonAt(call, this.#store.state.calls.get(call)?.expiresAt || Date.now() + KEEP_MS);
      if (!this.#bridge.send({ type: 'answer', call, answer })) this.#bridgeGone(call);
    } catch (error) {
      this.#setUpFailed(call, error);
    }
  }

  async dialExpected({ call, answer }) {
    try {
      await this.#links.expectDial(call, answer);
    } catch (error) {
      this.#setUpFailed(call, error);
    }
  }

  async answerReady({ call, answer }) {
    this.#dispatch({ type: 'answered', id: call });
    try {
      await this.#links.applyAnswer(call, answer);
    } catch (error) {
      this.#setUpFailed(call, error);
    }
  }

  /** A friend's message about calls or media. */
  heard(link, message) {
    const about = { friend: link.friend, id: message.call, at: epochNow() };
    switch (message.type) {
      case 'ring':
        if (!this.call) this.#line = link;
        this.#dispatch({ type: 'ring', ahead: message.ahead, ...about });
        if (this.call?.via === 'link' && this.call.phase === 'incoming' && this.call.friend === link.friend) this.#rung(link, message.ahead);
        return;
      case 'ahead':
        if (!this.call && this.#connectsAhead(link)) this.#talks.ahead.offered(link, message.call);
        return;
      case 'accept':
        this.#linkCalls.step(message.call, 'accepted', 'friend', 'you', about.at);
        return this.#dispatch({ type: 'accepted', ...about });
      case 'unattended':
        if (!this.#isInviting(link)) return;
        this.#line = link;
        this.#linked();
        return this.#dispatch({ type: 'unattended', ...about, newId: randomHex(16) });
      case 'media':
        if (this.#isOn(link)) this.#store.change({ remote: { audio: message.audio, video: message.video } });
        return;
      case 'description':
      case 'candidate':
        return this.#talks.heard(link, message);
      default:
        this.#dispatch({ type: FROM_LINK[message.type], ...about });
    }
  }

  /** Where no other tab of ours leads, this one prepares the way to the caller. */
  #rung(link, ahead) {
    this.#line = link;
    if (this.#store.state.leads) this.#talks.rung(link, this.call.linkId, ahead);
  }

  /** Another tab of ours has this call now. */
  elsewhere(id) {
    const { call } = this;
    if (call?.id !== id && call?.linkId !== id) return;
    this.#dispatch({ type: 'elsewhere', id: call.id });
    this.#linkCalls.forget(call.id);
  }

  #isInviting({ friend, call }) {
    return this.call?.phase === 'outgoing' && this.call.id === call && this.call.friend === friend;
  }

  wanted(id) {
    return this.call?.id === id;
  }

  /** The friend's hello named the call that brought the link: both sides start it. */
  named(link) {
    if (!link.call || !this.wanted(link.call)) return;
    this.#line = link;
    this.#linked();
    const linkId = link.ours ? link.call : link.theirHello.call;
    this.#dispatch({ type: 'named', id: link.call, linkId, at: epochNow() });
  }

  #isOn(link) {
    return this.call !== null && this.#line === link;
  }

  /** @returns {boolean} whether a call would end with this link */
  needs(link) {
    return this.#isOn(link) && !this.#talks.apart;
  }

  /** The link of a call opened that we do not want any more. */
  unwanted(link) {
    link.say({ type: link.ours ? 'withdrawn' : 'hangup', call: link.call });
  }

  linkLost(link) {
    this.#talks.lost(link);
    if (this.#line !== link) return;
    if (this.call?.phase !== 'talking' || !this.#talks.apart) return this.#lineLost();
    this.#lost = link;
    this.#timer = setTimeout(() => this.#lineLost(), WITHOUT_LINK_MS);
  }

  #lineLost() {
    clearTimeout(this.#timer);
    this.#dispatch({ type: 'linkLost', friend: this.#line.friend, at: epochNow() });
  }

  /** A call that lost its link goes on over the next one. */
  linkOpened(link) {
    if (this.#lost?.friend !== link.friend) return;
    clearTimeout(this.#timer);
    this.#lost = null;
    this.#line = link;
    this.#talks.goesOver(link);
    this.#sayMedia();
  }

  firstPicture() {
    if (this.call?.phase === 'talking') this.mark(this.call.id, 'video', epochNow());
  }

  /** A step that only this tab sees; the first time counts. */
  mark(id, step, at) {
    if (this.#marked.call !== id) this.#marked = { call: id, steps: new Set() };
    if (this.#marked.steps.has(step)) return;
    this.#marked.steps.add(step);
    if (this.#linkCalls.has(id)) this.#linkCalls.step(id, step, step === 'video' ? 'friend' : 'you', 'you', at);
    else this.#bridge.send({ type: 'mark', call: id, step, at });
  }

  #dispatch(event) {
    const before = this.call;
    const { call, effects } = next(before, event);
    if (call !== before) {
      this.#store.change({ call });
      if (call?.phase !== before?.phase || call?.id !== before?.id) this.#limit(call);
    }
    for (const each of effects) this.#effects[each.effect](each);
  }

  /** No phase before talking lasts for ever. */
  #limit(call) {
    clearTimeout(this.#timer);
    if (!call || call.phase === 'talking') return;
    if (call.phase === 'joining') {
      const todo = 'Try again, or from another network.';
      const text = 'The two browsers did not reach each other.';
      this.#timer = setTimeout(() => this.#setUpFailed(call.id, { message: text, todo }), JOIN_MS);
      return;
    }
    const expiresAt = call.incoming ? this.#store.state.calls.get(call.id)?.expiresAt : 0;
    const ms = expiresAt ? Math.max(0, expiresAt - Date.now()) : RING_MS;
    this.#timer = setTimeout(() => this.#dispatch({ type: 'timeout', id: call.id, at: epochNow() }), ms);
  }

  #effects = {
    capture: ({ video }) => {
      const after = this.call.via === 'chain' ? new Promise((resolve) => (this.#linked = resolve)) : Promise.resolve();
      this.media.start({ video, after });
    },
    invite: (invitation) => this.#invite(invitation),
    accept: ({ id }) => this.#bridge.send({ type: 'accept', call: id }) || this.#bridgeGone(id),
    decline: ({ id }) => this.#bridge.send({ type: 'decline', call: id }),
    cancel: ({ id }) => {
      if (!this.#bridge.send({ type: 'cancel', call: id })) this.#links.abandon(id);
    },
    leave: ({ id }) => this.#links.leave(id),
    tell: ({ friend, message }) => {
      if (message.type === 'ring') this.#linkCalls.begin({ ...this.call, id: message.call });
      if (message.type === 'accept') this.#linkCalls.step(message.call, 'accepted', 'you', 'friend', epochNow());
      const line = this.#line?.friend === friend ? this.#line : this.#links.get(friend);
      const ahead = message.type === 'ring' && line && this.#talks.ahead.nameFor(line) === message.call;
      line?.say(ahead ? { ...message, ahead } : message);
      if (message.type !== 'ring') return;
      this.#linkCalls.step(message.call, 'rang', 'you', 'friend', epochNow());
      this.#talks.ring(line, message.call);
    },
    alert: () => {
      if (this.call.via === 'link') this.#linkCalls.begin(this.call);
      this.#clearNote(this.call.friend);
    },
    talk: ({ offering }) => {
      const { local } = this.media;
      const talk = this.#talks.begin(this.#line, this.call.linkId, { offering, video: local?.wantsVideo ?? true });
      if (local?.ready) talk.setLocal(local.stream);
      this.#store.change({ remote: { audio: true, video: true } });
      this.#sayMedia();
    },
    rename: ({ from, to, ahead }) => {
      this.#linkCalls.rename(from, to);
      this.#talks.rung(this.#line, to, ahead);
    },
    release: () => {
      this.#talks.release();
      this.media.stop();
      this.#line = this.#lost = null;
      this.#onRemote(null);
    },
    log: ({ call, outcome, talkedMs }) => this.#linkCalls.end(call, outcome, talkedMs),
    note: ({ friend, code, text = '', todo = '' }) => {
      const name = this.#store.state.friends.get(friend)?.name ?? 'Your friend';
      const words = text || noteText(code, name);
      if (words) this.#store.change((state) => ({ notes: withEntry(state.notes, friend, { text: words, todo, code }) }));
    },
  };

  async #invite({ id, friend, clickedAt }) {
    this.#clearNote(friend);
    try {
      const { offer, gatheredAt } = await this.#links.offer(id, friend);
      if (!this.wanted(id)) return this.#links.abandon(id); // cancelled before anything left
      this.#links.abandonAt(id, Date.now() + KEEP_MS);
      if (!this.#bridge.send({ type: 'invite', call: id, friend, offer, clickedAt })) return this.#bridgeGone(id);
      if (!offer) return; // the bridge gathers it, and knows when
      this.mark(id, 'clicked', clickedAt); // after the invitation: the bridge must know the call first
      this.mark(id, 'gathered', gatheredAt);
    } catch (error) {
      this.#setUpFailed(id, error);
    }
  }

  #setUpFailed(id, { name, message, todo = 'Try again.' }) {
    const offline = name === 'NoAddress';
    if (name === 'NoRelay') todo = 'Look at the connection in the wallet, then call again.';
    const text = offline ? 'No network address found: this computer seems to be offline.' : message;
    if (this.#store.state.calls.has(id)) this.#bridge.send({ type: 'callFailed', call: id, why: text });
    this.#dispatch({
      type: 'failed',
      id,
      code: 'failed',
      text,
      todo: offline ? 'Connect it to a network and call again.' : todo,
    });
  }

  #bridgeGone(id) {
    this.#links.abandon(id);
    const todo = 'Start it again, and open the link that it prints.';
    this.#dispatch({ type: 'failed', id, code: 'failed', text: 'The bridge is not running, so nothing was sent.', todo });
  }

  #clearNote(friend) {
    this.#store.change((state) => ({ notes: withoutEntry(state.notes, friend) }));
  }

  #sayMedia() {
    if (this.call?.phase === 'talking') this.#line?.say({ type: 'media', ...this.media.sending });
  }
}
