// A friend's initials on a colour that stays with their key.

import { el, setText } from './dom.js';
import { hueOf, initials } from './format.js';

export function avatar(size = 'small') {
  return el('span', { class: `avatar avatar-${size}`, 'aria-hidden': 'true' });
}

export function showAvatar(element, { id, name }) {
  setText(element, initials(name));
  element.style.setProperty('--hue', hueOf(id));
}
