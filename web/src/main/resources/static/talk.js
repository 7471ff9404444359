// Sound and picture over one link. Nothing is sent or taken before a call is accepted, and nothing after it ended.

import { Negotiation } from './negotiation.js';

const KINDS = ['audio', 'video'];

export class Talk {
  /** What we receive; empty while no call is on. */
  remote = new MediaStream();

  #link;
  #negotiation;
  #active = false;
  #sending = { audio: null, video: null }; // the track, or null
  #mayCome = { audio: false, video: false }; // still asking for permission

  /**
   * @param {boolean} options.polite
   * @param {() => void} options.onRemote a track of the friend came or went
   */
  constructor({ link, polite, onRemote }) {
    this.#link = link;
    this.#negotiation = new Negotiation({
      pc: link.pc,
      polite,
      send: (message) => link.say(message),
      fingerprint: link.fingerprint,
      beforeAnswer: () => this.#takePart(),
    });
    link.pc.ontrack = ({ track }) => {
      if (!this.#active) return;
      for (const old of this.remote.getTracks()) if (old.kind === track.kind && old !== track) this.remote.removeTrack(old);
      this.remote.addTrack(track);
      onRemote();
    };
  }

  /**
   * @param {boolean} options.offering the side that accepted makes the offer: one round trip then brings both directions
   * @param {boolean} options.video whether we may send a picture
   */
  begin({ offering, video }) {
    this.#active = true;
    this.#mayCome = { audio: true, video };
    if (offering) {
      for (const kind of KINDS) {
        const known = this.#transceiver(kind);
        if (known) known.direction = this.#direction(kind);
        else this.#link.pc.addTransceiver(kind, { direction: this.#direction(kind) });
      }
      this.#attach();
    }
  }

  /** The permission was answered: these are our tracks. */
  setLocal(stream) {
    const [audio = null] = stream.getAudioTracks();
    const [video = null] = stream.getVideoTracks();
    this.#sending = { audio, video };
    this.#mayCome = { audio: false, video: false };
    this.#attach();
  }

  replace(kind, track) {
    this.#sending[kind] = track;
    this.#attach();
  }

  end() {
    this.#active = false;
    this.#sending = { audio: null, video: null };
    this.#mayCome = { audio: false, video: false };
    for (const track of this.remote.getTracks()) this.remote.removeTrack(track);
    if (this.#link.over) return;
    for (const transceiver of this.#link.pc.getTransceivers()) {
      transceiver.sender.replaceTrack(null).catch(() => {});
      if (!transceiver.stopped) transceiver.direction = 'inactive';
    }
  }

  /** A description or a candidate from the friend; what cannot be used is refused and counted. */
  async negotiate(message) {
    try {
      if (message.type === 'description') await this.#negotiation.description(message);
      else await this.#negotiation.candidate(message);
    } catch (error) {
      this.#link.refused++;
      console.warn(`refused a ${message.type} from a friend:`, error.message);
    }
  }

  /** Before an answer: take part with what the call allows, and with nothing when there is no call. */
  #takePart() {
    const expected = new Set(KINDS.map((kind) => this.#transceiver(kind)));
    for (const transceiver of this.#link.pc.getTransceivers()) {
      if (transceiver.stopped) continue;
      const wanted = this.#active && expected.has(transceiver);
      transceiver.direction = wanted ? this.#direction(transceiver.receiver.track.kind) : 'inactive';
    }
    this.#attach();
  }

  #attach() {
    if (!this.#active) return;
    for (const kind of KINDS) {
      const transceiver = this.#transceiver(kind);
      if (!transceiver) continue;
      if (transceiver.sender.track !== this.#sending[kind]) {
        transceiver.sender.replaceTrack(this.#sending[kind]).catch((error) => console.warn(error.message));
      }
      // A track that came after we had said we would only receive.
      if (this.#sending[kind] && transceiver.currentDirection === 'recvonly') transceiver.direction = 'sendrecv';
    }
  }

  #direction(kind) {
    return this.#sending[kind] || this.#mayCome[kind] ? 'sendrecv' : 'recvonly';
  }

  /** The first of its kind: a friend who offers more gets no more. */
  #transceiver(kind) {
    return this.#link.pc.getTransceivers().find(({ stopped, receiver }) => !stopped && receiver.track.kind === kind);
  }
}
