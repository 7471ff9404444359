// What a person sees who opened the address without the link's secret.

import { el } from './dom.js';

export const withoutToken = () =>
  el(
    'main',
    { class: 'lonely' },
    el('h1', { text: 'Open the printed link' }),
    el('p', {
      text: 'This address alone does not open Dialtone: the link that it printed at its start carries a secret after the # sign.',
    }),
    el('p', { text: 'Go to the window where Dialtone was started, find the line with this address, and open that whole link.' }),
    el('p', { class: 'quiet', text: `It looks like ${location.origin}/#t=…` }),
  );
