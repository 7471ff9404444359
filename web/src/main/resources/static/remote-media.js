// What the friend sends, in two elements: Chromium holds the sound of a stream back until its first picture, which may never come.

import { el } from './views/dom.js';

export class RemoteMedia {
  video = el('video', { 'aria-label': 'Remote video', autoplay: true, playsinline: true });
  #audio = el('audio', { autoplay: true });

  /** @param {() => void} onReady there is a picture to show, whether the element is on the screen or not yet */
  constructor(onReady) {
    this.video.addEventListener('loadeddata', onReady);
    document.body.append(this.#audio);
  }

  /**
   * @param {MediaStream | null} stream what came; of a kind that it lacks, what was there goes on. Null: nothing any more
   * @param {() => void} onPicture the first one is seen
   */
  show(stream, onPicture) {
    if (stream === null) this.#audio.srcObject = this.video.srcObject = null;
    if (stream?.getAudioTracks().length > 0) this.#audio.srcObject = new MediaStream(stream.getAudioTracks());
    if (stream?.getVideoTracks().length > 0) {
      this.video.srcObject = new MediaStream(stream.getVideoTracks());
      this.video.requestVideoFrameCallback(onPicture);
    }
  }
}
