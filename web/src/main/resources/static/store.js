// The state of the page and how the bridge's messages change it. Views read it and never write it.

import { epochNow } from './clock.js';

/** A change is drawn after this time, together with what came meanwhile: nobody sees the difference, and what sets a call up, in many small steps, goes first. */
const DRAWN_AFTER_MS = 30;
/** For the first moments of a call it waits longer, so that much of it is drawn once. */
const DRAWN_WHILE_SETTING_UP_MS = 120;
const SETTING_UP_MS = 500;
const LONGEST_FRAME_MS = 100;

/** @typedef {object} Page what the tab knows; see `empty` for the fields. */

export const empty = {
  bridge: { state: 'connecting', code: '', text: '', release: '', welcomes: 0 }, // or locked, up, gone, refused, superseded
  me: null,
  friends: new Map(), // friend id -> FriendView
  calls: new Map(), // call id -> CallView
  chats: new Map(), // friend id -> { messages, more, loaded }
  files: new Map(), // friend id -> files by direction and id: FileView
  uploads: [], // what the page is handing to the bridge: { id, friend, name, size }
  wallet: null,
  node: null,
  ice: { servers: [], relayOnly: false }, // IceView of ToBrowser
  replacement: null, // what replacing a transaction costs, or did: { txid, kind, newTxid, feeSat, extraSat, backSat, satPerVbyte }
  withdrawal: null, // what was quoted or sent: { address, amountSat, feeSat }, with id and txid once it was sent
  words: null, // the backup words while they are shown
  holder: '', // who holds the links: browser or native
  leads: true, // this tab rings, and none of our others
  reached: new Map(), // friend id -> how the link that the bridge holds was reached, in words
  links: new Map(), // friend id -> 'opening' | 'connected' | 'silent' | 'redialing'
  call: null, // the call this tab is in; see call.js
  local: null, // our own media; see media.js
  remote: { audio: true, video: true }, // what the friend says they are sending
  notes: new Map(), // friend id -> { text, todo }
  problems: [], // { id, text, todo }
  selected: '',
  view: 'friends', // what a narrow screen shows: friends, conversation, timeline, wallet
  panelOpen: false, // the right column on a screen of middle width
  timelineCall: '', // the call the user picked for the timeline, or empty for the newest
};

export function createStore(initial = empty) {
  let state = initial;
  let due = null; // the drawing to come
  const listeners = new Set();
  const draws = (when) => {
    const mine = (due = {});
    when(() => {
      if (due !== mine) return;
      due = null;
      for (const listener of listeners) listener(state);
    });
  };
  return {
    get state() {
      return state;
    },
    /** @param {object | ((state: Page) => object)} patch the fields that change. */
    change(patch) {
      const before = state;
      state = { ...state, ...(typeof patch === 'function' ? patch(state) : patch) };
      if (startsRinging(before, state)) draws(atOnce);
      else if (!due) draws(isSettingUp(state) ? later : soon);
    },
    /** What changed is drawn now, or something that is not in the state: a picture has come. */
    draw: () => draws(atOnce),
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
    },
  };
}

/** All that follows waits for who is called to answer. */
const startsRinging = (before, { call }) => call?.phase === 'incoming' && before.call?.phase !== 'incoming';

const atOnce = (draw) => setTimeout(draw);

const soon = (draw) => after(DRAWN_AFTER_MS, draw);

/** Somebody has just called or picked up: cameras start, and the way is looked for, which takes all there is of a small computer. */
const isSettingUp = ({ call }) => ['outgoing', 'talking'].includes(call?.phase) && epochNow() - call.since < SETTING_UP_MS;

const later = (draw) => after(DRAWN_WHILE_SETTING_UP_MS, draw);

/** With a frame, where there are any: a hidden tab has none. */
function after(ms, draw) {
  if (document.hidden) return atOnce(draw);
  setTimeout(() => requestAnimationFrame(draw), ms);
  setTimeout(draw, ms + LONGEST_FRAME_MS);
}

export const withEntry = (map, key, value) => new Map(map).set(key, value);

