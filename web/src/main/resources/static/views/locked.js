// The whole screen while the keys are sealed: one field, and nothing connects before it was answered.

import { el, setText, show } from './dom.js';
import { PasswordField } from './password-field.js';

export class Locked {
  #actions;
  #locked = false;
  #problem = el('p', { class: 'field-problem', role: 'alert', id: 'unlock-problem', hidden: true });
  #field = new PasswordField({
    id: 'unlock',
    label: 'Passphrase',
    autocomplete: 'current-password',
    problem: 'unlock-problem',
  });
  #button = el('button', { type: 'submit', class: 'primary', text: 'Unlock' });
  #status = el('p', { class: 'quiet', role: 'status' });

  constructor({ actions }) {
    this.#actions = actions;
    this.element = el(
      'main',
      { class: 'lonely', hidden: true },
      el('h1', { text: 'Dialtone is locked' }),
      el('p', {
        text: 'Your keys are sealed with a passphrase. Until you enter it nothing connects: nobody can ring you, and nothing is spent.',
      }),
      el(
        'form',
        { class: 'dialog-body', on: { submit: (event) => this.#unlock(event) } },
        this.#field.element,
        this.#problem,
        el('div', { class: 'buttons' }, this.#button),
        this.#status,
      ),
      el('p', {
        class: 'quiet',
        text: 'Forgotten? Nobody can tell it to you. With your backup words you get identity and coins back in a new place: dialtone restore --data-dir NEW',
      }),
    );
  }

  render({ bridge }) {
    const locked = bridge.state === 'locked';
    if (locked === this.#locked) return;
    this.#locked = locked;
    show(this.element, locked);
    this.#field.clear();
    this.#busy(false);
    this.#say('');
    if (locked) this.#field.input.focus();
  }

  async #unlock(event) {
    event.preventDefault();
    if (this.#button.disabled) return;
    if (this.#field.value === '') return this.#say('Type your passphrase first.');
    this.#say('');
    this.#busy(true);
    try {
      await this.#actions.unlock(this.#field.value);
      setText(this.#status, 'Unlocked.');
    } catch (error) {
      this.#busy(false);
      this.#say(error.message);
      this.#field.input.select();
    }
  }

  #busy(busy) {
    this.#button.disabled = busy;
    this.#field.input.readOnly = busy;
    setText(this.#status, busy ? 'Unlocking takes about a second.' : '');
  }

  #say(problem) {
    setText(this.#problem, problem);
    show(this.#problem, problem !== '');
    if (problem) this.#field.input.focus();
  }
}
