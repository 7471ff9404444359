// The steps of a call in order, with their words and their times: what the timeline draws and what Copy copies.

const WORDS = {
  clicked: () => 'Call clicked',
  redialed: () => 'Not at the last address',
  carried: () => 'Not through a friend',
  gathered: () => 'Addresses gathered',
  resolved: () => 'Local name resolved',
  sealed: (incoming) => (incoming ? 'Acceptance sealed' : 'Invitation sealed'),
  signed: () => 'Transaction signed',
  broadcast: (incoming) => (incoming ? 'Acceptance broadcast' : 'Invitation broadcast'),
  seen: () => 'Seen by a node',
  confirmed: () => 'Confirmed',
  received: (incoming) => (incoming ? 'Invitation received' : 'Acceptance received'),
  opened: () => 'Opened and verified',
  rang: () => 'Ringing',
  accepted: () => 'Accepted',
  offered: () => 'Offer ready',
  answered: () => 'Answer ready',
  applied: (incoming) => (incoming ? 'Offer applied' : 'Answer applied'),
  connected: () => 'Direct path found',
  open: () => 'Link open',
  video: () => 'First picture',
};

const LANES = ['you', 'bitcoin', 'friend'];
/** These are made between the two browsers, whoever noticed them. */
const DIRECT = new Set(['connected', 'open', 'video']);

/** @returns {object[]} steps with `words`, `sinceMs` and lanes that can be drawn */
export function stepsOf({ steps, incoming, startedAt }) {
  const sorted = [...steps].sort((a, b) => a.at - b.at);
  const start = sorted.find(({ step }) => step === 'clicked')?.at ?? sorted[0]?.at ?? startedAt;
  const times = new Map(); // a step may come more than once: a second node sees the transaction
  return sorted.map((step) => {
    const name = `${step.step} ${step.from} ${step.to} ${step.txid}`;
    times.set(name, (times.get(name) ?? 0) + 1);
    const direct = DIRECT.has(step.step);
    const from = LANES.includes(step.from) ? step.from : 'you';
    const to = LANES.includes(step.to) ? step.to : from;
    return {
      ...step,
      key: `${name} ${times.get(name)}`,
      words: WORDS[step.step]?.(incoming) ?? step.step,
      sinceMs: Math.max(0, step.at - start),
      from: direct && from === to ? 'friend' : from,
      to: direct && from === to ? 'you' : to,
      direct,
    };
  });
}

/** @returns {{ openMs: number | null, feeSat: number, bytes: number }} `openMs`: from our click, on Call or on Accept, to the open link */
export function totalsOf(steps) {
  const open = steps.find(({ step }) => step === 'open');
  const click = steps.find(({ step, from }) => step === 'clicked' || (step === 'accepted' && from === 'you'));
  const paid = new Map(steps.filter(({ feeSat }) => feeSat > 0).map(({ txid, feeSat }) => [txid, feeSat]));
  const carried = new Map(steps.filter(({ bytes, txid }) => bytes > 0 && txid).map(({ txid, bytes }) => [txid, bytes]));
  const sum = (map) => [...map.values()].reduce((total, value) => total + value, 0);
  return { openMs: open && click ? open.at - click.at : null, feeSat: sum(paid), bytes: sum(carried) };
}
