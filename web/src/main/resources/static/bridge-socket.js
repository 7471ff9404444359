// The one WebSocket between this tab and its bridge (docs/architecture.md, "Who holds a link").

const VERSION = 4;
const RETRY_MS = [150, 300, 600, 1200, 2000];
/** A bridge that restarts is back sooner than this; nobody needs to read about it. */
const QUIET_MS = 1500;

/**
 * @param {object} options
 * @param {string} options.token
 * @param {(message: object) => void} options.onMessage each message of ToBrowser
 * @param {(state: 'connecting' | 'gone' | 'refused' | 'superseded', message?: object) => void} options.onState
 */
export function connectBridge({ token, onMessage, onState }) {
  const url = `ws://${location.host}/tab`;
  let socket = null;
  let attempts = 0;
  let welcomed = false;
  let over = false;
  let quiet = 0;

  function open() {
    socket = new WebSocket(url);
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'hello', version: VERSION, token })));
    socket.addEventListener('message', (event) => receive(event.data));
    socket.addEventListener('close', closed);
  }

  function receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      console.warn('the bridge sent something that is not JSON');
      return;
    }
    if (message.type === 'welcome' || message.type === 'locked') {
      welcomed = message.type === 'welcome'; // while it is locked the bridge takes no messages
      attempts = 0;
      clearTimeout(quiet);
      quiet = 0;
    }
    if (message.type === 'refused' || message.type === 'superseded') {
      over = true;
      onState(message.type, message);
      return;
    }
    onMessage(message);
  }

  function closed() {
    welcomed = false;
    if (over) return;
    quiet ||= setTimeout(() => onState('gone'), QUIET_MS);
    setTimeout(open, RETRY_MS[Math.min(attempts++, RETRY_MS.length - 1)]);
  }

  open();
  return {
    /** @returns {boolean} false when there is no bridge to take the message. */
    send(message) {
      if (!welcomed || socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    get up() {
      return welcomed;
    },
    /** After another tab took over: take it back. */
    reopen() {
      over = false;
      onState('connecting');
      open();
    },
  };
}
