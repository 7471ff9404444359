// A field for a passphrase: hidden while it is typed, shown on demand.

import { el, setAttribute, setText, show } from './dom.js';

/**
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.label
 * @param {'current-password' | 'new-password'} options.autocomplete
 * @param {string} options.problem the id of the element that says what is wrong
 * @param {boolean} [options.autofocus]
 */
export class PasswordField {
  #show = el('button', { type: 'button', class: 'secondary', 'aria-pressed': 'false', text: 'Show' });

  constructor({ id, label, autocomplete, problem, autofocus = false }) {
    this.input = el('input', {
      id,
      type: 'password',
      autocomplete,
      autofocus,
      autocapitalize: 'none',
      spellcheck: 'false',
      maxlength: '1000',
      'aria-describedby': problem,
    });
    this.element = el('div', { class: 'row' }, el('label', { for: id, text: label }), this.input, this.#show);
    setAttribute(this.#show, 'aria-label', `Show: ${label}`);
    this.#show.addEventListener('click', () => this.reveal(this.input.type === 'password'));
  }

  get value() {
    return this.input.value;
  }

  set value(text) {
    this.input.value = text;
  }

  reveal(visible) {
    this.input.type = visible ? 'text' : 'password';
    setAttribute(this.#show, 'aria-pressed', String(visible));
    setText(this.#show, visible ? 'Hide' : 'Show');
  }

  clear() {
    this.value = '';
    this.reveal(false);
  }

  visible(visible) {
    show(this.element, visible);
  }
}
