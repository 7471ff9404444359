// The list of friends, and who I am.

import { presenceOf } from '../presence.js';
import { byRecency } from '../store.js';
import { avatar, showAvatar } from './avatar.js';
import { changed, el, keyed, part, setAttribute, setText, show } from './dom.js';
import { briefTime, cleanName, dayOf, exactTime, plural } from './format.js';
import { icon } from './icons.js';

export class Friends {
  #actions;
  #differs = changed();
  #list = el('ul', { class: 'friends', 'aria-label': 'Friends' });
  #badge = el('span', { class: 'network' });
  #me = el('span', { class: 'me-name' });
  #none = el('p', { class: 'empty', text: 'Nobody here yet. Add a friend by their card.' });

  constructor({ actions }) {
    this.#actions = actions;
    const button = (name, picture, click) =>
      el('button', { type: 'button', class: 'secondary', on: { click } }, icon(picture, 18), el('span', { text: name }));
    this.element = el(
      'section',
      { class: 'sidebar', 'aria-label': 'People' },
      el('header', { class: 'brand' }, logo(), el('span', { class: 'brand-name', 'aria-hidden': 'true', text: 'Dialtone' }), this.#badge),
      this.#list,
      this.#none,
      el(
        'footer',
        { class: 'me' },
        el('p', { class: 'me-line' }, 'You are ', this.#me),
        el(
          'div',
          { class: 'me-buttons' },
          button('Add friend', 'addFriend', () => actions.openAddFriend()),
          button('My card', 'card', () => actions.openCard()),
        ),
      ),
    );
  }

  render(state) {
    const { me, friends, links, selected, call, calls } = state;
    if (!this.#differs(me, friends, links, selected, call, calls)) return;
    setText(this.#badge, me?.network ?? document.body.dataset.network);
    setAttribute(this.#badge, 'data-network', me?.network ?? document.body.dataset.network);
    setText(this.#me, cleanName(me?.name ?? document.body.dataset.name));
    show(this.#none, me !== null && friends.size === 0);
    const today = dayOf(Date.now());
    keyed(this.#list, [...friends.values()].sort(byRecency), {
      key: ({ id }) => id,
      create: (friend) => this.#row(friend),
      inputs: (friend) => [friend, presenceOf(state, friend.id), friend.id === selected, today],
      update: (row, friend) => update(row, friend, state),
    });
  }

  #row({ id }) {
    return el(
      'li',
      {},
      el(
        'button',
        { type: 'button', class: 'friend', 'data-part': 'button', on: { click: () => this.#actions.select(id) } },
        avatar(),
        el(
          'span',
          { class: 'friend-text' },
          el(
            'span',
            { class: 'friend-line' },
            el('span', { class: 'friend-name', 'data-part': 'name' }),
            el(
              'span',
              { class: 'verified', 'data-part': 'verified' },
              icon('shield', 14),
              el('span', { class: 'for-ears', text: 'verified' }),
            ),
            el('time', { class: 'friend-when', 'data-part': 'when' }),
          ),
          el(
            'span',
            { class: 'friend-line' },
            el('span', { class: 'presence', 'data-part': 'presence' }),
            el('span', { class: 'friend-last', 'data-part': 'last' }),
            el('span', { class: 'unread', 'data-part': 'unread' }),
          ),
        ),
      ),
    );
  }
}

function update(row, friend, state) {
  const presence = presenceOf(state, friend.id);
  showAvatar(row.querySelector('.avatar'), friend);
  setText(part(row, 'name'), cleanName(friend.name));
  show(part(row, 'verified'), friend.verified);
  setText(part(row, 'presence'), presence);
  setAttribute(part(row, 'presence'), 'data-presence', presence);
  setText(part(row, 'last'), friend.lastText);
  show(part(row, 'when'), friend.lastAt > 0);
  if (friend.lastAt > 0) {
    setText(part(row, 'when'), briefTime(friend.lastAt));
    setAttribute(part(row, 'when'), 'title', exactTime(friend.lastAt));
  }
  show(part(row, 'unread'), friend.unread > 0);
  setText(part(row, 'unread'), friend.unread > 99 ? '99+' : String(friend.unread));
  setAttribute(part(row, 'unread'), 'title', plural(friend.unread, 'unread message'));
  setAttribute(part(row, 'button'), 'aria-current', friend.id === state.selected ? 'true' : null);
}

const logo = () => el('span', { class: 'logo', 'aria-hidden': 'true' }, icon('phone', 18));
