// How a call came about: three lanes, You, Bitcoin and Friend, and an arrow for every step, growing while it happens.
// Each row is a list item with its words, so the drawing is its own text form.

import { stepsOf, totalsOf } from '../steps.js';
import { arrow } from './arrow.js';
import { copyButton } from './copy.js';
import { changed, el, keyed, part, setAttribute, setText, show } from './dom.js';
import { End } from './end.js';
import { clockTime, cleanName, elapsed, exactTime, sats } from './format.js';

export class Timeline {
  #actions;
  #rows = el('ol', { class: 'steps' });
  #pick = el('select', { class: 'pick', 'aria-label': 'Which call' });
  #end;
  #asText = () => '';
  #copy = copyButton('Copy', () => this.#asText(), 'plain');
  #differs = changed();
  #empty = el('div', { class: 'timeline-empty' }, el('p', { text: 'Call somebody and watch the invitation travel.' }));

  constructor({ actions }) {
    this.#actions = actions;
    this.#pick.addEventListener('change', () => actions.change({ timelineCall: this.#pick.value }));
    const scroller = el('div', { class: 'steps-scroll', tabindex: '0', role: 'group', 'aria-label': 'Steps' }, this.#rows);
    this.element = el(
      'section',
      { class: 'panel timeline', 'aria-label': 'Timeline' },
      el('header', { class: 'panel-head' }, el('h2', { text: 'Timeline' }), this.#pick, this.#copy),
      el(
        'div',
        { class: 'totals', 'data-part': 'totals' },
        total('open', 'click to link'),
        total('fee', 'paid'),
        total('bytes', 'on chain'),
      ),
      el(
        'div',
        { class: 'lanes', 'aria-hidden': 'true' },
        el('span', { class: 'lane', 'data-lane': 'you', text: 'You' }),
        el('span', { class: 'lane', 'data-lane': 'bitcoin', text: 'Bitcoin' }),
        el('span', { class: 'lane', 'data-lane': 'friend', 'data-part': 'friend', text: 'Friend' }),
      ),
      this.#empty,
      scroller,
    );
    this.#end = new End(scroller, this.#rows, 30);
  }

  render(state) {
    if (!this.#differs(state.calls, state.selected, state.call?.id, state.timelineCall, state.friends)) return;
    const calls = callsFor(state);
    const call = calls.find(({ id }) => id === state.timelineCall) ?? calls[0];
    this.#renderPick(calls, call);
    show(this.#empty, !call);
    show(this.#copy, Boolean(call));
    show(part(this.element, 'totals'), Boolean(call));
    const steps = call ? stepsOf(call) : [];
    const name = cleanName(call?.friendName || state.friends.get(state.selected)?.name || 'Friend');
    setText(part(this.element, 'friend'), name);
    const { openMs, feeSat, bytes } = totalsOf(steps);
    setText(part(this.element, 'open'), openMs === null ? '–' : elapsed(openMs));
    setText(part(this.element, 'open-label'), call?.incoming ? 'accept to link' : 'click to link');
    setText(part(this.element, 'fee'), sats(feeSat));
    setText(part(this.element, 'bytes'), `${bytes} B`);
    const before = this.#rows.children.length;
    keyed(this.#rows, steps, {
      key: ({ key }) => key,
      create: (step) => this.#row(step),
      inputs: ({ at, sinceMs, words, bytes, feeSat, txid, note, from, to }) => [at, sinceMs, words, bytes, feeSat, txid, note, from, to, name],
      update: (row, step) => update(row, step, name),
    });
    const added = this.#rows.children.length - before;
    if (added === 1 && before > 0) setAttribute(this.#rows.lastElementChild, 'data-alone', 'true');
    this.#asText = () => asText(call, steps, name);
  }

  #renderPick(calls, call) {
    show(this.#pick, calls.length > 1);
    keyed(this.#pick, calls, {
      key: ({ id }) => id,
      create: ({ id }) => el('option', { value: id }),
      inputs: ({ incoming, friendName, startedAt }) => [incoming, friendName, startedAt],
      update: (option, { incoming, friendName, startedAt }) =>
        setText(option, `${clockTime(startedAt)} ${incoming ? 'from' : 'to'} ${cleanName(friendName)}`),
    });
    if (call && this.#pick.value !== call.id) this.#pick.value = call.id;
  }

  #row({ step, from, to }) {
    const details = el('dl', { class: 'step-details', hidden: true });
    const button = el(
      'button',
      { type: 'button', class: 'step', 'aria-expanded': 'false', 'data-part': 'button' },
      el('span', { class: 'step-time', 'data-part': 'time' }),
      el(
        'span',
        { class: 'step-draw' },
        arrow(from, to),
        el('span', { class: 'step-words', 'data-part': 'words' }),
        el('span', { class: 'for-ears', 'data-part': 'way' }),
        el('span', { class: 'step-meta', 'data-part': 'meta' }),
      ),
    );
    const row = el('li', { 'data-step': step, 'data-from': from, 'data-to': to }, button, details);
    button.addEventListener('click', () => {
      this.#end.stay();
      show(details, details.hidden);
      setAttribute(button, 'aria-expanded', String(!details.hidden));
      showFacts(row);
    });
    return row;
  }
}

const total = (name, label) =>
  el(
    'p',
    {},
    el('span', { class: 'figure', 'data-part': name }),
    el('span', { class: 'quiet', 'data-part': `${name}-label`, text: label }),
  );

function callsFor({ calls, selected, call }) {
  return [...calls.values()]
    .filter(({ friend, steps, id }) => steps.length > 0 && (friend === selected || id === call?.id))
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, 20);
}

const drawn = new WeakMap(); // row -> its step, and the way it went in words

function update(row, step, name) {
  const { at, sinceMs, words, bytes, feeSat, from, to } = step;
  setAttribute(row, 'data-at', at);
  setAttribute(row, 'data-meta', String(bytes > 0 || feeSat > 0));
  setText(part(row, 'time'), elapsed(sinceMs));
  setText(part(row, 'words'), words);
  setText(part(row, 'meta'), metaOf({ bytes, feeSat }));
  const place = { you: 'you', bitcoin: 'Bitcoin', friend: name };
  const way = from === to ? `at ${place[from]}` : `${place[from]} to ${place[to]}`;
  setText(part(row, 'way'), ` ${way} `);
  drawn.set(row, { ...step, way });
  showFacts(row);
}

/** Written when somebody looks. */
function showFacts(row) {
  const list = row.querySelector('dl');
  if (list.hidden) return;
  const { at, bytes, feeSat, txid, note, way } = drawn.get(row);
  const facts = [
    { term: 'When', value: exactTime(at) },
    { term: 'Way', value: way },
    bytes > 0 && { term: 'Payload', value: `${bytes} bytes` },
    feeSat > 0 && { term: 'Fee', value: sats(feeSat) },
    txid && { term: 'Transaction', value: txid, code: true },
    note && { term: 'Note', value: note },
  ].filter(Boolean);
  keyed(list, facts, {
    key: ({ term }) => term,
    create: ({ code }) => el('div', {}, el('dt', { 'data-part': 'term' }), el('dd', { class: code ? 'code' : null, 'data-part': 'value' })),
    update: (element, { term, value }) => {
      setText(part(element, 'term'), term);
      setText(part(element, 'value'), value);
    },
  });
}

const metaOf = ({ bytes, feeSat }) => [bytes > 0 && `${bytes} B`, feeSat > 0 && sats(feeSat)].filter(Boolean).join(' · ');

function asText(call, steps, name) {
  if (!call) return '';
  const head = `${call.incoming ? 'Call from' : 'Call to'} ${name}, ${exactTime(call.startedAt)}`;
  const lines = steps.map(({ sinceMs, words, from, to, bytes, feeSat, txid }) => {
    const way = from === to ? from : `${from} -> ${to}`;
    return [`${Math.round(sinceMs)} ms`.padStart(9), way.padEnd(18), words, metaOf({ bytes, feeSat }), txid].filter(Boolean).join('  ');
  });
  return [head, ...lines].join('\n');
}
