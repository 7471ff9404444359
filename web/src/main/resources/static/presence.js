// What the page says of a friend's presence. Only a link that answers pings is connected.

/** @returns {'offline' | 'ringing' | 'connecting' | 'connected'} */
export function presenceOf({ call, calls, links }, friend) {
  const link = links.get(friend);
  if (call?.friend === friend && call.phase !== 'talking') {
    if (call.phase === 'joining' || call.answered || calls.get(call.id)?.state === 'connecting') return 'connecting';
    return 'ringing';
  }
  if (link === 'connected') return 'connected';
  return link || call?.friend === friend ? 'connecting' : 'offline';
}

/** @returns {{ able: boolean, why: string, getCoins: boolean }} whether a click on Call can do anything now */
export function callability({ bridge, links, wallet, node, call }, friend, name) {
  const no = (why, getCoins = false) => ({ able: false, why, getCoins });
  if (call) return no('');
  if (links.get(friend) === 'connected') return { able: true, why: '', getCoins: false };
  if (bridge.state !== 'up') return no('The bridge is not running.');
  if (node?.state !== 'connected') return no('Not connected to Bitcoin, so no invitation can leave.');
  if (wallet && wallet.callsLeft < 1) {
    const cost = wallet.callCostSat;
    return no(`Calling ${name} costs about ${cost} sat the first time, and your wallet cannot pay that.`, true);
  }
  return { able: true, why: '', getCoins: false };
}

/** @returns {string} who holds the link to a friend and how it was reached, in a sentence or two */
export function aboutLink({ holder, links, reached }, friend, name) {
  const state = links.get(friend);
  const way = reached.get(friend);
  if (holder === 'browser') {
    return state === 'connected' ? 'This page holds the link: it goes when the page is closed, and comes back when it is opened again.' : '';
  }
  switch (state) {
    case 'connected':
      return `Dialtone holds the link in the background, so it stays when this page is closed.${way ? ` They were reached ${way}.` : ''}`;
    case 'silent':
      return `Dialtone holds the link in the background, but ${name} has not answered for some seconds.`;
    case undefined:
      return `There is no link. Dialtone looks for ${name} where they were last; a call finds them anywhere.`;
    default:
      return `Dialtone is looking for ${name} where they were last.`;
  }
}
