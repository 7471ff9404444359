// The coins that pay for calls: what is there, what a call costs, how to get more, and what each call cost.

import { copyButton } from './copy.js';
import { changed, el, keyed, part, setAttribute, setText, show } from './dom.js';
import { briefTime, exactTime, grouped, inFours, sats } from './format.js';
import { icon } from './icons.js';
import { qr, showQr } from './qr.js';

export class Wallet {
  #qr = qr('QR code of my address');
  #address = '';
  #differs = changed();
  #spends = el('ol', { class: 'spends' });
  #openReplace;
  #automatic;
  #limit = el('input', { id: 'automatic-limit', type: 'number', min: '0', max: '3000000', step: '1', required: true });
  #shownLimit = -1;

  constructor({ actions }) {
    this.#openReplace = actions.openReplace;
    this.#automatic = this.#automaticForm(actions);
    this.element = el(
      'section',
      { class: 'panel wallet', 'aria-label': 'Wallet' },
      el('header', { class: 'panel-head' }, el('h2', { text: 'Wallet' }), el('span', { class: 'network', 'data-part': 'network' })),
      el(
        'div',
        { class: 'balance' },
        el('p', {}, el('span', { class: 'figure', 'data-part': 'balance' }), el('span', { class: 'unit', text: 'sat' })),
        el(
          'button',
          { type: 'button', class: 'secondary', 'data-part': 'coins', on: { click: () => actions.send('getCoins') } },
          icon('coins', 18),
          el('span', { text: 'Get coins' }),
        ),
      ),
      el('p', { class: 'quiet', 'data-part': 'pending' }),
      el('p', { class: 'quiet', 'data-part': 'calls' }),
      this.#folds([
        fold(
          'Receive',
          el(
            'div',
            { class: 'fold-parts' },
            this.#qr,
            el('p', { class: 'code', 'data-part': 'address' }),
            copyButton('Copy address', () => this.#address),
          ),
        ),
        fold(
          'What calls cost',
          el('p', { class: 'quiet', 'data-part': 'none', text: 'Nothing was spent yet.' }),
          this.#spends,
          this.#automatic,
          el('button', { type: 'button', class: 'secondary', on: { click: () => actions.openSendCoins() } }, 'Send your coins elsewhere'),
        ),
        fold(
          'Keys',
          el(
            'div',
            { class: 'fold-parts' },
            el('p', { class: 'quiet', role: 'status', 'data-part': 'keys' }),
            el('button', { type: 'button', class: 'secondary', 'data-part': 'passphrase', on: { click: () => actions.openPassphrase() } }),
          ),
        ),
        fold(
          'Connection',
          el(
            'div',
            { class: 'fold-parts' },
            el('p', { class: 'quiet', role: 'status', 'data-part': 'servers' }),
            el('button', { type: 'button', class: 'secondary', on: { click: () => actions.openConnection() } }, 'Servers and check'),
          ),
        ),
      ]),
      el(
        'div',
        { class: 'backup', 'data-part': 'backup' },
        icon('key', 18),
        el('p', { text: 'Your identity and coins are on this computer only.' }),
        el('button', { type: 'button', class: 'plain', on: { click: () => actions.openWords() } }, 'Back up'),
      ),
    );
  }

  /** Buttons side by side; what each shows comes below all of them. */
  #folds(folds) {
    for (const { button, content } of folds) {
      button.addEventListener('click', () => {
        const opens = content.hidden;
        for (const each of folds) {
          show(each.content, opens && each.button === button);
          setAttribute(each.button, 'aria-expanded', String(opens && each.button === button));
        }
      });
    }
    return el('div', { class: 'folds' }, ...folds.map(({ button }) => button), ...folds.map(({ content }) => content));
  }

  /** The limit of what nobody clicks for; which friends that is about is set with each friend. */
  #automaticForm(actions) {
    return el(
      'form',
      {
        class: 'automatic',
        on: {
          submit: (event) => {
            event.preventDefault();
            actions.send('limitAutomatic', { satADay: this.#limit.valueAsNumber });
          },
        },
      },
      el('label', { for: 'automatic-limit', text: 'Calls answered by themselves may cost, in sat a day' }),
      this.#limit,
      el('button', { type: 'submit', class: 'secondary', text: 'Set limit' }),
      el('p', { class: 'quiet', 'data-part': 'automatic' }),
    );
  }

  #renderAutomatic({ automaticSat, automaticLimitSat }) {
    if (automaticLimitSat !== this.#shownLimit && document.activeElement !== this.#limit) {
      this.#shownLimit = automaticLimitSat; // from here on it is as the user leaves it
      this.#limit.value = String(automaticLimitSat);
    }
    setText(part(this.#automatic, 'automatic'), `${sats(automaticSat)} of ${sats(automaticLimitSat)} in the last 24 hours.`);
  }

  render({ wallet, me, bridge, ice }) {
    if (!this.#differs(wallet, me, bridge, ice)) return;
    show(part(this.element, 'backup'), Boolean(me?.words));
    setText(part(this.element, 'network'), me?.network ?? document.body.dataset.network);
    setAttribute(part(this.element, 'network'), 'data-network', me?.network ?? document.body.dataset.network);
    if (!wallet) return;
    setText(
      part(this.element, 'keys'),
      me.passphrase
        ? 'Your keys are sealed on this disk; every start asks for the passphrase.'
        : 'Your keys lie open on this disk: whoever gets it gets your identity and your coins.',
    );
    setText(part(this.element, 'servers'), servers(ice));
    setText(part(this.element, 'passphrase'), me.passphrase ? 'Change or remove the passphrase' : 'Set a passphrase');
    part(this.element, 'passphrase').disabled = bridge.state !== 'up';
    setText(part(this.element, 'balance'), grouped(wallet.balanceSat));
    show(part(this.element, 'pending'), wallet.pendingSat !== 0);
    setText(part(this.element, 'pending'), `${sats(wallet.pendingSat)} on the way`);
    setText(part(this.element, 'calls'), calls(wallet));
    show(part(this.element, 'coins'), wallet.canGetCoins);
    part(this.element, 'coins').disabled = bridge.state !== 'up';
    this.#address = wallet.address;
    setText(part(this.element, 'address'), inFours(wallet.address));
    showQr(this.#qr, wallet.qr);
    show(part(this.element, 'none'), wallet.spends.length === 0);
    keyed(this.#spends, wallet.spends, { key: ({ txid }) => txid, create: () => row(this.#openReplace), update });
    this.#renderAutomatic(wallet);
  }
}

function fold(name, ...content) {
  const button = el(
    'button',
    { type: 'button', class: 'plain fold', 'aria-expanded': 'false' },
    el('span', { text: name }),
    icon('down', 16),
  );
  return { button, content: el('div', { class: 'fold-content', hidden: true }, ...content) };
}

function servers({ servers, relayOnly }) {
  if (relayOnly) return 'Only through your TURN servers: friends do not see your address.';
  if (servers.length > 0) return servers.length === 1 ? 'One server helps to reach friends.' : `${servers.length} servers help to reach friends.`;
  return 'No server is asked. Friends are reached on the same network and at public addresses.';
}

function calls({ callsLeft, callCostSat, feeRateSatPerVbyte }) {
  const each = `${sats(callCostSat)} each at ${feeRateSatPerVbyte.toFixed(1)} sat/vB`;
  if (callsLeft < 1) return `Not enough for a call: ${each}.`;
  return `Enough for ${grouped(callsLeft)} calls, ${each}. Free while connected.`;
}

const row = (openReplace) =>
  el(
    'li',
    {},
    el('span', { class: 'spend-purpose', 'data-part': 'purpose' }),
    el('span', { class: 'spend-fee', 'data-part': 'fee' }),
    el('span', { class: 'quiet', 'data-part': 'state' }),
    el('time', { class: 'quiet', 'data-part': 'time' }),
    el('button', { type: 'button', class: 'plain', 'data-part': 'replace', on: { click: ({ target }) => openReplace(target.spend) } }, 'Change'),
  );

function update(element, spend) {
  const { txid, purpose, feeSat, at, state, replaceable } = spend;
  setText(part(element, 'purpose'), purpose);
  setText(part(element, 'fee'), sats(feeSat));
  setText(part(element, 'state'), state);
  setText(part(element, 'time'), briefTime(at));
  show(part(element, 'replace'), replaceable);
  part(element, 'replace').spend = spend;
  setAttribute(part(element, 'replace'), 'aria-label', `Pay more for it or take it back: ${purpose}`);
  setAttribute(part(element, 'time'), 'title', `${exactTime(at)}, ${txid}`);
}
