// STUN and TURN servers, whether addresses are told, and a check of what works (docs/architecture.md, "Servers that help").

import { el, setText, show } from './dom.js';

const PROBLEM = 'servers-problem';
const EXAMPLE = '[{ "urls": "turn:turn.example.org", "username": "...", "credential": "..." }]';

export class ConnectionSettings {
  title = 'Connection';

  #actions;
  #close = () => {};
  #shown = null; // the settings that stand in the fields
  #busy = false;
  #servers = el('textarea', {
    id: 'servers',
    class: 'code',
    rows: '6',
    spellcheck: 'false',
    autocomplete: 'off',
    maxlength: '32768',
    placeholder: EXAMPLE,
    'aria-describedby': `servers-text ${PROBLEM}`,
  });
  #relayOnly = el('input', { id: 'relay-only', type: 'checkbox', 'aria-describedby': 'relay-only-text' });
  #problem = el('p', { class: 'field-problem', role: 'alert', id: PROBLEM, hidden: true });
  #save = el('button', { type: 'submit', class: 'primary', text: 'Save' });
  #check = el('button', { type: 'button', class: 'secondary', text: 'Check connection' });
  #status = el('p', { class: 'quiet', role: 'status' });
  #findings = el('ul', { class: 'findings', 'aria-label': 'What the check found' });

  constructor(actions) {
    this.#actions = actions;
    this.#check.addEventListener('click', () => this.#look());
    this.content = el(
      'form',
      { class: 'dialog-body', on: { submit: (event) => this.#submit(event) } },
      el('label', { for: 'servers', text: 'STUN and TURN servers' }),
      this.#servers,
      el('p', {
        class: 'quiet',
        id: 'servers-text',
        text: 'As their provider names them for browsers: a JSON list. Empty: nobody is asked. They see your address and when you call; a TURN server also carries the call, sealed.',
      }),
      el('div', { class: 'choices' }, el('label', { for: 'relay-only' }, this.#relayOnly, 'Only through TURN servers')),
      el('p', {
        class: 'quiet',
        id: 'relay-only-text',
        text: 'Friends do not see your address. Holds for connections from now on; friends who were connected before have seen it.',
      }),
      this.#problem,
      el('div', { class: 'buttons' }, this.#save, this.#check),
      this.#status,
      this.#findings,
    );
  }

  render({ ice, bridge }, close) {
    this.#close = close;
    if (this.#shown !== ice) {
      this.#shown = ice;
      this.#servers.value = ice.servers.length > 0 ? written(ice.servers) : '';
      this.#relayOnly.checked = ice.relayOnly;
    }
    for (const button of [this.#save, this.#check]) button.disabled = this.#busy || bridge.state !== 'up';
  }

  async #submit(event) {
    event.preventDefault();
    this.#say('');
    let servers;
    try {
      servers = JSON.parse(this.#servers.value.trim() || '[]');
    } catch (error) {
      return this.#say(`This is not JSON: ${error.message}. It looks like ${EXAMPLE}`);
    }
    await this.#during('', async () => {
      await this.#actions.setServers(servers, this.#relayOnly.checked);
      this.#close();
    });
  }

  #look() {
    this.#say('');
    this.#findings.replaceChildren();
    return this.#during('Asking the saved servers; this takes up to 20 seconds.', async () => {
      const { findings } = await this.#actions.checkConnection();
      this.#findings.replaceChildren(...findings.map(({ state, text }) => el('li', { 'data-state': state, text })));
    });
  }

  async #during(words, action) {
    if (this.#busy) return;
    this.#working(true, words);
    try {
      await action();
    } catch (error) {
      this.#say(error.message);
    } finally {
      this.#working(false, '');
    }
  }

  #working(busy, words) {
    this.#busy = busy;
    for (const button of [this.#save, this.#check]) button.disabled = busy;
    setText(this.#status, words);
  }

  #say(problem) {
    setText(this.#problem, problem);
    show(this.#problem, problem !== '');
    if (problem) this.#servers.focus();
  }
}

const written = (servers) =>
  JSON.stringify(
    servers.map(({ urls, username, credential }) => ({ urls: urls.length === 1 ? urls[0] : urls, ...(username && { username, credential }) })),
    null,
    2,
  );
