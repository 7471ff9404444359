// Where the files go that friends send: a folder of the computer that Dialtone runs on.

import { el, setText, show } from './dom.js';

const PROBLEM = 'folder-problem';

export class FolderForFiles {
  title = 'Folder for files';

  #actions;
  #close = () => {};
  #folder = el('input', {
    id: 'folder',
    class: 'code',
    required: true,
    autofocus: true,
    spellcheck: 'false',
    autocomplete: 'off',
    maxlength: '4096',
    'aria-describedby': `folder-text ${PROBLEM}`,
  });
  #problem = el('p', { class: 'field-problem', role: 'alert', id: PROBLEM, hidden: true });
  #save = el('button', { type: 'submit', class: 'primary', text: 'Save' });

  constructor(actions) {
    this.#actions = actions;
    this.content = el(
      'form',
      { class: 'dialog-body', on: { submit: (event) => this.#submit(event) } },
      el('label', { for: 'folder', text: 'Folder' }),
      this.#folder,
      el('p', {
        class: 'quiet',
        id: 'folder-text',
        text: 'A folder that is there, on the computer where Dialtone runs: /home/me/Downloads, or ~/Downloads. For what you have not accepted yet, from any friend.',
      }),
      this.#problem,
      el('div', { class: 'buttons' }, this.#save),
    );
    this.#during(async () => {
      const { folder } = await actions.receivedFolder();
      if (!this.#folder.value) this.#folder.value = folder; // nothing was typed meanwhile
    });
  }

  render({ bridge }, close) {
    this.#close = close;
    this.#save.disabled = bridge.state !== 'up';
  }

  #submit(event) {
    event.preventDefault();
    this.#during(async () => {
      await this.#actions.setReceivedFolder(this.#folder.value.trim());
      this.#close();
    });
  }

  async #during(action) {
    show(this.#problem, false);
    try {
      await action();
    } catch (error) {
      setText(this.#problem, error.message);
      show(this.#problem, true);
      this.#folder.focus();
    }
  }
}
