// The page's secret and what a link brings: both stand in the fragment, which never reaches a server.

const KEY = 'dialtone.token';

/** @returns {{ token: string, card: string }} and takes them out of the address bar and the history. */
export function readFragment() {
  const fragment = location.hash.slice(1);
  let card = '';
  for (const part of fragment.split('&')) {
    if (part.startsWith('t=') && /^[0-9a-f]{64}$/.test(part.slice(2))) sessionStorage.setItem(KEY, part.slice(2));
    if (part.startsWith('card=')) card = decoded(part.slice(5));
  }
  if (fragment) history.replaceState(null, '', location.pathname);
  return { token: sessionStorage.getItem(KEY) ?? '', card };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
