// Perfect negotiation over the control channel (W3C webrtc-pc, "Perfect negotiation").

import { checkedSdp, candidateOf } from './sdp.js';

export class Negotiation {
  #pc;
  #polite;
  #send;
  #fingerprint;
  #beforeAnswer;
  #makingOffer = false;
  #settingAnswer = false;
  #ignoring = false;

  /**
   * @param {boolean} options.polite true for the side with the lower identity key
   * @param {(message: object) => void} options.send
   * @param {string} options.fingerprint of the friend, on this link
   * @param {() => void} options.beforeAnswer decides what of a friend's offer we take part in
   */
  constructor({ pc, polite, send, fingerprint, beforeAnswer }) {
    this.#pc = pc;
    this.#polite = polite;
    this.#send = send;
    this.#fingerprint = fingerprint;
    this.#beforeAnswer = beforeAnswer;
    pc.onnegotiationneeded = () => this.#offer();
    pc.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) send({ type: 'candidate', candidate: candidate.candidate, mid: candidate.sdpMid });
    };
  }

  async #offer() {
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
      this.#describe();
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
    this.#ignoring = kind === 'offer' && !readyForOffer && !this.#polite;
    if (this.#ignoring) return;
    if (kind === 'answer' && pc.signalingState !== 'have-local-offer') return; // to an offer that was rolled back
    try {
      this.#settingAnswer = kind === 'answer';
      await pc.setRemoteDescription({ type: kind, sdp: checked });
    } finally {
      this.#settingAnswer = false;
    }
    if (kind === 'offer') {
      this.#beforeAnswer();
      await pc.setLocalDescription();
      this.#describe();
    }
  }

  async candidate({ candidate, mid }) {
    if (this.#ignoring || !candidateOf(candidate)) return;
    await this.#pc.addIceCandidate({ candidate, sdpMid: mid });
  }

  #describe() {
    const { sdp, type } = this.#pc.localDescription;
    this.#send({ type: 'description', sdp, kind: type });
  }
}
