// The keys, and the page that lists them.

import { el } from './dom.js';

const KEYS = [
  ['Alt + A', 'Accept a call'],
  ['Alt + D', 'Decline a call'],
  ['M', 'Mute or unmute'],
  ['V', 'Camera on or off'],
  ['Enter', 'Send a message; Shift + Enter makes a new line'],
  ['Esc', 'Close what is open'],
  ['?', 'This list'],
];

export class KeysHelp {
  title = 'Keys';

  content = el(
    'div',
    { class: 'dialog-body' },
    el('dl', { class: 'keys' }, ...KEYS.flatMap(([key, meaning]) => [el('dt', {}, el('kbd', { text: key })), el('dd', { text: meaning })])),
  );
}

export function listenToKeys({ store, actions, dialogs }) {
  addEventListener('keydown', (event) => {
    const { call, local } = store.state;
    if (event.altKey && !event.ctrlKey && !event.metaKey && call?.phase === 'incoming') {
      if (event.code === 'KeyA') return does(event, () => actions.accept({ video: true }));
      if (event.code === 'KeyD') return does(event, () => actions.decline());
    }
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target) || dialogs.isOpen) return;
    if (event.key === '?') return does(event, () => actions.openKeys());
    if (event.key === 'Escape') return actions.change({ panelOpen: false });
    if (!local) return;
    if (event.key === 'm' || event.key === 'M') return does(event, () => actions.mute(!local.muted));
    if (event.key === 'v' || event.key === 'V') return does(event, () => actions.camera(!local.video));
  });
}

function does(event, action) {
  event.preventDefault();
  action();
}

const isTyping = (target) => target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
