// The page: reads the token, then builds everything and connects it. Start here.

import { connectApi } from './api.js';
import { BridgedLinks } from './bridged-links.js';
import { connectBridge } from './bridge-socket.js';
import { Calling } from './calling.js';
import { loadCertificate } from './certificate.js';
import { warmUp } from './connection.js';
import { leadWhenTouched } from './lead.js';
import { Links } from './links.js';
import { awakenCameras } from './media.js';
import { Messages } from './messages.js';
import { RemoteMedia } from './remote-media.js';
import { prepareTone } from './ring.js';
import { createStore, reduce, withEntry, withoutEntry } from './store.js';
import { readFragment } from './token.js';
import { Page } from './views/page.js';
import { withoutToken } from './views/without-token.js';

const { token, card } = readFragment();
const root = document.getElementById('app');

// A new link in the same tab changes the fragment alone, which loads nothing by itself.
addEventListener('hashchange', () => location.hash && location.reload());

if (token) start();
else root.replaceChildren(withoutToken());

function start() {
  const store = createStore();
  const certificate = loadCertificate();
  const remote = new RemoteMedia(() => store.draw());

  const presence = (friend, state) =>
    store.change(({ links: known }) => ({ links: state === 'none' ? withoutEntry(known, friend) : withEntry(known, friend, state) }));
  const api = connectApi(token);
  const bridge = connectBridge({ token, onMessage: receive, onState: bridgeState });
  let links, messages, calling; // made by the first welcome, which says who holds the links
  const page = new Page({ root, store, remoteVideo: remote.video, actions: actionsOf({ store, bridge, api, parts: () => ({ calling, messages }) }) });
  prepareTone();
  certificate.then(warmUp).catch((error) => console.warn(error.message));
  addEventListener('pagehide', leave);
  addEventListener('beforeunload', (event) => {
    const { call } = store.state;
    if (call && call.phase !== 'incoming') event.preventDefault();
  });

  /** The links live in this tab. */
  function holdLinks() {
    links = new Links({
      certificate,
      events: {
        prepare: (friend) => bridge.send({ type: 'prepare', friend }),
        presence,
        opened: (link) => {
          bridge.send({ type: 'linkOpened', friend: link.friend, call: link.call });
          messages.linkOpened(link);
          calling.linkOpened(link);
        },
        over: (link, reason) => linkOver(link, reason),
        cutOff: (link) => calling.needs(link) || dialAgain(link),
        named: (link) => calling.named(link),
        wanted: (call) => calling.wanted(call),
        unwanted: (link) => calling.unwanted(link),
        mark: (call, step, at) => calling.mark(call, step, at),
        control: (link, message) => {
          if (message.type === 'redial') links.keepTicket(link, message.ticket);
          else calling.heard(link, message);
        },
        chat: (link, message) => messages.heard(link, message),
        ticket: (friend, ticket) => keepTicket(friend, ticket),
        cannotRedial: (friend, error) =>
          store.change(({ notes }) => ({ notes: withEntry(notes, friend, { text: error.message, todo: 'Call to connect again.' }) })),
      },
    });
  }

  /** The links live in the bridge, and stay when this tab goes. */
  function watchLinks() {
    leadWhenTouched({ store, bridge });
    links = new BridgedLinks({
      bridge,
      events: {
        presence: ({ friend, state, rung }) => {
          presence(friend, state);
          store.change(({ reached }) => ({ reached: withEntry(reached, friend, rung) }));
        },
        opened: (link) => calling.linkOpened(link),
        over: (link) => calling.linkLost(link),
        named: (link) => calling.named(link),
        control: (link, message) => calling.heard(link, message),
      },
    });
  }

  function begin(holder) {
    if (holder === 'native') watchLinks();
    else holdLinks();
    messages = new Messages({ bridge, links });
    calling = new Calling({
      store,
      bridge,
      links,
      onRemote: (stream) => remote.show(stream, () => calling.firstPicture()),
    });
    store.subscribe((state) => {
      links.expectCallTo(callableOverTheChain(state));
      calling.lookAhead();
    });
  }

  function receive(message) {
    const held = store.state.holder;
    if (message.type === 'welcome' && held && held !== message.holder) return location.reload(); // it started again, and holds them otherwise
    store.change((state) => reduce(state, message));
    switch (message.type) {
      case 'welcome':
        return welcome(message);
      case 'iceChanged':
        links.ice = message.ice;
        return calling.iceChanged();
      case 'callChanged':
        return calling.viewChanged(message.call);
      case 'offerReady':
        return calling.offerReady(message);
      case 'dialReady':
        return calling.offerReady(message);
      case 'prepared':
        return links.prepared(message);
      case 'dialExpected':
        return calling.dialExpected(message);
      case 'answerReady':
        return calling.answerReady(message);
      case 'messageChanged':
        return inBridge() || messages.stored(message.message);
      case 'linkChanged':
        return links.changed(message.link);
      case 'linkHeard':
        return links.heard(message);
      case 'callElsewhere':
        return calling.elsewhere(message.call);
      case 'friendRemoved':
        if (store.state.call?.friend === message.friend) calling.user('hangUp');
        return links.drop(message.friend);
      case 'problem':
        if (!calling.problem(message)) page.problem(message);
    }
  }

  const inBridge = () => store.state.holder === 'native';

  function welcome({ me, friends, calls, links: views, holder, ice }) {
    if (!links) begin(holder);
    links.ourKey = me.key;
    links.ice = ice;
    if (inBridge()) links.welcome(views);
    else resume(friends);
    for (const call of calls) {
      const unfinished = call.state !== 'ended' && call.state !== 'linked';
      if (unfinished && !inBridge() && !calling.wanted(call.id)) leftBehind(call);
      calling.viewChanged(call);
    }
    if (!inBridge()) for (const { id, redial } of friends) if (redial && !links.get(id)) links.redial(id, redial);
    if (card) page.addFriend(card);
  }

  function resume(friends) {
    for (const link of links.all()) bridge.send({ type: 'linkOpened', friend: link.friend, call: link.call });
    messages.resume(friends);
  }

  /** A call that an earlier tab was setting up: its connection went with that tab. */
  function leftBehind({ id, incoming, state }) {
    if (links.expects(id)) return;
    if (!incoming) bridge.send({ type: 'cancel', call: id });
    else if (state === 'connecting') bridge.send({ type: 'callFailed', call: id, why: 'The tab was closed.' });
  }

  function linkOver(link, reason) {
    if (reason !== 'replaced') bridge.send({ type: 'linkLost', friend: link.friend });
    calling.linkLost(link);
    if (reason === 'bye')
      keepTicket(link.friend, ''); // their standby went with their tab; ours waits for them
    else if (reason !== 'replaced' && reason !== 'closed-by-us') dialAgain(link);
  }

  function dialAgain({ friend }) {
    const ticket = store.state.friends.get(friend)?.redial ?? '';
    if (ticket) links.redial(friend, ticket);
  }

  function leave() {
    calling?.leave();
    links?.closeAll();
  }

  function keepTicket(friend, ticket) {
    const known = store.state.friends.get(friend);
    if (known) store.change(({ friends }) => ({ friends: withEntry(friends, friend, { ...known, redial: ticket }) }));
    bridge.send({ type: 'keepRedial', friend, ticket });
  }

  function bridgeState(state, { code = '', text = '' } = {}) {
    store.change(({ bridge: known }) => ({ bridge: { ...known, state, code, text } }));
    if (state === 'superseded') leave();
    if (state === 'gone' && inBridge()) store.change({ links: new Map() }); // nobody tells us how they are
  }
}

