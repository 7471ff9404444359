// Our own camera and microphone during one call: captured when the user calls or accepts, stopped when the call is over.

import { capture, captureOne, stop } from './media.js';

/**
 * @typedef {object} Local what the page shows of our own media
 * @property {MediaStream} stream
 * @property {boolean} ready the permission was answered
 * @property {boolean} wantsVideo
 * @property {boolean} audio we have a microphone
 * @property {boolean} video our camera is on
 * @property {boolean} muted
 * @property {string} problem in words, or empty
 */

/** The permission is asked for this soon after the click, whatever else goes on. */
const ASK_WITHIN_MS = 400;

export class OwnMedia {
  #store;
  #onTracks;
  #onSending;
  #run = 0;

  /**
   * @param {(stream: MediaStream) => void} options.onTracks the permission was answered
   * @param {(kind: string, track: MediaStreamTrack | null) => void} options.onTrack one was switched on or off
   * @param {() => void} options.onSending what we send changed
   */
  constructor({ store, onTracks, onTrack, onSending }) {
    this.#store = store;
    this.#onTracks = onTracks;
    this.onTrack = onTrack;
    this.#onSending = onSending;
  }

  /** @returns {Local | null} */
  get local() {
    return this.#store.state.local;
  }

  /** @param {Promise<void>} options.after what is more urgent: a camera that starts takes the processor from the link that is being set up */
  async start({ video, after }) {
    const run = ++this.#run;
    const asking = { stream: new MediaStream(), ready: false, wantsVideo: video, audio: true, video, muted: false, problem: '' };
    this.#store.change({ local: asking });
    await Promise.race([after, new Promise((resolve) => setTimeout(resolve, ASK_WITHIN_MS))]);
    if (run !== this.#run) return;
    const { stream, problem } = await capture({ video });
    if (run !== this.#run) return stop(stream); // the call was over before the user answered
    const has = (kind) => stream.getTracks().some((track) => track.kind === kind);
    for (const track of stream.getAudioTracks()) track.enabled = !this.local.muted;
    this.#change({ stream, ready: true, audio: has('audio'), video: has('video'), problem });
    this.#onTracks(stream);
    this.#onSending();
  }

  stop() {
    this.#run++;
    if (this.local) stop(this.local.stream);
    this.#store.change({ local: null });
  }

  async mute(muted) {
    if (!this.local) return;
    for (const track of this.local.stream.getAudioTracks()) track.enabled = !muted;
    this.#change({ muted });
    if (!muted && this.local.ready && !this.local.audio) await this.#add('audio');
    else this.#onSending();
  }

  /** Off stops the camera, so that its light goes out. */
  async camera(on) {
    if (!this.local?.ready) return;
    if (on) return this.#add('video');
    for (const track of this.local.stream.getVideoTracks()) {
      track.stop();
      this.local.stream.removeTrack(track);
    }
    this.#change({ video: false });
    this.onTrack('video', null);
    this.#onSending();
  }

  /** @returns {{ audio: boolean, video: boolean }} what the friend gets from us */
  get sending() {
    const { audio = false, video = false, muted = true } = this.local ?? {};
    return { audio: audio && !muted, video };
  }

  async #add(kind) {
    const run = this.#run;
    const { track, problem } = await captureOne(kind);
    if (run !== this.#run) return track?.stop();
    if (track) {
      this.local.stream.addTrack(track);
      this.onTrack(kind, track);
    }
    this.#change({ [kind]: Boolean(track), problem });
    this.#onSending();
  }

  #change(fields) {
    this.#store.change({ local: { ...this.local, ...fields } });
  }
}
