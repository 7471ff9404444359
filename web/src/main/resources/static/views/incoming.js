// Somebody calls. The card says who, what answering costs and what it shows; it takes no focus and no click that was meant for something else.

import { startRinging } from '../ring.js';
import { avatar, showAvatar } from './avatar.js';
import { beforeAClick, el, part, setText, show } from './dom.js';
import { cleanName, sats } from './format.js';
import { icon } from './icons.js';

/** A click this soon after the card came was aimed at what was there before (threats.md W5). */
const GUARD_MS = 300;

export class Incoming {
  #actions;
  #buttons;
  #shown = '';
  #stopRinging = null;

  constructor({ actions }) {
    this.#actions = actions;
    const button = (name, picture, look, on) =>
      el('button', { type: 'button', class: look, on }, icon(picture, 18), el('span', { text: name }));
    this.#buttons = [
      button('Decline', 'hangup', 'secondary decline', { click: () => actions.decline() }),
      button('Voice only', 'mic', 'secondary', { click: () => actions.accept({ video: false }) }),
      button('Accept', 'phone', 'primary', { click: () => actions.accept({ video: true }), ...beforeAClick(() => actions.awakenCameras()) }),
    ];
    this.element = el(
      'section',
      { class: 'incoming', 'aria-label': 'Incoming call', hidden: true },
      el(
        'div',
        { class: 'incoming-who' },
        avatar('medium'),
        el('div', {}, el('p', { class: 'incoming-name', 'data-part': 'name' }), el('p', { class: 'quiet', 'data-part': 'verified' })),
      ),
      el('p', { class: 'incoming-cost', 'data-part': 'cost' }),
      el('div', { class: 'incoming-buttons' }, ...this.#buttons),
    );
  }

  render({ call, calls, friends, leads }) {
    const ringing = call?.phase === 'incoming';
    show(this.element, ringing);
    if (!ringing) return this.#hide();
    const view = calls.get(call.id);
    const friend = friends.get(call.friend);
    const name = cleanName(friend?.name ?? view?.friendName ?? '') || 'Somebody without a name';
    showAvatar(this.element.querySelector('.avatar'), { id: call.friend, name });
    setText(part(this.element, 'name'), `${name} is calling`);
    setText(
      part(this.element, 'verified'),
      friend ? (friend.verified ? 'Verified' : 'Not verified yet') : 'Not among your friends: their name did not come with the call',
    );
    setText(part(this.element, 'cost'), cost(call, view, name));
    if (this.#shown !== call.id) this.#appear(call.id);
    this.#ring(leads, call.id, name);
  }

  /** One tab of ours rings, the others show the call silently. */
  #ring(leads, id, name) {
    if (leads === Boolean(this.#stopRinging)) return;
    this.#stopRinging?.();
    this.#stopRinging = leads ? startRinging({ callId: id, title: `${name} is calling` }) : null;
  }

  #appear(id) {
    this.#hide();
    this.#shown = id;
    for (const button of this.#buttons) button.disabled = true;
    setTimeout(() => {
      for (const button of this.#buttons) button.disabled = false;
      if (this.#shown === id) this.#actions.awakenCameras();
    }, GUARD_MS);
  }

  #hide() {
    if (!this.#shown) return;
    this.#shown = '';
    this.#stopRinging?.();
    this.#stopRinging = null;
  }
}

function cost({ via }, view, name) {
  if (via === 'link') return 'You are connected: answering costs nothing.';
  if (view?.dialled) return `Answering costs nothing, unless the direct way fails, and shows ${name} your network address.`;
  if (!view?.answerCostSat) return `${name} pays for your answer, which shows them your network address.`;
  return `Answering costs up to ${sats(view.answerCostSat)} and shows ${name} your network address.`;
}
