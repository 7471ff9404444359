// Send all coins to an address of somebody else: first what would arrive and what it costs, then, with one more click, the transaction.

import { randomHex } from '../random.js';
import { el, setText, show } from './dom.js';
import { inFours, sats } from './format.js';

export class SendCoins {
  title = 'Send your coins elsewhere';

  #actions;
  #address = el('input', {
    id: 'send-address',
    class: 'code',
    autofocus: true,
    spellcheck: 'false',
    autocomplete: 'off',
    maxlength: '500',
    'aria-describedby': 'send-problem',
    on: { input: () => this.#forget() },
  });
  #problem = el('p', { class: 'field-problem', role: 'alert', id: 'send-problem', hidden: true });
  #offer = el('div', { class: 'dialog-body', role: 'status' });
  #amount = el('p', {});
  #to = el('p', { class: 'code' });
  #ask = el('button', { type: 'submit', class: 'primary', text: 'Show what it costs' });
  #send = el('button', { type: 'button', class: 'primary', text: 'Send all' });
  #close = el('button', { type: 'button', class: 'primary', text: 'Done' });
  #id = randomHex(16);
  #quote = null;

  constructor(actions) {
    this.#actions = actions;
    this.#send.addEventListener('click', () => this.#confirm());
    this.#offer.append(this.#to, this.#amount);
    this.content = el(
      'form',
      { class: 'dialog-body', on: { submit: (event) => this.#review(event) } },
      el('p', { text: 'All of them go, in one transaction. Without coins you can call and answer over open links only.' }),
      el('label', { for: 'send-address', text: 'Bitcoin address' }),
      this.#address,
      this.#problem,
      this.#offer,
      el('div', { class: 'buttons' }, this.#ask, this.#send, this.#close),
    );
  }

  render({ withdrawal, bridge }, close) {
    this.#close.onclick = close;
    const sent = withdrawal?.id === this.#id;
    this.#quote = sent ? null : withdrawal;
    const { amountSat = 0, feeSat = 0, address = '', txid = '' } = withdrawal ?? {};
    show(this.#offer, Boolean(withdrawal));
    setText(
      this.#amount,
      sent
        ? `${sats(amountSat)} are on the way there, in transaction ${txid}.`
        : `${sats(amountSat)} arrive there, ${sats(feeSat)} go to the miner. This cannot be undone.`,
    );
    setText(this.#to, inFours(address));
    setText(this.#send, `Send ${sats(amountSat)}`);
    show(this.#ask, !withdrawal);
    show(this.#send, Boolean(withdrawal) && !sent);
    show(this.#close, sent);
    this.#address.readOnly = sent;
    for (const button of [this.#ask, this.#send]) button.disabled = bridge.state !== 'up';
  }

  problem({ text, todo }) {
    setText(this.#problem, `${text} ${todo}`);
    show(this.#problem, true);
    return true;
  }

  closed() {
    this.#actions.change({ withdrawal: null });
  }

  /** Another address: what was said about the last one does not hold. */
  #forget() {
    show(this.#problem, false);
    if (this.#quote) this.#actions.change({ withdrawal: null });
  }

  #review(event) {
    event.preventDefault();
    show(this.#problem, false);
    if (!this.#quote) this.#actions.send('quoteWithdrawal', { address: this.#address.value.trim() });
  }

  #confirm() {
    show(this.#problem, false);
    const { address, amountSat } = this.#quote;
    this.#actions.send('withdraw', { id: this.#id, address, amountSat });
  }
}
