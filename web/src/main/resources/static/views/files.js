// The files on their way to and from one friend, above the box for the next message. Received files are never opened: the path says where they are.

import { el, keyed, part, setAttribute, setText, show } from './dom.js';
import { bytes, cleanName } from './format.js';

const SHOWN_AFTER_MS = 24 * 3600 * 1000;
const MOST_THAT_ARE_OVER = 5;

export class Files {
  #actions;
  #list = el('ul', { class: 'files' });
  #section = el('section', { class: 'files-with', 'aria-label': 'Files' }, this.#list);
  /** Stays on the page, or nobody would hear what is put into it. */
  #news = el('p', { class: 'for-ears', role: 'status' });
  #friend = '';
  #states = new Map(); // key -> what was said of it

  constructor({ actions }) {
    this.#actions = actions;
    this.element = el('div', { class: 'files-place' }, this.#section, this.#news);
  }

  render({ selected, friends, files, uploads, holder, links }) {
    const name = cleanName(friends.get(selected)?.name ?? '');
    const connected = links.get(selected) === 'connected';
    const shown = holder === 'native' ? [...uploads.filter(({ friend }) => friend === selected).map(asFile), ...worthShowing(files, selected)] : [];
    show(this.#section, shown.length > 0);
    keyed(this.#list, shown, {
      key: keyOf,
      create: (file) => this.#create(file),
      update: (element, file) => update(element, file, name, connected),
    });
    this.#say(files.has(selected) ? selected : '', shown, name, connected);
  }

  /** What is new since the last time, but not all that was there before this friend was chosen and loaded. */
  #say(friend, shown, name, connected) {
    const other = friend !== this.#friend;
    this.#friend = friend;
    const news = shown.filter((file) => !other && this.#states.get(keyOf(file)) !== file.state);
    this.#states = new Map(shown.map((file) => [keyOf(file), file.state]));
    if (news.length > 0) setText(this.#news, news.map((file) => `${cleanName(file.name)}, ${bytes(file.size)}: ${words(file, name, connected)}`).join(' '));
  }

  #create({ friend, id, mine, name }) {
    const button = (words, doing, click) =>
      el(
        'button',
        { type: 'button', class: 'plain', 'data-part': doing, on: { click } },
        words,
        el('span', { class: 'for-ears' }, ' ', cleanName(name)),
      );
    return el(
      'li',
      { class: 'file' },
      el('p', { class: 'file-name' }, el('bdi', { 'data-part': 'name' }), el('span', { class: 'file-size', 'data-part': 'size' })),
      el('progress', { 'data-part': 'progress', 'aria-label': `How much of ${cleanName(name)} is there` }),
      el('p', { class: 'file-state' }, el('span', { 'data-part': 'state' }), el('span', { 'data-part': 'moved' })),
      el(
        'div',
        { class: 'file-buttons' },
        mine ? null : button('Accept', 'accept', () => this.#actions.send('acceptFile', { friend, id })),
        mine ? null : button('Decline', 'decline', () => this.#actions.send('declineFile', { friend, id })),
        mine ? null : button('Another folder', 'folder', () => this.#actions.openFolder()),
        button('Cancel', 'cancel', () => this.#actions.send('cancelFile', { friend, id, mine })),
      ),
    );
  }
}

const keyOf = ({ id, mine }) => `${mine ? 'to' : 'from'} ${id}`;

/** What the page is still handing to the bridge. */
const asFile = ({ id, friend, name, size }) => ({ id, friend, mine: true, name, size, done: 0, state: 'reading', why: '', bytesPerSecond: 0, path: '' });

const isOver = ({ state }) => !['offered', 'accepted', 'verified'].includes(state);

function worthShowing(files, friend) {
  const newestFirst = [...(files.get(friend)?.values() ?? [])].sort((a, b) => b.at - a.at);
  const over = newestFirst.filter((file) => isOver(file) && file.at > Date.now() - SHOWN_AFTER_MS).slice(0, MOST_THAT_ARE_OVER);
  return newestFirst.filter((file) => !isOver(file) || over.includes(file));
}

function update(element, file, friend, connected) {
  const { name, size, done, state, mine, bytesPerSecond } = file;
  setText(part(element, 'name'), cleanName(name));
  setText(part(element, 'size'), ` ${bytes(size)}`);
  setAttribute(element, 'data-state', state);
  const moving = state === 'accepted';
  const progress = part(element, 'progress');
  show(progress, moving || state === 'reading');
  setAttribute(progress, 'max', size || 1);
  setAttribute(progress, 'value', moving ? done : null);
  setText(part(element, 'state'), words(file, friend, connected));
  setText(part(element, 'moved'), moving ? ` ${bytes(done)} of ${bytes(size)}${bytesPerSecond > 0 ? `, ${bytes(bytesPerSecond)}/s` : ''}` : '');
  if (!mine) for (const doing of ['accept', 'decline', 'folder']) show(part(element, doing), state === 'offered');
  show(part(element, 'cancel'), moving || (mine && state === 'offered'));
}

function words({ mine, state, why, path }, friend, connected) {
  switch (state) {
    case 'reading':
      return 'Handing it over…';
    case 'offered':
      if (!mine) return `${friend} offers it. It would go to ${path}.`;
      return connected ? `Waits until ${friend} accepts.` : `Waits until ${friend} is connected.`;
    case 'accepted':
      if (connected) return mine ? 'Sending.' : 'Receiving.';
      return `Goes on when ${friend} is connected.`;
    case 'verified':
      return 'All there, being put in its place.';
    case 'done':
      return mine ? `${friend} has it.` : `Received: ${path}`;
    case 'declined':
      return mine ? `${friend} declined it.` : 'You declined it.';
    case 'cancelled':
      return `Cancelled${why ? `: ${why}` : ''}.`;
    default:
      return `Failed: ${why}.`;
  }
}
