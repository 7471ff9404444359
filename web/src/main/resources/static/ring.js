// How an incoming call makes itself heard: a tone, the tab's title, and a notification that says nothing about anybody.

const TITLE_MS = 1000;
const RING_EVERY_MS = 3000;

let audio = null;

/** Browsers let a page sound only after a click or a key: the first one prepares the tone. */
export function prepareTone() {
  const prepare = () => {
    audio ??= new AudioContext();
    audio.resume();
  };
  addEventListener('pointerdown', prepare, { once: true });
  addEventListener('keydown', prepare, { once: true });
}

/** @returns {() => void} what ends the ringing */
export function startRinging({ callId, title }) {
  const normal = document.title;
  let on = false;
  const flash = () => {
    on = !on;
    document.title = on ? `☎ ${title}` : normal;
  };
  flash();
  const flashing = setInterval(flash, TITLE_MS);
  ringOnce();
  const ringing = setInterval(ringOnce, RING_EVERY_MS);
  const notification = notify(callId);
  return () => {
    clearInterval(flashing);
    clearInterval(ringing);
    notification?.close();
    document.title = normal;
  };
}

function notify(callId) {
  if (!document.hidden || globalThis.Notification?.permission !== 'granted') return null;
  const notification = new Notification('Incoming call', { tag: callId, requireInteraction: true });
  notification.onclick = () => window.focus();
  return notification;
}

/** Two short notes, a fifth apart. */
export function ringOnce() {
  if (audio?.state !== 'running') return;
  const start = audio.currentTime + 0.02;
  [0, 0.35, 0.7, 1.05].forEach((delay, index) => note(start + delay, index % 2 ? 659.25 : 440));
}

function note(start, frequency) {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.type = 'sine';
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.16, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.32);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.34);
}
