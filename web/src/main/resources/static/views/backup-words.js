// The backup words: shown once, until the user says they are written down.

import { el, keyed, setText, show } from './dom.js';

export class BackupWords {
  title = 'Backup words';

  #actions;
  #done = false;
  #list = el('ol', { class: 'words' });
  #reveal = el('button', { type: 'button', class: 'primary', text: 'Show the words' });
  #kept = el('button', { type: 'button', class: 'primary', text: 'I have written them down' });
  #warning = el('p', { class: 'quiet', text: 'After this they are never shown again.' });

  constructor(actions) {
    this.#actions = actions;
    this.#reveal.addEventListener('click', () => actions.send('showWords'));
    this.#kept.addEventListener('click', () => {
      actions.send('wordsKept');
      actions.change({ words: null });
      this.#done = true;
    });
    this.content = el(
      'div',
      { class: 'dialog-body' },
      el('p', {
        text: 'These words are your identity and your coins. With them you get both back on another computer; without them a broken disk loses both. Whoever reads them can be you.',
      }),
      el('p', { text: 'Write them on paper, in this order, where nobody is looking over your shoulder.' }),
      this.#list,
      this.#warning,
      el('div', { class: 'buttons' }, this.#reveal, this.#kept),
    );
  }

  render({ words }, close) {
    if (this.#done) return close();
    const shown = words !== null;
    keyed(
      this.#list,
      (words ?? []).map((word, index) => ({ word, index })),
      {
        key: ({ index }) => String(index),
        create: () => el('li'),
        update: (element, { word }) => setText(element, word),
      },
    );
    show(this.#list, shown);
    show(this.#warning, shown);
    show(this.#reveal, !shown);
    show(this.#kept, shown);
  }

  /** Closing hides them from the page's memory too. */
  closed() {
    this.#actions.change({ words: null });
  }
}
