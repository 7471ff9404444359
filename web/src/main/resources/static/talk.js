// Sound and picture over one connection. Nothing is sent or shown before a call is accepted, and nothing after it ended.

import { Negotiation } from './negotiation.js';

const KINDS = ['audio', 'video'];
/** So long a picture keeps its size, whatever Chromium believes the way can carry. */
const KEEPS_SIZE_MS = 3000;

export class Talk {
  #pc;
  #options;
  #came = new Map(); // kind -> track that came with the description being applied
  #negotiation;
  #active = false;
  #early;
  #sending = { audio: null, video: null }; // the track, or null
  #mayCome = { audio: false, video: false }; // still asking for permission
  #keeping = 0; // the timer of a picture that keeps its size

  /**
   * @param {(message: object) => void} options.send to the friend's page
   * @param {string} options.fingerprint see Negotiation, also for `polite` and `waits`
   * @param {boolean} [options.early] what who is rung will send is agreed on before they accept; what who rings will send, after
   * @param {() => boolean} options.over nobody is there to negotiate with
   * @param {(stream: MediaStream) => void} options.onRemote what the friend sends in the present call
   * @param {() => void} options.onRefused the friend sent something that cannot be used
   */
  constructor({ pc, early = false, ...options }) {
    this.#early = early;
    this.#options = options;
    this.#use(pc, options);
  }

  #use(pc, { polite, send, fingerprint, waits = false }) {
    this.#pc = pc;
    this.#negotiation = new Negotiation({ pc, polite, send, fingerprint, waits, onApplied: (kind) => this.#applied(kind) });
    pc.ontrack = ({ track }) => this.#came.set(track.kind, track);
  }

  /** The friend's fingerprint, or empty as long as none is known. */
  get fingerprint() {
    return this.#negotiation.fingerprint;
  }

  /** Connects, with a place for all that may come; nothing is sent or shown yet. */
  prepare() {
    this.#propose(() => 'sendrecv');
  }

  /** Looks for another way to the friend. */
  restart() {
    this.#pc.restartIce();
    this.#negotiation.need();
  }

  /** What was said last may not have been heard. */
  sayAgain() {
    this.#negotiation.describeAgain();
  }

  /** Goes on over another connection, which the friend offers. */
  move(pc) {
    this.#came.clear();
    this.#use(pc, { ...this.#options, fingerprint: '', waits: true });
  }

  /**
   * @param {boolean} options.offering the side that accepted makes the offer: one round trip then brings both directions. An offer that is still to come does the same
   * @param {boolean} options.video whether we may send a picture
   */
  begin({ offering, video }) {
    this.#active = true;
    this.#mayCome = { audio: true, video };
    this.#show();
    if (offering && !this.#negotiation.waits) this.#propose((kind) => this.#direction(kind));
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
    if (this.#options.over() || this.#transceivers.length === 0) return;
    // Stopped, not set inactive: Chromium shows nothing of a receiver that was inactive and came back. The next call takes their m-lines.
    for (const transceiver of this.#transceivers) transceiver.stop();
    this.#negotiation.need();
  }

  /** A description or a candidate from the friend; what cannot be used is refused and counted. */
  async negotiate(message) {
    try {
      if (message.type === 'description') await this.#negotiation.description(message);
      else await this.#negotiation.candidate(message);
    } catch (error) {
      this.#options.onRefused();
      console.warn(`refused a ${message.type} from a friend:`, error.message);
    }
  }

  #applied(kind) {
    if (kind === 'offer') this.#takePart();
    if (this.#active) this.#show();
    else if (kind === 'offer' || !this.#early) this.#came.clear(); // not taken
  }

  /** Tracks are shown together and in a new stream: Chromium's video element sticks when they come one by one, or again. */
  #show() {
    if (this.#came.size > 0) this.#options.onRemote(new MediaStream(this.#came.values()));
    this.#came.clear();
  }

  /** @param {(kind: string) => RTCRtpTransceiverDirection} direction */
  #propose(direction) {
    for (const kind of KINDS) {
      const transceiver = this.#transceiver(kind);
      if (transceiver) transceiver.direction = direction(kind);
      else this.#pc.addTransceiver(kind, { direction: direction(kind) });
    }
    this.#attach();
    this.#negotiation.need();
  }

  /** Before an answer: take part with what the call allows, and refuse the rest; all of it when there is no call, and where there may be one soon, what comes. */
  #takePart() {
    const expected = this.#active || this.#early ? KINDS.map((kind) => this.#transceiver(kind)) : [];
    for (const transceiver of this.#transceivers) {
      if (!expected.includes(transceiver)) transceiver.stop();
      else transceiver.direction = this.#active ? this.#direction(transceiver.receiver.track.kind) : 'sendonly';
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
        if (this.#early && kind === 'video' && this.#sending.video) this.#keepSize(transceiver.sender);
      }
      // A track that came after we had said we would only receive.
      if (this.#sending[kind] && transceiver.direction === 'recvonly') {
        transceiver.direction = 'sendrecv';
        this.#negotiation.need();
      }
    }
  }

  /** What was agreed on before there was a way begins at Chromium's 300 kbit/s, although more is known by now: the first pictures would be small, and stay so for seconds. */
  #keepSize(sender) {
    const prefer = (degradationPreference) =>
      sender.setParameters({ ...sender.getParameters(), degradationPreference }).catch(() => {}); // the call is over
    clearTimeout(this.#keeping);
    prefer('maintain-resolution');
    this.#keeping = setTimeout(() => prefer(undefined), KEEPS_SIZE_MS);
  }

  #direction(kind) {
    return this.#sending[kind] || this.#mayCome[kind] ? 'sendrecv' : 'recvonly';
  }

  /** The first of its kind: a friend who offers more gets no more. */
  #transceiver(kind) {
    return this.#transceivers.find(({ receiver }) => receiver.track.kind === kind);
  }

  get #transceivers() {
    return this.#pc.getTransceivers().filter(({ direction }) => direction !== 'stopped');
  }
}
