// About one friend: the safety number, the name I gave them, and removing them.

import { el, keyed, setAttribute, setText, show } from './dom.js';
import { cleanName, inFives } from './format.js';

export class FriendDetails {
  title = 'Safety number';

  #friend;
  #number = el('div', { class: 'safety', role: 'img' });
  #explain = el('p', {});
  #verify;
  #name = el('input', { id: 'petname', maxlength: '100', autocomplete: 'off' });
  #remove = el('button', { type: 'button', class: 'plain danger', text: 'Remove this friend' });
  #sure;
  #shownName = '';

  constructor(actions, friend) {
    this.#friend = friend;
    this.#verify = el('button', { type: 'button', class: 'secondary', 'aria-pressed': 'false' });
    this.#verify.addEventListener('click', () =>
      actions.send('markVerified', { friend, verified: this.#verify.getAttribute('aria-pressed') !== 'true' }),
    );
    const rename = el(
      'form',
      {
        class: 'row',
        on: {
          submit: (event) => {
            event.preventDefault();
            if (this.#name.value.trim()) actions.send('renameFriend', { friend, name: this.#name.value.trim() });
          },
        },
      },
      el('label', { for: 'petname', text: 'What you call them' }),
      this.#name,
      el('button', { type: 'submit', class: 'secondary', text: 'Rename' }),
    );
    this.#sure = el(
      'div',
      { class: 'sure', hidden: true },
      el('p', { text: 'You will not see their calls any more, and the chat with them is deleted here.' }),
      el('button', {
        type: 'button',
        class: 'secondary danger',
        text: 'Yes, remove',
        on: { click: () => actions.send('removeFriend', { friend }) },
      }),
    );
    this.#remove.addEventListener('click', () => {
      show(this.#sure, true);
      this.#sure.querySelector('button').focus();
    });
    this.content = el(
      'div',
      { class: 'dialog-body' },
      this.#explain,
      this.#number,
      el('div', { class: 'buttons' }, this.#verify),
      el('hr'),
      rename,
      el('hr'),
      this.#remove,
      this.#sure,
    );
  }

  render({ friends }, close) {
    const friend = friends.get(this.#friend);
    if (!friend) return close();
    const name = cleanName(friend.name);
    setText(
      this.#explain,
      `Compare these 60 digits with ${name}, in person or by voice. When both screens show the same, nobody stands between you.`,
    );
    const fives = inFives(friend.safetyNumber);
    setAttribute(this.#number, 'aria-label', `Safety number: ${fives.join(' ')}`);
    keyed(
      this.#number,
      fives.map((digits, index) => ({ digits, index })),
      {
        key: ({ index }) => String(index),
        create: () => el('span', { 'aria-hidden': 'true' }),
        update: (element, { digits }) => setText(element, digits),
      },
    );
    setText(this.#verify, friend.verified ? 'Verified: take it back' : 'The numbers are the same');
    setAttribute(this.#verify, 'aria-pressed', String(friend.verified));
    if (this.#shownName !== friend.name) {
      this.#shownName = friend.name;
      this.#name.value = friend.name;
    }
  }
}
