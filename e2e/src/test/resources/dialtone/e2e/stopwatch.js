// Runs in each page before the application's own scripts. Notes when things happen, in ms since 1970 on the one clock of this machine, and answers a call at once.
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const marks = (globalThis.marks = { ahead: 0, gathered: 0, clicked: 0, rang: 0, accepted: 0, opened: 0, picture: 0 });
  globalThis.reset = () => Object.keys(marks).forEach((name) => (marks[name] = 0));

  /** The timeline of the newest call, as the bridge last told it. */
  globalThis.timeline = [];
  let socket = null;
  let friends = [];
  /** The next start of the page does not redial: its calls go over the chain. */
  globalThis.forgetTickets = () => friends.forEach((friend) => socket.send(JSON.stringify({ type: 'keepRedial', friend, ticket: '' })));
  /** From now on friends are connected before a click. */
  globalThis.allowConnections = () => friends.forEach((friend) => socket.send(JSON.stringify({ type: 'answerByItself', friend, satADay: 3000 })));
  const Socket = WebSocket;
  globalThis.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        const { type, call, friends: known } = JSON.parse(data);
        if (type === 'welcome') [socket, friends] = [this, known.map(({ id }) => id)];
        if (type === 'callChanged') globalThis.timeline = call.steps.map(({ step, at }) => ({ step, at }));
      });
    }
  };

  const buttonOf = (name) => [...document.querySelectorAll('button')].find((button) => button.textContent === name && button.checkVisibility());

  addEventListener(
    'click',
    ({ target }) => {
      const button = target.closest?.('button')?.textContent;
      if (button === 'Accept') marks.accepted = now();
      if (button !== 'Call') return;
      marks.clicked = now();
      watchPicture();
    },
    true,
  );
  const watchPicture = () =>
    document.querySelector('[aria-label="Remote video"]')?.requestVideoFrameCallback(() => (marks.picture = now()));
  globalThis.clickCall = () => buttonOf('Call').click();
  globalThis.hangUp = () => buttonOf('Hang up').click();

  // Accept is pressed the moment its card is there, unless `beforeAccept` waits for something, by its key: a click would be ignored for the first 300 ms, so that nobody answers by accident.
  const card = document.getElementsByClassName('incoming');
  new MutationObserver(() => {
    if (marks.rang || (card[0]?.hidden ?? true)) return;
    marks.rang = now();
    Promise.resolve(globalThis.beforeAccept?.()).then(() => {
      marks.accepted = now();
      watchPicture();
      dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyA', key: 'a', altKey: true, bubbles: true, cancelable: true }));
    });
  }).observe(document, { subtree: true, childList: true, attributeFilter: ['hidden'] });

  const create = RTCPeerConnection.prototype.createDataChannel;
  RTCPeerConnection.prototype.createDataChannel = function (label, ...rest) {
    const channel = create.call(this, label, ...rest);
    if (label === 'call') channel.addEventListener('open', () => this.localDescription.type === 'offer' && (marks.ahead = now()));
    if (label !== 'control') return channel;
    channel.addEventListener('open', () => (marks.opened ||= now()), { once: true });
    this.addEventListener('icegatheringstatechange', () => {
      if (this.iceGatheringState === 'complete' && this.localDescription.type === 'offer') marks.gathered = now();
    });
    return channel;
  };
})();
