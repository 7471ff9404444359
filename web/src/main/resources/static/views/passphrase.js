// Sets, changes or removes the passphrase that seals the keys on the disk.

import { el, setText, show } from './dom.js';
import { PasswordField } from './password-field.js';

const PROBLEM = 'passphrase-problem';

export class Passphrase {
  title = 'Passphrase';

  #actions;
  #close = () => {};
  #set = false; // whether there is one
  #busy = false;
  #current = new PasswordField({ id: 'passphrase-current', label: 'Present passphrase', autocomplete: 'current-password', problem: PROBLEM });
  #fresh = new PasswordField({ id: 'passphrase-new', label: 'New passphrase', autocomplete: 'new-password', problem: PROBLEM });
  #again = new PasswordField({ id: 'passphrase-again', label: 'The same again', autocomplete: 'new-password', problem: PROBLEM });
  #suggest = el('button', { type: 'button', class: 'plain', text: 'Make one for me' });
  #suggested = el('div', { class: 'dialog-body', role: 'status' });
  #backUp = el('p', { text: 'You have not written your backup words down yet: do that first. Without them a forgotten passphrase loses identity and coins.' });
  #problem = el('p', { class: 'field-problem', role: 'alert', id: PROBLEM, hidden: true });
  #status = el('p', { class: 'quiet', role: 'status' });
  #save = el('button', { type: 'submit', class: 'primary' });
  #remove = el('button', { type: 'button', class: 'secondary danger', text: 'Remove it' });

  constructor(actions) {
    this.#actions = actions;
    this.#suggest.addEventListener('click', () => this.#makeOne());
    this.#remove.addEventListener('click', () => this.#change(''));
    this.content = el(
      'form',
      { class: 'dialog-body', on: { submit: (event) => this.#submit(event) } },
      el('p', {
        text: 'It seals your identity, your coins and the secrets of calls on this disk; every start asks for it. It does not hide the names of friends, chat or the list of transactions.',
      }),
      this.#backUp,
      this.#current.element,
      this.#fresh.element,
      el('div', { class: 'buttons' }, this.#suggest),
      this.#suggested,
      this.#again.element,
      this.#problem,
      el('div', { class: 'buttons' }, this.#save, this.#remove),
      this.#status,
    );
  }

  render({ me, bridge }, close) {
    this.#close = close;
    if (!this.#busy) this.#set = me.passphrase;
    this.#current.visible(this.#set);
    show(this.#backUp, me.words && !this.#set);
    show(this.#remove, this.#set);
    setText(this.#save, this.#set ? 'Change passphrase' : 'Set passphrase');
    for (const button of [this.#save, this.#remove, this.#suggest]) button.disabled = this.#busy || bridge.state !== 'up';
  }

  closed() {
    for (const field of [this.#current, this.#fresh, this.#again]) field.clear();
    this.#suggested.replaceChildren();
  }

  #submit(event) {
    event.preventDefault();
    if (this.#fresh.value !== this.#again.value) return this.#say('The two are not the same. Type the new passphrase once more.', this.#again);
    if (this.#fresh.value === '') return this.#say('Type a new passphrase of at least 12 characters, or let one be made.', this.#fresh);
    return this.#change(this.#fresh.value);
  }

  async #change(fresh) {
    if (this.#busy) return;
    this.#say('');
    this.#working(true);
    try {
      await this.#actions.setPassphrase(this.#set ? this.#current.value : '', fresh);
      this.#working(false);
      this.#close();
    } catch (error) {
      this.#working(false);
      this.#say(error.message, this.#set ? this.#current : this.#fresh);
    }
  }

  async #makeOne() {
    this.#say('');
    try {
      const { passphrase } = await this.#actions.suggestPassphrase();
      this.#fresh.value = passphrase;
      this.#again.value = '';
      this.#suggested.replaceChildren(
        el('p', { text: 'Write these eight words down where nobody else finds them, then type them once more:' }),
        el('p', { class: 'suggestion', text: passphrase }),
      );
      this.#again.input.focus();
    } catch (error) {
      this.#say(error.message, this.#fresh);
    }
  }

  #working(busy) {
    this.#busy = busy;
    for (const button of [this.#save, this.#remove, this.#suggest]) button.disabled = busy;
    for (const { input } of [this.#current, this.#fresh, this.#again]) input.readOnly = busy;
    setText(this.#status, busy ? 'This takes a second or two.' : '');
  }

  #say(problem, field) {
    setText(this.#problem, problem);
    show(this.#problem, problem !== '');
    field?.input.focus();
  }
}
