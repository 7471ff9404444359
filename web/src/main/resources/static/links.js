// Every connection of this tab: at most one open link per friend, the calls that are bringing one, and the standby for the next.

import { Ahead } from './ahead.js';
import { epochNow } from './clock.js';
import { gatheredAnswer, gatheredOffer, newConnection } from './connection.js';
import { Link } from './link.js';
import { checkedTicket, dial, newStandby, parseTicket } from './redial.js';
import { candidateOf, fingerprintOf, ownIce, sameEnd } from './sdp.js';

const REDIAL_LIMIT_MS = 10_000;
/** Two links that open this close together were both wanted: the lower key's wins. Later than that, the newer one does. */
const GLARE_MS = 3000;
/** After this long without a packet a browser stops its checks (about 15 s); new candidates start them again. */
const RECHECK_MS = 10_000;
/** The first moments of a link belong to the call it was opened for. */
const STANDBY_AFTER_MS = 300;

export class Links {
  #certificate;
  #ourKey = '';
  #ice = { servers: [], relayOnly: false };
  #events;
  #ahead;
  #open = new Map(); // friend -> Link
  #standbys = new Map(); // friend -> connection
  #pending = new Map(); // call -> { friend, connection, timer }
  #dialing = new Map(); // friend -> { link, timer }

  /**
   * @param {Promise<RTCCertificate>} options.certificate
   * @param {object} options.events presence(friend, state), cutOff(link), opened(link), over(link, reason), named(link), mark(call, step, at),
   *     prepare(friend), control(link, message), chat(link, message), wanted(call) -> boolean, unwanted(link), ticket(friend, text), cannotRedial(friend, error)
   */
  constructor({ certificate, events }) {
    this.#certificate = certificate;
    this.#events = events;
    this.#ahead = new Ahead({ certificate, ice: () => this.#ice, ask: (friend) => events.prepare(friend) });
  }

  set ourKey(key) {
    this.#ourKey = key;
  }

  /** @param {import('./connection.js').Ice} ice for connections from now on */
  set ice(ice) {
    this.#ice = ice;
  }

  get(friend) {
    return this.#open.get(friend) ?? null;
  }

