// Perfect negotiation over the control channel (W3C webrtc-pc, "Perfect negotiation"), started by `need`:
// after a rollback Chromium does not always fire negotiationneeded again.

import { candidateOf, checkedSdp, fingerprintOf, withStartBitrate } from './sdp.js';

export class Negotiation {
  #pc;
  #polite;
  #send;
  #fingerprint;
  #waits;
  #onApplied;
  #needed = false;
  #makingOffer = false;
  #settingAnswer = false;
  #ignoring = false;

  /**
   * @param {boolean} options.polite true for the side with the lower identity key
   * @param {(message: object) => void} options.send
   * @param {string} options.fingerprint of the friend; empty: their first description fixes it
   * @param {boolean} options.waits the friend makes the first offer
   * @param {(kind: 'offer' | 'answer') => void} options.onApplied the friend's description holds: here an offer is taken part in, or not
   */
  constructor({ pc, polite, send, fingerprint, waits, onApplied }) {
    this.#pc = pc;
    this.#polite = polite;
    this.#send = send;
    this.#fingerprint = fingerprint;
    this.#waits = waits;
    this.#onApplied = onApplied;
    pc.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) send({ type: 'candidate', candidate: candidate.candidate, mid: candidate.sdpMid });
    };
  }

  get fingerprint() {
    return this.#fingerprint;
  }

  /** @returns {boolean} whether the friend's first offer is still to come */
  get waits() {
    return this.#waits;
  }

  /** Our transceivers changed: tell the friend, now or when the present exchange is over. */
  need() {
    this.#needed = true;
    this.#offerWhenStable();
  }

  /** An offer that has no answer is made once more: it may be lost, or its answer. */
  describeAgain() {
    if (this.#pc.signalingState === 'have-local-offer') this.#describe();
  }

  async #offerWhenStable() {
    if (!this.#needed || this.#waits || this.#makingOffer || this.#pc.signalingState !== 'stable') return;
    this.#needed = false;
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
      if (this.#pc.signalingState === 'have-local-offer') this.#describe();
    } catch (error) {
      if (this.#pc.signalingState !== 'closed') console.warn('could not make an offer:', error.message);
    } finally {
      this.#makingOffer = false;
    }
  }

  /** @throws BadSdp, or what the browser says of a description it cannot use */
  async description({ sdp, kind }) {
    const pc = this.#pc;
    const checked = checkedSdp(sdp, this.#fingerprint);
    const readyForOffer = !this.#makingOffer && (pc.signalingState === 'stable' || this.#settingAnswer);
    const collision = kind === 'offer' && !readyForOffer;
    // Where nothing is known of the friend yet, their offer was made before they heard of ours, which they answer with another connection (8.4).
    this.#ignoring = collision && (!this.#polite || !this.#fingerprint);
    if (this.#ignoring) return;
    if (kind === 'answer' && pc.signalingState !== 'have-local-offer') return; // to an offer that was rolled back
    this.#fingerprint ||= fingerprintOf(checked);
    try {
      this.#settingAnswer = kind === 'answer';
      await pc.setRemoteDescription({ type: kind, sdp: withStartBitrate(checked) }); // rolls our own offer back when there is one
    } finally {
      this.#settingAnswer = false;
    }
    this.#waits = false;
    this.#onApplied(kind);
    if (kind === 'offer') {
      await pc.setLocalDescription();
      this.#describe();
      if (collision && this.#unsaid()) this.#needed = true;
    }
    this.#offerWhenStable();
  }

  async candidate({ candidate, mid }) {
    if (this.#ignoring || !candidateOf(candidate)) return;
    await this.#pc.addIceCandidate({ candidate, sdpMid: mid });
  }

  /** Whether something of our rolled-back offer was not covered by theirs. */
  #unsaid() {
    return this.#pc.getTransceivers().some(({ mid, direction, currentDirection }) => mid === null || direction !== currentDirection);
  }

  #describe() {
    const { sdp, type } = this.#pc.localDescription;
    this.#send({ type: 'description', sdp, kind: type });
  }
}
