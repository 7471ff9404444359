// In the place of the WebSocket to the bridge, a bridge that holds the links, as far as calls need one. Each window of a browser profile is a tab of the person it is named
// after; the links between them are a BroadcastChannel.
(() => {
  const KEYS = { Alice: `02${'a1'.repeat(32)}`, Bob: `03${'b0'.repeat(32)}` };
  const us = window.name.startsWith('Bob') ? 'Bob' : 'Alice';
  const friend = us === 'Bob' ? 'Alice' : 'Bob';
  const leads = !window.name.endsWith('silent');
  const wire = new BroadcastChannel('links');
  const scripted = (globalThis.scripted = { sent: [], heard: [], connections: [], captures: 0, lists: 0, held: null, deaf: false });
  let socket = null;
  let linked = true;

  const link = { friend: KEYS[friend], state: 'connected', call: '', ours: us === 'Alice', rung: 'redialed' };
  const welcome = () => ({
    type: 'welcome',
    version: 3,
    release: 'scripted',
    me: { name: us, key: KEYS[us], card: '', link: '', cardQr: { size: 1, path: '' }, network: 'regtest', words: false, passphrase: false },
    friends: [
      {
        id: KEYS[friend],
        name: friend,
        verified: false,
        safetyNumber: '0'.repeat(60),
        redial: '',
        unread: 0,
        lastAt: 0,
        lastText: '',
        queued: [],
        automaticSat: 0,
        paysAnswer: false,
      },
    ],
    calls: [],
    wallet: {
      balanceSat: 50_000,
      pendingSat: 0,
      address: 'bcrt1q',
      uri: '',
      qr: { size: 1, path: '' },
      feeRateSatPerVbyte: 1,
      callCostSat: 300,
      callsLeft: 100,
      canGetCoins: false,
      spends: [],
      answerPaymentSat: 0,
      automaticSat: 0,
      automaticLimitSat: 10_000,
    },
    node: { state: 'connected', where: 'nowhere', peers: 1, height: 1, behind: 0, since: 1, warning: '' },
    ice: { servers: [], relayOnly: false },
    holder: 'native',
    links: [link],
    leads,
  });

  scripted.welcome = welcome;
  scripted.tell = (message) => socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  scripted.linkChanged = (change) => {
    linked = change.state !== 'none';
    scripted.tell({ type: 'linkChanged', link: { ...link, ...change } });
  };
  /** The user lets the friend connect without a click, or not any more. */
  scripted.allow = (automaticSat) => scripted.tell({ type: 'friendChanged', friend: { ...welcome().friends[0], automaticSat } });
  scripted.hear = (message) => {
    if (scripted.deaf || !linked) return; // another tab has the call
    scripted.heard.push(message);
    scripted.tell({ type: 'linkHeard', friend: KEYS[friend], message: JSON.stringify(message) });
  };
  /** What is said waits. */
  scripted.hold = () => (scripted.held = []);
  scripted.letGo = () => {
    scripted.letGoOf(() => true);
    scripted.held = null;
  };
  scripted.letGoOf = (which) => {
    const [going, staying] = [true, false].map((goes) => scripted.held.filter(({ message }) => which(message) === goes));
    scripted.held = staying;
    for (const each of going) wire.postMessage(each);
  };

  const put = (message) => (scripted.held ? scripted.held.push(message) : wire.postMessage(message));
  wire.onmessage = ({ data: { to, elsewhere, message } }) => {
    if (to !== us) return;
    if (!elsewhere) return scripted.hear(message);
    scripted.deaf = true;
    scripted.tell({ type: 'callElsewhere', call: elsewhere });
  };

  function take(message) {
    switch (message.type) {
      case 'hello':
        return void setTimeout(() => scripted.tell(welcome()));
      case 'linkSay': {
        const said = JSON.parse(message.message);
        if (!linked) return;
        if (said.type === 'ring' || said.type === 'accept') {
          scripted.deaf = false;
          wire.postMessage({ to: us, elsewhere: said.call });
        }
        return void put({ to: friend, message: said });
      }
      case 'callLogged': {
        const { call: id, incoming, outcome, startedAt } = message;
        const ended = { id, friend: KEYS[friend], friendName: friend, known: true, incoming, state: 'ended', outcome, why: '', startedAt };
        return scripted.tell({ type: 'callChanged', call: { ...ended, expiresAt: 0, answerCostSat: 0, automatic: false, steps: [] } });
      }
      case 'history':
        return scripted.tell({ type: 'chat', friend: message.friend, messages: [], more: false });
    }
  }

  globalThis.WebSocket = class ScriptedBridge extends EventTarget {
    static OPEN = 1;
    readyState = 1;
    constructor() {
      super();
      socket = this;
      setTimeout(() => this.dispatchEvent(new Event('open')));
    }
    send(text) {
      const message = JSON.parse(text);
      scripted.sent.push(message);
      take(message);
    }
  };

  const Connection = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Connection {
    constructor(...args) {
      super(...args);
      scripted.connections.push(this);
    }
  };
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (...args) => {
    scripted.captures++;
    return capture(...args);
  };
  const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  navigator.mediaDevices.enumerateDevices = () => {
    scripted.lists++;
    return list();
  };
})();
