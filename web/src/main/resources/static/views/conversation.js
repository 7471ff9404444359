// One friend: who they are, the call with them, and the chat.

import { aboutLink, callability, presenceOf } from '../presence.js';
import { avatar, showAvatar } from './avatar.js';
import { beforeAClick, el, part, setAttribute, setText, show } from './dom.js';
import { cleanName } from './format.js';
import { icon } from './icons.js';

export class Conversation {
  #actions;
  #store;
  #callView;
  #chat;
  #head;
  #call;
  #hint;
  #note;

  constructor({ actions, store, callView, chat }) {
    this.#actions = actions;
    this.#store = store;
    this.#callView = callView;
    this.#chat = chat;
    const selected = () => store.state.selected;
    this.#call = el(
      'button',
      { type: 'button', class: 'primary', on: { click: () => actions.call(selected()), ...beforeAClick(() => actions.awakenCameras()) } },
      icon('phone', 18),
      el('span', { text: 'Call' }),
    );
    this.#head = el(
      'header',
      { class: 'conversation-head' },
      round('Back', 'back', () => actions.show('friends'), 'only-narrow'),
      avatar('medium'),
      el(
        'div',
        { class: 'who' },
        el('h2', { 'data-part': 'name' }),
        el('span', { class: 'presence', 'data-part': 'presence' }),
        el('span', { class: 'way', 'data-part': 'way' }),
      ),
      el(
        'button',
        { type: 'button', class: 'plain details', 'data-part': 'details', on: { click: () => actions.openDetails(selected()) } },
        icon('shield', 18),
        el('span', { 'data-part': 'verified' }),
        el('span', { class: 'for-ears', 'data-part': 'about' }),
      ),
      round('Timeline and wallet', 'timeline', () => this.#togglePanel(), 'only-middle'),
      this.#call,
    );
    this.#hint = el(
      'div',
      { class: 'hint', role: 'status' },
      icon('coins', 18),
      el('p', { 'data-part': 'text' }),
      el('button', { type: 'button', class: 'plain', 'data-part': 'coins', on: { click: () => this.#getCoins() } }),
    );
    this.#note = el(
      'div',
      { class: 'note', role: 'status' },
      el('p', {}, el('strong', { 'data-part': 'text' }), el('span', { 'data-part': 'todo' })),
      round('Close this note', 'close', () => actions.dismissNote(selected())),
    );
    this.element = el('div', { class: 'conversation' }, this.#head, this.#hint, this.#note, callView.element, chat.element);
  }

  render(state) {
    const friend = state.friends.get(state.selected);
    this.#callView.render(state);
    for (const each of [this.#head, this.#hint, this.#note, this.#chat.element]) show(each, friend !== undefined);
    if (!friend) return;
    const name = cleanName(friend.name);
    const presence = presenceOf(state, friend.id);
    showAvatar(this.#head.querySelector('.avatar'), friend);
    setText(part(this.#head, 'name'), name);
    setText(part(this.#head, 'presence'), presence);
    setAttribute(part(this.#head, 'presence'), 'data-presence', presence);
    const way = presence === 'connected' ? state.reached.get(friend.id) : '';
    setText(part(this.#head, 'way'), way ? `, ${way}` : '');
    setAttribute(part(this.#head, 'way'), 'title', way ? aboutLink(state, friend.id, name) : null);
    setText(part(this.#head, 'verified'), friend.verified ? 'Verified' : 'Verify');
    setText(part(this.#head, 'about'), `, about ${name}`);
    setAttribute(part(this.#head, 'details'), 'data-verified', String(friend.verified));
    this.#renderCall(state, friend, name);
    const note = state.notes.get(friend.id);
    show(this.#note, note !== undefined);
    setText(part(this.#note, 'text'), note?.text ?? '');
    setText(part(this.#note, 'todo'), note?.todo ? ` ${note.todo}` : '');
    this.#chat.render(state);
  }

  #renderCall(state, friend, name) {
    const { able, why, getCoins } = callability(state, friend.id, name);
    show(this.#call, state.call === null);
    this.#call.disabled = !able;
    show(this.#hint, why !== '' && (getCoins || state.bridge.state === 'up'));
    setText(part(this.#hint, 'text'), why);
    const coins = part(this.#hint, 'coins');
    show(coins, getCoins);
    setText(coins, state.wallet?.canGetCoins ? 'Get some' : 'Show my address');
  }

  #getCoins() {
    if (this.#store.state.wallet?.canGetCoins) this.#actions.send('getCoins');
    else this.#actions.change({ view: 'wallet', panelOpen: true });
  }

  #togglePanel() {
    this.#actions.change(({ panelOpen }) => ({ panelOpen: !panelOpen }));
  }
}

const round = (name, picture, click, extra = '') =>
  el('button', { type: 'button', class: `round ${extra}`, 'aria-label': name, on: { click } }, icon(picture));
