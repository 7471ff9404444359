// Calls that ring over an open link: the bridge learns of them when they are over, so their timeline is written here.

import { withEntry, withoutEntry } from './store.js';

export class LinkCalls {
  #store;
  #bridge;

  constructor({ store, bridge }) {
    this.#store = store;
    this.#bridge = bridge;
  }

  has(id) {
    return this.#store.state.calls.get(id)?.local === true;
  }

  begin({ id, friend, incoming, startedAt }) {
    const first = incoming ? step('rang', 'friend', 'you', startedAt) : step('clicked', 'you', 'you', startedAt);
    this.#put({
      id,
      friend,
      friendName: this.#store.state.friends.get(friend)?.name ?? '',
      known: true,
      incoming,
      local: true,
      state: 'ringing',
      outcome: '',
      why: '',
      startedAt,
      expiresAt: 0,
      answerCostSat: 0,
      dialled: false,
      steps: [first],
    });
  }

  step(id, name, from, to, at) {
    const call = this.#store.state.calls.get(id);
    if (!call?.local || call.steps.some((known) => known.step === name)) return;
    this.#put({ ...call, steps: [...call.steps, step(name, from, to, at)] });
  }

  /** Both rang: the call goes on under the name that the friend gave it. */
  rename(from, to) {
    this.#store.change(({ calls }) => ({ calls: withEntry(withoutEntry(calls, from), to, { ...calls.get(from), id: to }) }));
  }

  /** Another tab has it, and tells the bridge of it. */
  forget(id) {
    if (this.has(id)) this.#store.change(({ calls }) => ({ calls: withoutEntry(calls, id) }));
  }

  end({ id, friend, incoming, startedAt }, outcome, talkedMs) {
    const call = this.#store.state.calls.get(id);
    const inHistory = outcome === 'missed' && !incoming ? 'no-answer' : outcome;
    if (call?.local) this.#put({ ...call, state: 'ended', outcome: inHistory, talkedMs });
    this.#bridge.send({ type: 'callLogged', call: id, friend, incoming, outcome: inHistory, startedAt, talkedMs });
  }

  #put(call) {
    this.#store.change((state) => ({ calls: withEntry(state.calls, call.id, call) }));
  }
}

const step = (name, from, to, at) => ({ step: name, from, to, at, bytes: 0, feeSat: 0, txid: '', note: '' });
