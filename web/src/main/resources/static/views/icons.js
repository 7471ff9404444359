// Line icons on a grid of 24, drawn for this page in the manner of lucide (ISC).

import { svg } from './dom.js';

const paths = {
  phone: 'M5 4h4l1.5 5-2.3 1.6a12 12 0 0 0 5.2 5.2L15 13.5l5 1.5v4a2 2 0 0 1-2.2 2A16 16 0 0 1 3 6.2 2 2 0 0 1 5 4Z',
  hangup:
    'M2.6 14.6 4 11.9C8.5 8.3 15.5 8.3 20 11.9l1.4 2.7a1.6 1.6 0 0 1-.8 2.2l-2.3.9a1.6 1.6 0 0 1-2-.8l-1.1-2.2a9 9 0 0 0-6.4 0l-1.1 2.2a1.6 1.6 0 0 1-2 .8l-2.3-.9a1.6 1.6 0 0 1-.8-2.2Z',
  mic: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  micOff: 'M9 9v2a3 3 0 0 0 4.5 2.6M15 10.5V6a3 3 0 0 0-5.7-1.3M6 11a6 6 0 0 0 9.3 5M18 11a6 6 0 0 1-.5 2.4M12 17v4M9 21h6M4 3l16 18',
  camera: 'M4 7h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2ZM15 11l5.5-3v8L15 13',
  cameraOff: 'M7.5 7H13a2 2 0 0 1 2 2v4.5M15 11l5.5-3v8M14.5 16.4A2 2 0 0 1 13 17H4a2 2 0 0 1-2-2V9a2 2 0 0 1 1.6-1.96M3 3l18 18',
  send: 'M4 12 3 4l18 8-18 8 1-8Zm0 0h8',
  addFriend: 'M10 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2.5 20a7.5 7.5 0 0 1 12-6M18 14v6M15 17h6',
  card: 'M4 5h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM8.5 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 16a3.5 3.5 0 0 1 7 0M15 9h4M15 13h4',
  wallet: 'M4 6h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2h11M16 13h.01',
  timeline: 'M5 3v18M12 3v18M19 3v18M5 7h7M12 12h7M19 17H5',
  back: 'M15 5l-7 7 7 7',
  down: 'M6 9l6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM4 15V4a1 1 0 0 1 1-1h10',
  attach: 'M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L10 17a1.6 1.6 0 0 1-2.3-2.3l7.3-7.2',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  checks: 'M2 12.5l4.5 4.5L15 8M11 16l1 1 9.5-9.5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2',
  shield: 'M12 3l8 3v5c0 5-3.5 8.5-8 10-4.5-1.5-8-5-8-10V6l8-3ZM8.5 12l2.5 2.5 4.5-5',
  missed: 'M4 6l7 7 9-9M20 10V4h-6M3.5 20.5a14 14 0 0 1 17 0',
  incoming: 'M19 5 6 18M6 9v9h9',
  outgoing: 'M5 19 18 6M9 6h9v9',
  people: 'M9 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2 20a7 7 0 0 1 14 0M16 4.5a4 4 0 0 1 0 7M18.5 14.5A7 7 0 0 1 22 20',
  coins:
    'M9 13a6 3 0 1 0 0-6 6 3 0 0 0 0 6ZM3 10v5c0 1.7 2.7 3 6 3M15 10v2M21 15a6 3 0 1 1-12 0 6 3 0 0 1 12 0ZM9 15v4c0 1.7 2.7 3 6 3s6-1.3 6-3v-4',
  key: 'M8 15a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 11h9v3M17 11v3',
  pencil: 'M4 20l1-4L16 5l3 3L8 19l-4 1ZM14 7l3 3',
};

/** @returns {SVGElement} decoration only: the words beside it, or its button's name, say what it means. */
export function icon(name, size = 20) {
  const shape = svg('path', { d: paths[name] });
  return svg('svg', { class: 'icon', viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true' }, shape);
}

export function setIcon(element, name) {
  const path = element.querySelector('.icon path');
  if (path.getAttribute('d') !== paths[name]) path.setAttribute('d', paths[name]);
}
