// Says the state of a call to people who do not see it.

import { el, setText } from './dom.js';

export class Announcer {
  element = el('div', { class: 'for-ears', 'aria-live': 'assertive', role: 'status' });

  render({ call, friends, calls }) {
    const name = friends.get(call?.friend)?.name ?? calls.get(call?.id)?.friendName ?? '';
    setText(this.element, call ? words(call, name) : '');
  }
}

function words({ phase, answered }, name) {
  switch (phase) {
    case 'outgoing':
      return answered ? `${name} accepted. Connecting.` : `Calling ${name}.`;
    case 'incoming':
      return `${name} is calling. Alt A accepts, Alt D declines.`;
    case 'joining':
      return `Connecting to ${name}.`;
    default:
      return `In a call with ${name}.`;
  }
}
