// A button that puts text on the clipboard and says that it did.

import { el, setText } from './dom.js';
import { icon, setIcon } from './icons.js';

const SAID_MS = 1500;

/** @param {() => string} textOf what to copy, when it is clicked */
export function copyButton(name, textOf, look = 'secondary') {
  const words = el('span', { text: name });
  const button = el('button', { type: 'button', class: look }, icon('copy', 16), words);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(textOf()).then(
      () => say('Copied', 'check'),
      () => say('Not allowed to copy', 'close'),
    );
  });
  function say(text, picture) {
    setText(words, text);
    setIcon(button, picture);
    setTimeout(() => {
      setText(words, name);
      setIcon(button, 'copy');
    }, SAID_MS);
  }
  return button;
}
