// A QR code that the bridge drew: dark squares on white, in every colour scheme, because scanners want it so.

import { setAttribute, svg } from './dom.js';

export function qr(name) {
  const path = svg('path', { fill: '#000' });
  const ground = svg('rect', { width: '100%', height: '100%', fill: '#fff' });
  return svg('svg', { class: 'qr', role: 'img', 'aria-label': name, 'shape-rendering': 'crispEdges' }, ground, path);
}

/** @param {{ size: number, path: string } | null} code */
export function showQr(element, code) {
  if (!code?.path || !Number.isInteger(code.size)) return;
  setAttribute(element, 'viewBox', `0 0 ${code.size} ${code.size}`);
  setAttribute(element.lastChild, 'd', code.path);
}