  all() {
    return [...this.#open.values()];
  }

  polite(friend) {
    return this.#ourKey < friend;
  }

  /** @param {string} friend whom the user may call next over the chain; empty: nobody */
  expectCallTo(friend) {
    this.#ahead.expect(friend);
  }

  /** The bridge's answer to `prepare`. */
  prepared(message) {
    this.#ahead.prepared(message);
  }

  /** @returns {Promise<{ offer: string, gatheredAt: number }>} for a call that goes out on chain */
  async offer(call, friend) {
    this.#stopDialing(friend);
    const prepared = await this.#ahead.take(friend);
    const connection = prepared?.connection ?? newConnection(await this.#certificate, this.#ice);
    const pending = this.#expect(call, friend, connection, { ours: true });
    if (prepared?.answer) this.#waitsWith(pending, prepared.answer);
    try {
      const offer = prepared?.offer ?? (await gatheredOffer(connection.pc));
      return { offer, gatheredAt: epochNow() };
    } catch (error) {
      this.abandon(call);
      throw error;
    }
  }

  /** Our invitation goes out, and the friend can dial it: the answer is known already, but for where they are. What was made ahead waits with it. */
  async expectDial(call, answer) {
    const pending = await this.#fitFor(answer, call);
    if (!pending || pending.synthesized) return;
    this.#waitsWith(pending, answer);
    await pending.connection.pc.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  #waitsWith(pending, answer) {
    pending.synthesized = answer;
    pending.link.fingerprint = fingerprintOf(answer);
  }

  /** The friend accepted: their answer came over the chain. */
  async applyAnswer(call, answer) {
    const pending = await this.#fitFor(answer, call);
    if (pending && pending.synthesized) {
      this.#events.mark(call, 'applied', epochNow());
      this.#addCandidates(pending, candidateLines(answer));
      return this.#keepChecking(pending, answer);
    }
    if (!pending || pending.connection.pc.signalingState !== 'have-local-offer') return;
    pending.link.fingerprint = fingerprintOf(answer); // before: the channel may open before the promise resolves
    await pending.connection.pc.setRemoteDescription({ type: 'answer', sdp: answer });
    this.#events.mark(call, 'applied', epochNow());
    this.#keepChecking(pending, answer);
  }

  /**
   * We accepted: gathers the answer to an offer that came over the chain.
   *
   * @param {boolean} options.unattended nobody clicked: the link brings no call
   * @param {{ ufrag: string, pwd: string } | null} options.credentials with these the friend, who waits, is dialled at once
   */
  async answer(call, friend, offer, { unattended, credentials = null }) {
    const asked = credentials && this.#pending.get(call)?.connection.pc.localDescription; // the bridge was started again meanwhile
    if (asked) return asked.sdp;
    this.#stopDialing(friend);
    const connection = newConnection(await this.#certificate, this.#ice);
    const pending = this.#expect(call, friend, connection, { ours: false, unattended });
    try {
      pending.link.fingerprint = fingerprintOf(offer);
      const ready = gatheredAnswer(connection.pc, offer, credentials);
      this.#events.mark(call, 'applied', epochNow());
      const answer = await ready;
      this.#events.mark(call, 'gathered', epochNow());
      this.#keepChecking(pending, offer, () => this.#answerAgain(call, pending, offer));
      return answer;
    } catch (error) {
      this.abandon(call);
      throw error;
    }
  }

  /** The friend is dialled from another port with the same credentials and certificate: what they were told stays true, and they see the port when we come. */
  async #answerAgain(call, pending, offer) {
    const credentials = ownIce(pending.connection.pc.localDescription.sdp);
    if (!(await this.#exchange(call, pending))) return;
    pending.link.fingerprint = fingerprintOf(offer);
    const given = gatheredAnswer(pending.connection.pc, offer, credentials);
    await given.catch((error) => console.warn('the answer was not given again:', error.message));
  }

  /** The call's connection. When it waits to be dialled and the answer is another than it expects, a fresh one takes its place. */
  async #fitFor(answer, call) {
    const pending = this.#pending.get(call);
    if (!pending?.synthesized || sameEnd(answer, pending.synthesized)) return pending;
    const asOffered = ownIce(pending.connection.pc.localDescription.sdp);
    if (await this.#exchange(call, pending)) await gatheredOffer(pending.connection.pc, asOffered);
    return this.#pending.get(call);
  }

  /** Another connection takes the place of the call's; how long it is kept stays as it is. @returns {Promise<boolean>} false when the call was over before */
  async #exchange(call, pending) {
    const certificate = await this.#certificate;
    if (this.#pending.get(call) !== pending) return false;
    const { friend, link: before, unattended } = pending;
    const connection = newConnection(certificate, this.#ice);
    const link = this.#link(friend, connection, { ours: before.ours, call, unattended });
    Object.assign(pending, { connection, link, synthesized: '' });
    before.close({ bye: false });
    return true;
  }

  /** @returns {boolean} whether a connection is being kept for this call */
  expects(call) {
    return this.#pending.has(call);
  }

  /** The invitation expires then; until then the friend may still come, even when we gave up. */
  abandonAt(call, instant) {
    const pending = this.#pending.get(call);
    if (!pending) return;
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => this.abandon(call), Math.max(0, instant - Date.now()));
  }

  /** We accepted and do not want it any more: its hello will name no call. */
  leave() {}

  abandon(call) {
    const pending = this.#pending.get(call);
    if (!pending) return;
    this.#forget(call);
    pending.link.close({ bye: false });
  }

  /** Dials the ticket that the bridge kept from the last link, or from the present one when that is cut off: it may come back, and the first of the two is the link. */
  async redial(friend, ticketText) {
    const ticket = parseTicket(ticketText);
    const present = this.#open.get(friend);
    if (!ticket || (present && !present.cutOff) || this.#dialing.has(friend)) return;
    if (!present) {
      this.#events.ticket(friend, ''); // it serves once, whatever happens
      this.#events.presence(friend, 'redialing');
    }
    try {
      const connection = await dial(ticket, await this.#certificate, this.#ice);
      const link = this.#link(friend, connection, { ours: true, call: '' });
      link.fingerprint = ticket.fingerprint;
      const timer = setTimeout(() => link.close({ bye: false }), REDIAL_LIMIT_MS);
      this.#dialing.set(friend, { link, timer, beside: present ? ticketText : '' });
    } catch (error) {
      if (!this.#open.has(friend)) this.#events.presence(friend, 'none');
      if (error.name === 'CannotRedial') this.#events.cannotRedial(friend, error);
      else console.warn('the redial ticket could not be used:', error.message);
    }
  }

  /** The friend told us how to dial their standby. */
  keepTicket(link, ticket) {
    const checked = checkedTicket(ticket);
    if (checked && this.#open.get(link.friend) === link) this.#events.ticket(link.friend, JSON.stringify(checked));
    else link.refused++;
  }

  /** Ends everything: the tab closes, or another tab took over. */
  closeAll() {
    this.#ahead.expect('');
    for (const link of this.#open.values()) link.close({ bye: true });
    for (const call of [...this.#pending.keys()]) this.abandon(call);
    for (const friend of [...this.#dialing.keys()]) this.#stopDialing(friend);
    for (const connection of this.#standbys.values()) connection.pc.close();
    this.#standbys.clear();
  }

  /** The friend was removed. */
  drop(friend) {
    this.get(friend)?.close({ bye: true });
    this.#standbys.get(friend)?.pc.close();
    this.#standbys.delete(friend);
  }

  #expect(call, friend, connection, { ours, unattended = false }) {
    const link = this.#link(friend, connection, { ours, call, unattended });
    const pending = { friend, connection, link, unattended, timer: 0, recheck: 0, synthesized: '' };
    this.#pending.set(call, pending);
    return pending;
  }

  /** A call brings a link of its own; a redial that came in later would take its place. */
  #stopDialing(friend) {
    const dialing = this.#dialing.get(friend);
    if (!dialing) return;
    this.#notDialing(friend);
    dialing.link.close({ bye: false });
    if (!this.#open.has(friend)) this.#events.presence(friend, 'none');
  }

  #notDialing(friend) {
    clearTimeout(this.#dialing.get(friend)?.timer);
    this.#dialing.delete(friend);
  }

  #forget(call) {
    const pending = this.#pending.get(call);
    clearTimeout(pending?.timer);
    clearInterval(pending?.recheck);
    this.#pending.delete(call);
  }

  #link(friend, connection, { ours, call, unattended = false }) {
    const wanted = () => !unattended && this.#events.wanted(call);
    return new Link({
      friend,
      connection,
      ours,
      call,
      helloCall: () => (call && wanted() ? call : ''),
      relayOnly: () => this.#ice.relayOnly,
      events: {
        pathFound: () => call && this.#events.mark(call, 'connected', epochNow()),
        channelOpen: (link) => {
          if (!call) return;
          this.#events.mark(call, 'connected', epochNow()); // its own event may come after this one
          this.#events.mark(call, 'open', epochNow());
          if (unattended) link.say({ type: 'unattended', call });
          else if (!wanted()) this.#events.unwanted(link);
        },
        opened: (link) => this.#opened(link),
        named: (link) => this.#events.named(link),
        pathBack: (link) => this.#prepareStandby(link), // the ticket of the one before may be spent
        presence: (link) => this.#open.get(friend) === link && this.#presence(link),
        control: (link, message) => this.#events.control(link, message),
        chat: (link, message) => this.#events.chat(link, message),
        over: (link, reason) => this.#over(link, reason),
      },
    });
  }

  #presence(link) {
    this.#events.presence(link.friend, link.state);
    if (link.cutOff) this.#events.cutOff(link);
  }

  #opened(link) {
    const { friend } = link;
    if (link.call) this.#forget(link.call);
    if (this.#dialing.get(friend)?.beside) this.#events.ticket(friend, ''); // spent, whoever dialed
    this.#notDialing(friend);
    const rival = this.#open.get(friend);
    if (rival) {
      const glare = rival.ours !== link.ours && performance.now() - rival.openedAt < GLARE_MS;
      const lowerKeyIsOurs = this.#ourKey < friend;
      const loser = glare && rival.ours === lowerKeyIsOurs ? link : rival;
      if (loser === link) {
        setTimeout(() => link.close({ bye: false }), GLARE_MS);
        if (!this.#standbys.has(friend)) this.#prepareStandby(rival); // it came through the one that waited
        return;
      }
      this.#open.delete(friend);
      this.#events.over(rival, 'replaced');
      setTimeout(() => rival.close({ bye: false }), GLARE_MS);
    }
    this.#open.set(friend, link);
    this.#events.opened(link);
    setTimeout(() => this.#prepareStandby(link), link.call ? STANDBY_AFTER_MS : 0);
  }

  #over(link, reason) {
    const { friend, call } = link;
    if (call && this.#pending.get(call)?.link === link) this.#forget(call);
    const dialing = this.#dialing.get(friend);
    if (dialing?.link === link) {
      this.#notDialing(friend);
      if (!this.#open.has(friend)) this.#events.presence(friend, 'none');
      if (!this.#open.has(friend) && dialing.beside) this.redial(friend, dialing.beside); // there was no network yet, perhaps
    }
    if (this.#open.get(friend) !== link) return;
    this.#open.delete(friend);
    this.#events.presence(friend, 'none');
    this.#events.over(link, reason);
  }

  async #prepareStandby(link) {
    if (this.#open.get(link.friend) !== link) return;
    this.#standbys.get(link.friend)?.pc.close();
    this.#standbys.delete(link.friend);
    try {
      const { connection, ticket } = await newStandby(await this.#certificate, link.fingerprint, this.#ice);
      if (this.#open.get(link.friend) !== link) return connection.pc.close();
      this.#standbys.set(link.friend, connection);
      const standby = this.#link(link.friend, connection, { ours: false, call: '' });
      standby.fingerprint = link.fingerprint;
      connection.control.addEventListener('open', () => {
        if (this.#standbys.get(standby.friend) === connection) this.#standbys.delete(standby.friend);
      });
      link.say({ type: 'redial', ticket });
    } catch (error) {
      console.warn('no standby for a redial:', error.message);
    }
  }

  /**
   * Across a slow leg: the side whose checks ran dry starts them again under another foundation, until the link opens. Where ICE got through and the friend had no answer yet,
   * DTLS repeats its first message for some 220 s and gives up for good.
   *
   * @param {() => void} anew takes another connection, after that
   */
  #keepChecking(pending, description, anew = () => {}) {
    const lines = candidateLines(description);
    let round = 0;
    clearInterval(pending.recheck);
    pending.recheck = setInterval(() => {
      const { pc } = pending.connection;
      if (pc.connectionState === 'connected') return clearInterval(pending.recheck);
      if (pc.sctp?.transport.state === 'failed') return anew();
      round++;
      this.#addCandidates(
        pending,
        lines.map((line) => line.replace(/^candidate:\S+/, `candidate:${round}${line.length}`)),
      );
    }, RECHECK_MS);
  }

  #addCandidates({ connection }, lines) {
    for (const candidate of lines) connection.pc.addIceCandidate({ candidate, sdpMid: '0' }).catch(() => {});
  }
}

const candidateLines = (sdp) => [...sdp.matchAll(/^a=(candidate:.*)$/gm)].map(([, line]) => line).filter(candidateOf);
