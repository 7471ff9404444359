// What is wrong with the whole page, in words, and notices of single problems.

import { el, keyed, part, setAttribute, setText, show } from './dom.js';
import { cleanName, grouped } from './format.js';
import { icon } from './icons.js';

export class Banner {
  #bar;
  #list;
  #button;
  #reload;
  #inCall;

  constructor({ actions }) {
    this.#button = el('button', { type: 'button', class: 'plain', on: { click: () => actions.reopen() } }, 'Use it here');
    this.#reload = el('button', { type: 'button', class: 'plain', on: { click: () => location.reload() } }, 'Reload');
    this.#bar = el('div', { class: 'bar', role: 'alert' }, el('p', { 'data-part': 'text' }), this.#button, this.#reload);
    this.#list = el('div', { class: 'problems', role: 'log', 'aria-label': 'Problems' });
    this.#inCall = el('button', { type: 'button', class: 'in-call' });
    this.#inCall.addEventListener('click', () => actions.returnToCall());
    this.element = el('div', { class: 'banner' }, this.#bar, this.#inCall, this.#list);
    this.actions = actions;
  }

  render({ bridge, node, problems, call, friends, view }) {
    const { text, tone } = whole(bridge, node);
    show(this.#bar, text !== '');
    setText(part(this.#bar, 'text'), text);
    setAttribute(this.#bar, 'data-tone', tone);
    show(this.#button, bridge.state === 'superseded');
    show(this.#reload, bridge.state === 'refused' || updated(bridge));
    show(this.#inCall, call !== null && call.phase !== 'incoming' && view !== 'conversation');
    setText(this.#inCall, `Back to the call with ${cleanName(friends.get(call?.friend)?.name ?? '')}`);
    keyed(this.#list, problems, {
      key: ({ id }) => id,
      create: (problem) => this.#notice(problem),
      update: () => {},
    });
  }

  #notice({ id, text, todo }) {
    const dismiss = () => this.actions.dismissProblem(id);
    return el(
      'div',
      { class: 'notice' },
      el('p', {}, el('strong', { text }), todo ? ` ${todo}` : null),
      el('button', { type: 'button', class: 'round', 'aria-label': 'Dismiss', on: { click: dismiss } }, icon('close', 16)),
    );
  }
}

/** The files of this page may be older than the bridge that now answers (threats.md W10). */
const updated = ({ state, release }) => state === 'up' && release !== '' && release !== document.body.dataset.release;

function whole(bridge, node) {
  switch (bridge.state) {
    case 'gone':
      return { tone: 'bad', text: 'The bridge is not running. Start it again, and open the link that it prints.' };
    case 'superseded':
      return { tone: 'calm', text: 'Dialtone is open in another tab, which holds your connections now.' };
    case 'refused':
      return bridge.code === 'token'
        ? { tone: 'bad', text: 'This link is not valid any more. Open the link that Dialtone printed at its last start.' }
        : { tone: 'bad', text: `${bridge.text || 'This page is of another version than the bridge.'}` };
    case 'up':
      if (updated(bridge)) return { tone: 'calm', text: 'Dialtone was updated. Reload to use the new version.' };
      if (node?.state === 'lost') {
        return {
          tone: 'bad',
          text: `The Bitcoin node is gone${node.where ? ` (${node.where})` : ''}. Connected friends stay connected; new calls wait until it is back.`,
        };
      }
      if (node?.behind) {
        return {
          tone: 'calm',
          text: `Reading what happened on Bitcoin: ${grouped(node.behind)} blocks to go. Calls and coins that came meanwhile show up as it goes on.`,
        };
      }
      return { tone: node?.warning ? 'calm' : '', text: node?.warning ?? '' };
    default:
      return { tone: '', text: '' };
  }
}