/** The friend whom a click on Call would invite. */
function callableOverTheChain({ bridge, call, selected, links }) {
  const linked = links.has(selected) && links.get(selected) !== 'redialing';
  return bridge.state === 'up' && !call && !linked ? selected : '';
}

let uploadNumber = 0;

/** One after the other: the bridge keeps each until the friend has it. */
async function sendFiles({ store, api }, friend, files) {
  const waiting = files.map((file) => ({ id: `upload ${++uploadNumber}`, friend, name: file.name, size: file.size, file }));
  store.change(({ uploads }) => ({ uploads: [...uploads, ...waiting] }));
  for (const { id, name, file } of waiting) {
    try {
      await api.upload(`files?friend=${friend}&name=${encodeURIComponent(name)}`, file);
    } catch (error) {
      const note = { text: `${name} was not sent: ${error.message}`, todo: '' };
      store.change(({ notes }) => ({ notes: withEntry(notes, friend, note) }));
    }
    store.change(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.id !== id) }));
  }
}

/** What the views may do. */
function actionsOf({ store, bridge, api, parts }) {
  const send = (type, fields = {}) => bridge.send({ type, ...fields });
  const select = (friend) => store.change({ selected: friend, view: 'conversation' });
  return {
    send,
    select,
    show: (view) => store.change({ view }),
    change: (patch) => store.change(patch),
    reopen: () => bridge.reopen(),
    unlock: (passphrase) => api.post('unlock', { passphrase }),
    setPassphrase: (current, fresh) => api.post('passphrase', { current, fresh }),
    suggestPassphrase: () => api.get('passphrase/suggestion'),
    setServers: (servers, relayOnly) => api.post('servers', { servers, relayOnly }),
    receivedFolder: () => api.get('received'),
    setReceivedFolder: (folder) => api.post('received', { folder }),
    checkConnection: () => api.get('check'),
    returnToCall: () => select(store.state.call.friend),
    awakenCameras,
    call: (friend) => parts().calling.place(friend),
    accept: (options) => {
      const { friend } = store.state.call;
      parts().calling.accept(options);
      if (store.state.friends.has(friend)) select(friend);
    },
    decline: () => parts().calling.user('decline'),
    cancel: () => parts().calling.user('cancel'),
    hangUp: () => parts().calling.user('hangUp'),
    mute: (muted) => parts().calling.media.mute(muted),
    camera: (on) => parts().calling.media.camera(on),
    say: (friend, text) => parts().messages.say(friend, text),
    sendFiles: (friend, files) => sendFiles({ store, api }, friend, files),
    dismissNote: (friend) => store.change(({ notes }) => ({ notes: withoutEntry(notes, friend) })),
    dismissProblem: (id) => store.change(({ problems }) => ({ problems: problems.filter((problem) => problem.id !== id) })),
  };
}
