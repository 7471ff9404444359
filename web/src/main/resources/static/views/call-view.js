// The call: the friend large, ourselves small, one bar. While it is being set up: what happens, in words.

import { avatar, showAvatar } from './avatar.js';
import { el, part, setAttribute, setText, show } from './dom.js';
import { cleanName, clockTime, duration, sats } from './format.js';
import { icon, setIcon } from './icons.js';

export class CallView {
  #store;
  #remote;
  #own = el('video', { 'aria-hidden': 'true', autoplay: true, playsinline: true });
  #self;
  #stage;
  #mute;
  #camera;
  #cancel;
  #hangUp;
  #ticking = 0;
  #corner = 0;

  constructor({ actions, store, remoteVideo }) {
    this.#store = store;
    this.#remote = remoteVideo;
    this.#own.muted = true;
    this.#self = el(
      'button',
      { type: 'button', class: 'self', 'data-corner': '0', 'aria-label': 'Move my picture', on: { click: () => this.#move() } },
      this.#own,
      el('span', { class: 'self-off', 'data-part': 'off' }, icon('cameraOff', 18)),
    );
    this.#mute = control('Mute', 'mic', () => actions.mute(this.#mute.getAttribute('aria-pressed') !== 'true'));
    this.#camera = control('Camera', 'camera', () => actions.camera(this.#camera.getAttribute('aria-pressed') !== 'true'));
    this.#cancel = ending('Cancel', () => actions.cancel());
    this.#hangUp = ending('Hang up', () => actions.hangUp());
    this.#stage = el(
      'div',
      { class: 'stage' },
      remoteVideo,
      el(
        'div',
        { class: 'stage-face', 'data-part': 'face' },
        avatar('large'),
        el('p', { class: 'stage-name', 'data-part': 'name' }),
        el('p', { class: 'stage-words', 'data-part': 'words' }),
        el('p', { class: 'stage-more', 'data-part': 'more' }),
      ),
      el(
        'p',
        { class: 'stage-line', 'data-part': 'line' },
        el('span', { 'data-part': 'who' }),
        el('span', { class: 'stage-time', 'data-part': 'time' }),
        el('span', { class: 'stage-muted', 'data-part': 'muted' }, icon('micOff', 14), el('span', { text: 'muted' })),
      ),
      this.#self,
    );
    this.element = el(
      'section',
      { class: 'call', 'aria-label': 'Call' },
      this.#stage,
      el('p', { class: 'call-problem', role: 'status', 'data-part': 'problem' }),
      el('div', { class: 'controls' }, this.#mute, this.#camera, this.#cancel, this.#hangUp),
      el('button', { type: 'button', class: 'plain return', 'data-part': 'return', on: { click: () => actions.returnToCall() } }),
    );
  }

  render(state) {
    const { call, local, remote, friends, calls, selected } = state;
    const visible = call !== null && call.phase !== 'incoming';
    show(this.element, visible);
    this.#tick(call?.phase === 'talking');
    if (!visible) {
      this.#own.srcObject = null;
      return;
    }
    const view = calls.get(call.id);
    const name = cleanName(friends.get(call.friend)?.name ?? view?.friendName ?? '');
    const talking = call.phase === 'talking';
    setAttribute(this.element, 'data-phase', call.phase);
    const aside = selected !== '' && selected !== call.friend;
    setAttribute(this.element, 'data-aside', String(aside));
    showAvatar(this.#stage.querySelector('.avatar'), { id: call.friend, name });
    setText(part(this.#stage, 'name'), name);
    setText(part(this.#stage, 'words'), talking ? wordsWhileTalking(call, remote) : words(call, view, name));
    setText(part(this.#stage, 'more'), talking ? moreWhileTalking(call) : more(call, view, name));
    this.#showFace(call, remote);
    show(this.#remote, talking);
    setAttribute(this.#remote, 'data-shown', String(talking && remote.video && !call.interrupted));
    show(part(this.#stage, 'line'), talking);
    setText(part(this.#stage, 'who'), name);
    show(part(this.#stage, 'muted'), talking && !remote.audio);
    this.#renderOwn(local);
    show(this.#cancel, !talking);
    show(this.#hangUp, talking);
    setText(part(this.element, 'return'), talking ? `In a call with ${name}. Return` : `Calling ${name}. Return`);
    show(part(this.element, 'return'), aside);
  }

  #renderOwn(local) {
    const stream = local?.ready ? local.stream : null;
    if (this.#own.srcObject !== stream) this.#own.srcObject = stream;
    const on = Boolean(local?.video && local.ready);
    setAttribute(this.#self, 'data-on', String(on));
    show(part(this.#self, 'off'), !on);
    toggle(this.#mute, local?.muted ?? false, local?.muted || !local?.audio ? 'micOff' : 'mic');
    toggle(this.#camera, Boolean(local?.video), local?.video ? 'camera' : 'cameraOff');
    setText(part(this.element, 'problem'), local?.problem ?? '');
    show(part(this.element, 'problem'), Boolean(local?.problem));
  }

  #tick(on) {
    if (on && !this.#ticking) this.#ticking = setInterval(() => this.#time(), 1000);
    if (!on) {
      clearInterval(this.#ticking);
      this.#ticking = 0;
    }
    if (on) this.#time();
  }

  #time() {
    const { call, remote } = this.#store.state;
    if (!call) return;
    setText(part(this.#stage, 'time'), duration(Date.now() - call.since));
    this.#showFace(call, remote);
  }

  /** Where there is no picture of the friend. */
  #showFace({ phase, interrupted }, { video }) {
    show(part(this.#stage, 'face'), phase !== 'talking' || interrupted || !video || this.#remote.videoWidth === 0);
  }

  #move() {
    this.#corner = (this.#corner + 1) % 4;
    setAttribute(this.#self, 'data-corner', this.#corner);
  }
}

function control(name, picture, click) {
  return el(
    'button',
    { type: 'button', class: 'control', 'aria-pressed': 'false', on: { click } },
    icon(picture),
    el('span', { text: name }),
  );
}

function ending(name, click) {
  return el('button', { type: 'button', class: 'control ending', on: { click } }, icon('hangup'), el('span', { text: name }));
}

function toggle(button, pressed, picture) {
  setAttribute(button, 'aria-pressed', String(pressed));
  setIcon(button, picture);
}

function words({ phase, via, answered }, view, name) {
  if (phase === 'joining') return 'Connecting';
  if (answered || view?.state === 'connecting') return `${name} accepted. Connecting`;
  if (via === 'link' || view?.state === 'ringing') return 'Ringing';
  return view?.state === 'inviting' ? 'The invitation is on its way' : 'Preparing the invitation';
}

function wordsWhileTalking({ interrupted }, { video }) {
  if (interrupted) return 'Connection interrupted';
  return video ? '' : 'Their camera is off';
}

const moreWhileTalking = ({ interrupted }) => (interrupted ? 'Looking for another way.' : '');

function more({ phase, via, since }, view, name) {
  if (phase === 'joining' && view?.dialled) return 'Directly, without a transaction';
  if (phase === 'joining') return view?.answerCostSat ? 'Your answer travels through Bitcoin' : '';
  if (via === 'link') return 'Over your open connection. No transaction, no cost.';
  const fee = view?.steps.reduce((sum, { feeSat }) => sum + feeSat, 0) ?? 0;
  const cost = fee > 0 ? ` It cost ${sats(fee)}.` : '';
  if (view?.state === 'ringing') return `The invitation reached the network.${cost} It rings until ${clockTime(since + 60_000)}.`;
  return `Bitcoin carries it to ${name}.${cost}`;
}
