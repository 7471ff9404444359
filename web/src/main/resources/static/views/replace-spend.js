// A transaction that is not in a block yet: pay more for it, or take its coins back. First what it costs, then, with one more click, the new transaction.

import { el, setText, show } from './dom.js';
import { sats } from './format.js';

export class ReplaceSpend {
  title = 'Not in a block yet';

  #actions;
  #spend;
  #choice = el('div', { class: 'buttons' });
  #problem = el('p', { class: 'field-problem', role: 'alert', hidden: true });
  #told = el('p', { role: 'status' });
  #agree = el('button', { type: 'button', class: 'primary' });
  #close = el('button', { type: 'button', class: 'primary', text: 'Done' });

  constructor(actions, spend) {
    this.#actions = actions;
    this.#spend = spend;
    this.#choice.append(this.#ask('bump', 'Pay more'), this.#ask('take-back', 'Take it back'));
    this.#choice.firstElementChild.setAttribute('autofocus', '');
    this.content = el(
      'div',
      { class: 'dialog-body' },
      el('p', { text: `${spend.purpose}, ${sats(spend.feeSat)}.` }),
      el('p', {
        text:
          'Paying more brings the same transaction into a block sooner. Taking it back brings your coins back, and the frame never happens: ' +
          'a friend may have seen it all the same.',
      }),
      this.#choice,
      this.#problem,
      this.#told,
      el('div', { class: 'buttons' }, this.#agree, this.#close),
    );
  }

  render({ replacement, bridge }, close) {
    this.#close.onclick = close;
    const about = replacement?.txid === this.#spend.txid ? replacement : null;
    const done = Boolean(about?.newTxid);
    show(this.#told, Boolean(about));
    show(this.#choice, !done);
    show(this.#agree, Boolean(about) && !done);
    show(this.#close, done);
    for (const button of [...this.#choice.children, this.#agree]) button.disabled = bridge.state !== 'up';
    if (!about) return;
    const { kind, feeSat, extraSat, backSat, satPerVbyte, newTxid } = about;
    const cost = `${sats(extraSat)} more, ${sats(feeSat)} in all, at ${satPerVbyte.toFixed(1)} sat/vB`;
    const back = `${sats(backSat)} come back to you, ${sats(feeSat)} go to the miner`;
    setText(this.#told, `${kind === 'bump' ? cost : back}.${done ? ` It is on the way, in transaction ${newTxid}.` : ''}`);
    setText(this.#agree, kind === 'bump' ? `Pay ${sats(extraSat)} more` : `Take ${sats(backSat)} back`);
    this.#agree.onclick = () => {
      show(this.#problem, false);
      this.#actions.send('replace', { txid: this.#spend.txid, kind, feeSat });
    };
  }

  problem({ text, todo }) {
    setText(this.#problem, `${text} ${todo}`);
    show(this.#problem, true);
    return true;
  }

  closed() {
    this.#actions.change({ replacement: null });
  }

  #ask(kind, text) {
    return el('button', {
      type: 'button',
      class: 'secondary',
      text,
      on: {
        click: () => {
          show(this.#problem, false);
          this.#actions.change({ replacement: null });
          this.#actions.send('quoteReplacement', { txid: this.#spend.txid, kind });
        },
      },
    });
  }
}
