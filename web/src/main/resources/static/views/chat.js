// The messages with one friend and the calls between them, by time, and the box for the next message.

import { changed, el, keyed, part, setAttribute, setText, show } from './dom.js';
import { End } from './end.js';
import { cleanName, clockTime, dayName, dayOf, duration, exactTime } from './format.js';
import { icon, setIcon } from './icons.js';
import { Composer } from './composer.js';
import { Files } from './files.js';

const STATES = {
  queued: { words: 'waits for the connection', picture: 'clock' },
  sent: { words: 'sent', picture: 'check' },
  delivered: { words: 'delivered', picture: 'checks' },
};

export class Chat {
  #actions;
  #store;
  #composer;
  #files;
  #scroller;
  #list = el('ol', { class: 'messages' });
  #empty = el('div', { class: 'empty-chat' }, el('p', { 'data-part': 'text' }));
  #more = el('button', { type: 'button', class: 'plain older' }, 'Older messages');
  #differs = changed();
  #friend = '';
  #newest = '';
  #oldest = '';
  #asking = '';
  #end;

  constructor({ actions, store }) {
    this.#actions = actions;
    this.#store = store;
    this.#composer = new Composer({
      onSend: (text) => actions.say(store.state.selected, text),
      onFiles: (files) => actions.sendFiles(store.state.selected, files),
    });
    this.#files = new Files({ actions });
    this.#more.addEventListener('click', () => this.#older());
    this.#scroller = el(
      'div',
      { class: 'scroller', tabindex: '0', role: 'log', 'aria-label': 'Messages', on: { scroll: () => this.#nearBeginning() && this.#older() } },
      this.#more,
      this.#empty,
      this.#list,
    );
    this.#end = new End(this.#scroller, this.#list, 60);
    this.element = el('section', { class: 'chat', 'aria-label': 'Chat' }, this.#scroller, this.#files.element, this.#composer.element);
    document.addEventListener('visibilitychange', () => this.#markRead(store.state));
    addEventListener('focus', () => this.#markRead(store.state));
  }

  render(state) {
    const friend = state.friends.get(state.selected);
    const chat = state.chats.get(friend.id);
    this.#composer.enable(state.bridge.state === 'up', state.holder === 'native');
    this.#files.render(state);
    this.#markRead(state);
    if (!this.#differs(friend, chat, state.calls, state.links)) return;
    this.#draw(state, friend, chat ?? { messages: [], more: false, loaded: false });
  }

  #draw(state, friend, chat) {
    const other = this.#friend !== friend.id;
    const oldest = chat.messages[0]?.id ?? '';
    const olderCame = !other && oldest !== this.#oldest;
    const fromEnd = olderCame ? this.#scroller.scrollHeight - this.#scroller.scrollTop : 0;
    this.#oldest = oldest;
    this.#friend = friend.id;
    if (other) this.#composer.open(friend.id);

    const entries = withDays([...chat.messages.map(asMessage), ...callsWith(state, friend.id)]);
    const today = dayOf(Date.now());
    keyed(this.#list, entries, { key: ({ key }) => key, create, inputs: ({ kind, source }) => (kind === 'day' ? [today] : [source]), update });
    show(this.#more, chat.more);
    show(this.#empty, chat.loaded && entries.length === 0);
    const name = cleanName(friend.name);
    const connected = state.links.get(friend.id) === 'connected';
    setText(
      part(this.#empty, 'text'),
      connected ? `No messages yet. Say hello to ${name}.` : `No messages yet. What you write waits here until ${name} is connected.`,
    );

    const newest = entries.at(-1)?.key ?? '';
    if (other || (newest !== this.#newest && entries.at(-1)?.mine)) this.#end.go();
    else if (olderCame) this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd; // what was read stays in place
    this.#newest = newest;
  }

  #nearBeginning() {
    return this.#scroller.scrollTop < 40 && !this.#more.hidden;
  }

  #older() {
    const [oldest] = this.#store.state.chats.get(this.#friend)?.messages ?? [];
    if (!oldest || this.#asking === oldest.id) return;
    this.#asking = oldest.id;
    this.#actions.send('history', { friend: this.#friend, before: oldest.at });
  }

  #markRead({ selected, friends, view }) {
    if (!(friends.get(selected)?.unread > 0)) return;
    const seen = !document.hidden && document.hasFocus() && this.element.checkVisibility() && view !== 'friends';
    if (seen) this.#actions.send('read', { friend: selected });
  }
}

const asMessage = (message) => ({ ...message, key: message.id, kind: 'message', source: message });

function callsWith({ calls }, friend) {
  return [...calls.values()]
    .filter((call) => call.friend === friend && (call.state === 'ended' || call.state === 'linked'))
    .map((call) => ({ ...call, key: `call ${call.id}`, kind: 'call', at: call.startedAt, source: call }));
}

function withDays(entries) {
  const sorted = entries.sort((a, b) => a.at - b.at);
  const result = [];
  let day = '';
  for (const entry of sorted) {
    if (dayOf(entry.at) !== day) {
      day = dayOf(entry.at);
      result.push({ key: `day ${day}`, kind: 'day', at: entry.at });
    }
    result.push(entry);
  }
  return result;
}

function create({ kind, mine }) {
  switch (kind) {
    case 'day':
      return el('li', { class: 'day' }, el('span', { 'data-part': 'text' }));
    case 'call':
      return el('li', { class: 'past-call' }, icon('phone', 16), el('span', { 'data-part': 'text' }), el('time', { 'data-part': 'time' }));
    default:
      return el(
        'li',
        { class: 'message', 'data-mine': String(mine) },
        el('p', { class: 'bubble', 'data-part': 'text', dir: 'auto' }),
        el(
          'p',
          { class: 'message-foot' },
          el('time', { 'data-part': 'time' }),
          mine ? el('span', { class: 'delivery', 'data-part': 'delivery' }, icon('clock', 14), el('span', { 'data-part': 'state' })) : null,
        ),
      );
  }
}

function update(element, entry) {
  if (entry.kind === 'day') return setText(part(element, 'text'), dayName(entry.at));
  setText(part(element, 'time'), clockTime(entry.at));
  setAttribute(part(element, 'time'), 'title', exactTime(entry.at));
  if (entry.kind === 'call') {
    setText(part(element, 'text'), callWords(entry));
    setAttribute(element, 'data-outcome', entry.outcome);
    setIcon(element, entry.outcome === 'missed' ? 'missed' : entry.incoming ? 'incoming' : 'outgoing');
    return;
  }
  setText(part(element, 'text'), entry.text);
  if (!entry.mine) return;
  const { words, picture } = STATES[entry.state] ?? STATES.queued;
  setText(part(element, 'state'), words);
  setIcon(part(element, 'delivery'), picture);
  setAttribute(element, 'data-state', entry.state);
}

function callWords({ incoming, outcome, talkedMs, why }) {
  const length = talkedMs > 0 ? `, ${duration(talkedMs)}` : '';
  const words = {
    answered: incoming ? `Call from them${length}` : `You called${length}`,
    missed: incoming ? 'Missed call' : 'You called, no answer',
    'no-answer': 'You called, no answer',
    declined: incoming ? 'You declined a call' : 'They declined your call',
    busy: incoming ? 'They called while you were in a call' : 'You called, they were busy',
    cancelled: incoming ? 'Missed call' : 'You cancelled a call',
    failed: `The call failed${why ? `: ${why}` : ''}`,
  };
  return words[outcome] ?? 'Call';
}
