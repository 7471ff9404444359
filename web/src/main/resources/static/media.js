// Camera and microphone. What a person does not have, or does not allow, they call without.

/** @typedef {{ stream: MediaStream, problem: string }} Capture */

const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
/** As much as the stage shows: more costs the processor of both sides and looks the same. */
const VIDEO = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 30, max: 30 } };

/** Chromium's process for cameras ends 5 s after it was last used. */
const AWAKE_MS = 4000;
let awakenedAt = -AWAKE_MS;

/**
 * For who is about to call, or to pick up. Chromium starts a process for the cameras when a page asks for a list of them, which takes some 70 ms. A list opens none and asks for
 * no permission. While one is on its way a capture waits for it: so not again with the click itself.
 */
export function awakenCameras() {
  if (performance.now() - awakenedAt < AWAKE_MS) return;
  awakenedAt = performance.now();
  navigator.mediaDevices.enumerateDevices().catch(() => {}); // the click will tell what is wrong
}

/** @returns {Promise<Capture>} camera and microphone, or the microphone, or nothing; never rejects. */
export async function capture({ video }) {
  const attempts = video ? [{ audio: AUDIO, video: VIDEO }, { audio: AUDIO }] : [{ audio: AUDIO }];
  let problem = '';
  for (const constraints of attempts) {
    try {
      return { stream: await navigator.mediaDevices.getUserMedia(constraints), problem };
    } catch (error) {
      problem ||= inWords(error, constraints.video ? 'camera' : 'microphone');
    }
  }
  return { stream: new MediaStream(), problem: `${problem} They see and hear nothing from you; you can still chat.` };
}

/** @returns {Promise<{ track: MediaStreamTrack | null, problem: string }>} one track, for a camera that is switched on during a call */
export async function captureOne(kind) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(kind === 'video' ? { video: VIDEO } : { audio: AUDIO });
    return { track: stream.getTracks()[0], problem: '' };
  } catch (error) {
    return { track: null, problem: inWords(error, kind === 'video' ? 'camera' : 'microphone') };
  }
}

export function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}

function inWords({ name }, device) {
  switch (name) {
    case 'NotAllowedError':
      return `This page may not use your ${device}. Allow it in the address bar of the browser.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No ${device} was found.`;
    case 'NotReadableError':
      return `Your ${device} is used by another program. Close it there.`;
    default:
      return `Your ${device} did not start (${name}).`;
  }
}
