// The box for the next message: grows with its text, Enter sends, Shift+Enter makes a line. Each friend has a draft of their own.

import { MAX_TEXT } from '../wire.js';
import { el, setText, show } from './dom.js';
import { icon } from './icons.js';

const COUNT_FROM = MAX_TEXT - 500;

export class Composer {
  #drafts = new Map();
  #friend = '';
  #onSend;
  #box;
  #button;
  #count = el('span', { class: 'count', 'aria-live': 'polite' });

  #files = el('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1', 'aria-hidden': 'true' });
  #attach = el('button', { type: 'button', class: 'round', 'aria-label': 'Attach a file' }, icon('attach'));

  /** @param {(text: string) => boolean} options.onSend false: it was not taken, and the text stays */
  constructor({ onSend, onFiles }) {
    this.#onSend = onSend;
    this.#attach.addEventListener('click', () => this.#files.click());
    this.#files.addEventListener('change', () => {
      onFiles([...this.#files.files]);
      this.#files.value = ''; // the same file may be chosen again
    });
    this.#box = el('textarea', {
      rows: '1',
      'aria-label': 'Message',
      placeholder: 'Message',
      maxlength: String(MAX_TEXT),
      autocomplete: 'off',
      on: { input: () => this.#changed(), keydown: (event) => this.#key(event) },
    });
    this.#button = el('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
    this.element = el('form', { class: 'composer', on: { submit: (event) => this.#submit(event) } }, this.#attach, this.#files, this.#box, this.#count, this.#button);
  }

  open(friend) {
    this.#drafts.set(this.#friend, this.#box.value);
    this.#friend = friend;
    this.#box.value = this.#drafts.get(friend) ?? '';
    this.#changed();
  }

  /** @param {boolean} files whether they can be sent, too */
  enable(able, files) {
    this.#button.disabled = !able;
    this.#attach.disabled = !able;
    show(this.#attach, files);
  }

  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#box.value.trim();
    if (!text || this.#button.disabled || !this.#onSend(text)) return;
    this.#box.value = '';
    this.#changed();
    this.#box.focus();
  }

  #changed() {
    const { length } = this.#box.value;
    show(this.#count, length > COUNT_FROM);
    setText(this.#count, length > COUNT_FROM ? `${MAX_TEXT - length} left` : '');
    this.#box.style.setProperty('height', 'auto');
    this.#box.style.setProperty('height', `${this.#box.scrollHeight + 2}px`);
  }
}
