// The first run: my card, coins, the first friend.

import { ringOnce } from '../ring.js';
import { copyButton } from './copy.js';
import { changed, el, part, setText, show } from './dom.js';
import { cleanName, sats } from './format.js';
import { qr, showQr } from './qr.js';

export class Welcome {
  #me = null;
  #differs = changed();
  #qr = qr('My card as a QR code');

  constructor({ actions }) {
    this.element = el(
      'div',
      { class: 'welcome' },
      el('h2', { 'data-part': 'hello' }),
      el('p', {
        class: 'lead',
        text: 'Call a friend from this tab. Bitcoin carries the ring; after that the two of you are connected directly.',
      }),
      el(
        'ol',
        { class: 'first-steps' },
        step(
          '1',
          'Give your card to a friend',
          'They need it to call you. It holds no secret.',
          el(
            'div',
            { class: 'first-card' },
            this.#qr,
            el(
              'div',
              { class: 'buttons' },
              copyButton('Copy my card', () => this.#me?.card ?? ''),
              copyButton('Copy my link', () => this.#me?.link ?? ''),
            ),
          ),
        ),
        step(
          '2',
          'Have some coins',
          '',
          el('p', { 'data-part': 'coins' }),
          el(
            'button',
            { type: 'button', class: 'secondary', 'data-part': 'get', on: { click: () => actions.send('getCoins') } },
            'Get free test coins',
          ),
        ),
        step(
          '3',
          'Add your first friend',
          'Paste the card they gave you.',
          el('button', { type: 'button', class: 'primary', on: { click: () => actions.openAddFriend() } }, 'Paste a card'),
        ),
      ),
      el(
        'p',
        { class: 'quiet' },
        'Will you hear it ring? ',
        el('button', { type: 'button', class: 'plain', on: { click: () => ringOnce() } }, 'Try the ring tone'),
      ),
    );
  }

  render({ me, wallet }) {
    if (!this.#differs(me, wallet)) return;
    this.#me = me;
    setText(part(this.element, 'hello'), me ? `Welcome, ${cleanName(me.name)}` : '');
    showQr(this.#qr, me?.cardQr);
    if (!wallet) return;
    const enough = wallet.callsLeft > 0;
    const cost = sats(wallet.callCostSat);
    setText(
      part(this.element, 'coins'),
      enough
        ? `You have ${sats(wallet.balanceSat)}. A first call costs about ${cost}; friends you are connected to cost nothing.`
        : wallet.canGetCoins
          ? `A first call costs about ${cost}. On this test network coins are free.`
          : `A first call costs about ${cost}. The address is in the wallet, under Receive.`,
    );
    show(part(this.element, 'get'), !enough && wallet.canGetCoins);
  }
}

const step = (number, title, text, ...content) =>
  el(
    'li',
    {},
    el('span', { class: 'step-number', 'aria-hidden': 'true', text: number }),
    el('div', {}, el('h3', { text: title }), text ? el('p', { class: 'quiet', text }) : null, ...content),
  );