export function withoutEntry(map, key) {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

/** Both sides could choose the same id. */
const fileKey = ({ id, mine }) => `${mine} ${id}`;

const byKey = (items) => new Map(items.map((item) => [item.id, item]));

/** What each message of ToBrowser changes. Messages that only cause actions (offerReady, answerReady, prepared and the like) are not here. */
const changes = {
  welcome: (state, { release, me, friends, calls, wallet, node, holder, leads, ice }) => {
    const known = byKey(friends);
    return {
      bridge: { ...state.bridge, state: 'up', release, welcomes: state.bridge.welcomes + 1 },
      holder,
      leads,
      me,
      friends: known,
      calls: new Map([...localCalls(state), ...byKey(calls)]),
      wallet,
      node,
      ice,
      words: null,
      withdrawal: null,
      replacement: null,
      chats: new Map(),
      files: new Map(),
      selected: known.has(state.selected) ? state.selected : firstOf(friends),
    };
  },
  locked: (state) => ({ bridge: { ...state.bridge, state: 'locked' } }),
  leads: (state, { leads }) => ({ leads }),
  meChanged: (state, { me }) => ({ me }),
  friendChanged: (state, { friend }) => ({
    friends: withEntry(state.friends, friend.id, friend),
    selected: state.selected || friend.id,
  }),
  friendRemoved: (state, { friend }) => {
    const friends = withoutEntry(state.friends, friend);
    return { friends, selected: state.selected === friend ? firstOf([...friends.values()]) : state.selected };
  },
  callChanged: (state, { call }) => ({ calls: withEntry(state.calls, call.id, withOwnSteps(state.calls.get(call.id), call)) }),
  chat: (state, { friend, messages, more }) => {
    const before = state.chats.get(friend)?.messages ?? [];
    return { chats: withEntry(state.chats, friend, { messages: merge(before, messages), more, loaded: true }) };
  },
  messageChanged: (state, { message }) => {
    const chat = state.chats.get(message.friend) ?? { messages: [], more: false, loaded: false };
    return { chats: withEntry(state.chats, message.friend, { ...chat, messages: merge(chat.messages, [message]) }) };
  },
  files: (state, { friend, files }) => ({ files: withEntry(state.files, friend, new Map(files.map((file) => [fileKey(file), file]))) }),
  fileChanged: (state, { file }) => {
    const known = state.files.get(file.friend) ?? new Map();
    return { files: withEntry(state.files, file.friend, withEntry(known, fileKey(file), file)) };
  },
  walletChanged: (state, { wallet }) => ({ wallet }),
  withdrawalQuoted: (state, { address, amountSat, feeSat }) => ({ withdrawal: { address, amountSat, feeSat } }),
  withdrawn: (state, { id, address, amountSat, feeSat, txid }) => ({ withdrawal: { id, address, amountSat, feeSat, txid } }),
  replacementTold: (state, { type, ...replacement }) => ({ replacement }),
  nodeChanged: (state, { node }) => ({ node }),
  iceChanged: (state, { ice }) => ({ ice }),
  words: (state, { words }) => ({ words }),
};

/** @returns {Page} the state after a message from the bridge. */
export function reduce(state, message) {
  const change = changes[message.type];
  return change ? { ...state, ...change(state, message) } : state;
}

/** The friend that was last heard of; the order of the list. */
export const byRecency = (a, b) => b.lastAt - a.lastAt || a.name.localeCompare(b.name);

const firstOf = (friends) => [...friends].sort(byRecency)[0]?.id ?? '';

function merge(messages, newer) {
  const byId = new Map(messages.map((message) => [message.id, message]));
  for (const message of newer) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.at - b.at);
}

/** Calls over a link are known here first; the bridge keeps them for the history, without their steps. */
const localCalls = (state) => [...state.calls].filter(([, call]) => call.local);

const withOwnSteps = (known, call) =>
  known?.local && call.steps.length === 0 ? { ...call, steps: known.steps, talkedMs: known.talkedMs } : call;
