// With relay-only on, a friend hears of no address but those of TURN servers (docs/architecture.md, "Servers that help"). The browser gathers no
// others then; this holds for what was gathered before, and should a browser ever do otherwise.

/** @returns {object | null} the message as it may leave this computer; null: not at all */
export function told(message, relayOnly) {
  if (!relayOnly) return message;
  switch (message.type) {
    case 'description':
      return { ...message, sdp: relayedOnly(message.sdp) };
    case 'candidate': {
      const candidate = relayed(message.candidate);
      return candidate && { ...message, candidate };
    }
    case 'redial': {
      const candidates = message.ticket.candidates.filter(({ kind }) => kind === 'relay');
      return candidates.length > 0 ? { ...message, ticket: { ...message.ticket, candidates } } : null;
    }
    default:
      return message;
  }
}

/** The address that a relayed candidate was seen under stands in it, too (RFC 8839, section 5.1, rel-addr). */
function relayed(candidate) {
  if (!/ typ relay( |$)/.test(candidate)) return null;
  return candidate.replace(/ raddr \S+/, ' raddr 0.0.0.0').replace(/ rport \d+/, ' rport 0');
}

function relayedOnly(sdp) {
  const lines = sdp.split('\r\n').map((line) => {
    if (line.startsWith('a=candidate:')) return relayed(line);
    if (line.startsWith('c=')) return 'c=IN IP4 0.0.0.0';
    if (line.startsWith('a=rtcp:')) return 'a=rtcp:9 IN IP4 0.0.0.0';
    return line.replace(/^(m=\S+) [1-9]\d* /, '$1 9 '); // a port of 0 refuses the section
  });
  return lines.filter((line) => line !== null).join('\r\n');
}
