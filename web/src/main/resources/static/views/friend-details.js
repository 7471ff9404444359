// About one friend: the safety number, the name I gave them, and removing them.

import { aboutLink } from '../presence.js';
import { el, keyed, setAttribute, setText, show } from './dom.js';
import { cleanName, inFives, sats } from './format.js';

export class FriendDetails {
  title = 'Safety number';

  #friend;
  #number = el('div', { class: 'safety', role: 'img' });
  #explain = el('p', {});
  #link = el('p', { class: 'quiet' });
  #verify;
  #name = el('input', { id: 'petname', maxlength: '100', autocomplete: 'off' });
  #remove = el('button', { type: 'button', class: 'plain danger', text: 'Remove this friend' });
  #sure;
  #shownName = '';
  #shownMoney = {};
  #actions;
  #automatic = el('input', { id: 'automatic', type: 'checkbox' });
  #automaticSat = el('input', { id: 'automatic-sat', type: 'number', min: '1', max: '3000000', step: '1', value: '3000' });
  #pays = el('input', { id: 'pays-answer', type: 'checkbox' });
  #paysText = el('p', { class: 'quiet', id: 'pays-answer-text' });

  constructor(actions, friend) {
    this.#friend = friend;
    this.#actions = actions;
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
      this.#money(),
      el('hr'),
      this.#link,
      this.#remove,
      this.#sure,
    );
  }

  /** What may happen without a click, and what we pay for them. Both are off until they are set here. */
  #money() {
    const allow = () =>
      this.#actions.send('answerByItself', {
        friend: this.#friend,
        satADay: this.#automatic.checked ? this.#automaticSat.valueAsNumber || 0 : 0,
      });
    this.#automatic.addEventListener('change', allow);
    this.#automaticSat.addEventListener('change', allow);
    this.#pays.addEventListener('change', () =>
      this.#actions.send('payAnswers', { friend: this.#friend, pays: this.#pays.checked }),
    );
    this.#automatic.setAttribute('aria-describedby', 'automatic-text');
    this.#pays.setAttribute('aria-describedby', 'pays-answer-text');
    return el(
      'div',
      { class: 'choices' },
      el('label', { for: 'automatic' }, this.#automatic, el('span', { text: 'Connect when they call, before I click' })),
      el('p', {
        class: 'quiet',
        id: 'automatic-text',
        text: 'They learn your address, and you pay the answer. After a start, or when the connection broke on your side, they are invited where no free way leads to them. They ring you over the connection; no camera opens before you accept. They also learn whether you have a page open: while both have, and they allow you the same, the way for the next call is made ahead.',
      }),
      el('label', { for: 'automatic-sat', text: 'At most, in sat a day' }),
      this.#automaticSat,
      el('label', { for: 'pays-answer' }, this.#pays, el('span', { text: 'Pay for their answers' })),
      this.#paysText,
    );
  }

  /** What the user has set stays so until the bridge says how it is, or that something was not possible. */
  #renderMoney({ automaticSat, paysAnswer }, { wallet, problems }) {
    const shown = this.#shownMoney;
    if (automaticSat !== shown.automaticSat || paysAnswer !== shown.paysAnswer || problems !== shown.problems) {
      this.#shownMoney = { automaticSat, paysAnswer, problems };
      this.#automatic.checked = automaticSat > 0;
      if (automaticSat > 0 && document.activeElement !== this.#automaticSat) this.#automaticSat.value = String(automaticSat);
      this.#pays.checked = paysAnswer;
    }
    setText(this.#paysText, `A call then costs you ${sats(wallet?.answerPaymentSat ?? 0)} more; a friend without coins can answer. Others who have their card can see that somebody paid to call them.`);
  }

  render(state, close) {
    const friend = state.friends.get(this.#friend);
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
    this.#renderMoney(friend, state);
    setText(this.#link, aboutLink(state, friend.id, name));
    show(this.#link, this.#link.textContent !== '');
    setText(this.#verify, friend.verified ? 'Verified: take it back' : 'The numbers are the same');
    setAttribute(this.#verify, 'aria-pressed', String(friend.verified));
    if (this.#shownName !== friend.name) {
      this.#shownName = friend.name;
      this.#name.value = friend.name;
    }
  }
}
