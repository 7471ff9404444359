// My card: what a friend needs to call me.

import { copyButton } from './copy.js';
import { el, setText } from './dom.js';
import { qr, showQr } from './qr.js';

export class Card {
  title = 'My card';

  #me = null;
  #qr = qr('QR code of my card');
  #text = el('p', { class: 'code', 'data-part': 'card' });
  #name;
  #form;

  constructor(actions) {
    this.#name = el('input', { id: 'my-name', maxlength: '100', autocomplete: 'nickname' });
    this.#form = el(
      'form',
      {
        class: 'row',
        on: {
          submit: (event) => {
            event.preventDefault();
            if (this.#name.value.trim()) actions.send('setMyName', { name: this.#name.value.trim() });
          },
        },
      },
      el('label', { for: 'my-name', text: 'Name on the card' }),
      this.#name,
      el('button', { type: 'submit', class: 'secondary', text: 'Save name' }),
    );
    this.content = el(
      'div',
      { class: 'dialog-body card' },
      el('p', {
        text: 'Give it to a friend: let them scan it, or send them the text. Whoever has your card can call you. It holds no secret.',
      }),
      this.#qr,
      this.#text,
      el(
        'div',
        { class: 'buttons' },
        copyButton('Copy card', () => this.#me?.card ?? ''),
        copyButton('Copy as link', () => this.#me?.link ?? ''),
      ),
      this.#form,
    );
  }

  render({ me }) {
    if (me && me.name !== this.#me?.name && document.activeElement !== this.#name) this.#name.value = me.name;
    this.#me = me;
    showQr(this.#qr, me?.cardQr);
    setText(this.#text, me?.card ?? '');
  }
}
