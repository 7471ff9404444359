// Add a friend by the card they gave.

import { el, setText, show } from './dom.js';

export class AddFriend {
  title = 'Add a friend';

  #actions;
  #card;
  #name;
  #problem = el('p', { class: 'field-problem', role: 'alert', id: 'card-problem', hidden: true });
  #submit = el('button', { type: 'submit', class: 'primary', text: 'Add friend' });
  #waiting = false;
  #latest = new Map();
  #known = null; // the friends when the card was sent

  constructor(actions, card) {
    this.#actions = actions;
    this.#card = el('textarea', {
      id: 'friend-card',
      rows: '4',
      class: 'code',
      autofocus: true,
      spellcheck: 'false',
      autocomplete: 'off',
      maxlength: '2000',
      'aria-describedby': 'card-problem',
      on: { keydown: (event) => this.#key(event), input: () => show(this.#problem, false) },
    });
    this.#card.value = card;
    this.#name = el('input', { id: 'friend-name', maxlength: '100', autocomplete: 'off' });
    this.content = el(
      'form',
      { class: 'dialog-body', on: { submit: (event) => this.#add(event) } },
      el('p', { text: 'Your friend finds it under “My card”. Paste the text or the dialtone: link.' }),
      el('label', { for: 'friend-card', text: "Friend's card" }),
      this.#card,
      this.#problem,
      el('label', { for: 'friend-name', text: 'What you call them (optional)' }),
      this.#name,
      el('p', { class: 'quiet', text: 'Adding costs nothing and tells nobody.' }),
      el('div', { class: 'buttons' }, this.#submit),
    );
  }

  /** The friend is there: done. */
  render({ friends, bridge }, close) {
    this.#submit.disabled = bridge.state !== 'up';
    if (this.#waiting && friends !== this.#known) {
      const added = [...friends.values()].find((friend) => this.#known.get(friend.id) !== friend); // new, or known already
      if (added) {
        this.#waiting = false;
        close();
        this.#actions.select(added.id);
        return;
      }
    }
    this.#latest = friends;
  }

  problem({ text, todo }) {
    if (!this.#waiting) return false;
    this.#waiting = false;
    setText(this.#problem, todo ? `${text} ${todo}` : text);
    show(this.#problem, true);
    this.#card.focus();
    return true;
  }

  #key(event) {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.content.requestSubmit();
  }

  #add(event) {
    event.preventDefault();
    const card = this.#card.value.replace(/\s+/g, '');
    if (!card) {
      this.#waiting = true;
      this.problem({ text: "Paste your friend's card here first.", todo: '' });
      return;
    }
    this.#known = this.#latest;
    this.#waiting = this.#actions.send('addFriend', { card, name: this.#name.value.trim() });
  }
}
