// The one call a tab can be in, as a function: (call, event) -> { call, effects }. calling.js carries the effects out.
//
//   none --place--> outgoing --accepted / named--> talking --hangUp / hungUp / linkLost--> none
//   none --ring / invited--> incoming --accept--> talking (over a link) | joining (over the chain) --named--> talking
//   outgoing --unattended--> outgoing (over the link that came by itself)
//   outgoing --cancel / declined / busy / timeout / ended / failed--> none
//   incoming --decline / cancelled / timeout / ended--> none;  joining --withdrawn / hangUp / failed--> none
//   any --elsewhere--> none: another tab has it; the friend hears nothing of that
//   talking --unreached--> none: the two pages found no way to each other;  talking --interrupted--> talking: they look for another
//   incoming, joining --invited again by the same friend--> incoming
//
// Nothing captures, answers or spends before `accept` or `place`: those are the only events whose effects do. (Answers that need no click
// bring a link and no call, and do not come by here.)

/**
 * @typedef {object} Call
 * @property {'outgoing' | 'incoming' | 'joining' | 'talking'} phase
 * @property {string} id our name for it
 * @property {string} linkId its name on the link: the inviter's
 * @property {string} friend
 * @property {'chain' | 'link'} via
 * @property {boolean} incoming
 * @property {number} since when this phase began, ms since 1970
 * @property {number} startedAt
 * @property {boolean} [interrupted] while talking: the way for sound and picture is lost, and looked for
 */

const stay = (call) => ({ call, effects: [] });
const go = (call, ...effects) => ({ call, effects });
const effect = (name, fields = {}) => ({ effect: name, ...fields });

const tell = (call, type, fields = {}) => effect('tell', { friend: call.friend, message: { type, call: call.linkId, ...fields } });
const note = (call, code) => effect('note', { friend: call.friend, code });

/** Calls over a link are logged by the tab; the bridge knows those over the chain itself. */
const log = (call, outcome, talkedMs = 0) => (call.via === 'link' ? [effect('log', { call, outcome, talkedMs })] : []);

/** What is told goes first: it leaves by the link that the call is on. */
const end = (call, ...effects) => go(null, ...effects, effect('release'));

/** Whether a friend's message is about this call. Until a chain call talks, its invitee does not know the inviter's name for it. */
const about = (call, { friend, id }) =>
  call.friend === friend && (id === call.linkId || (call.via === 'chain' && call.phase !== 'talking'));

export function next(call, event) {
  if (call && event.type === 'elsewhere') return event.id === call.id ? end(call, note(call, 'elsewhere')) : stay(call);
  return (call ? phases[call.phase] : none)(call, event);
}

function none(call, event) {
  switch (event.type) {
    case 'place': {
      const { id, friend, via, at } = event;
      const placed = { phase: 'outgoing', id, linkId: id, friend, via, incoming: false, since: at, startedAt: at };
      const first = via === 'link' ? tell(placed, 'ring', { video: true }) : effect('invite', { id, friend, clickedAt: at });
      return go(placed, effect('capture', { video: true }), first);
    }
    case 'ring':
    case 'invited':
      return go(incoming(event), effect('alert'));
    default:
      return stay(call);
  }
}

const incoming = ({ type, id, friend, at }) => ({
  phase: 'incoming',
  id,
  linkId: type === 'ring' ? id : '',
  friend,
  via: type === 'ring' ? 'link' : 'chain',
  incoming: true,
  since: at,
  startedAt: at,
});

const talking = (call, at) => ({ ...call, phase: 'talking', since: at });

/** What every phase answers to somebody else's call. */
function otherCall(call, event) {
  switch (event.type) {
    case 'ring':
      if (event.friend === call.friend && event.id === call.linkId) return stay(call);
      return go(
        call,
        effect('tell', { friend: event.friend, message: { type: 'busy', call: event.id } }),
        ...log({ ...incoming(event) }, 'busy'),
        effect('note', { friend: event.friend, code: 'called-while-busy' }),
      );
    case 'invited':
      return go(call, effect('note', { friend: event.friend, code: 'called-while-busy' }));
    default:
      return stay(call);
  }
}

const phases = {
  outgoing(call, event) {
    switch (event.type) {
      case 'cancel':
      case 'hangUp':
        return end(call, ...giveUp(call), ...log(call, 'cancelled'));
      case 'timeout':
        // On chain the bridge ends it too, at the same minute: a cancel would only make its "no answer" a "cancelled".
        return end(call, ...(call.via === 'link' ? giveUp(call) : []), ...log(call, 'missed'), note(call, 'no-answer'));
      case 'answered':
        return event.id === call.id ? stay({ ...call, answered: true }) : stay(call);
      case 'accepted':
        if (call.via !== 'link' || !about(call, event)) return stay(call);
        return go(talking(call, event.at), effect('talk', { friend: call.friend, offering: false }));
      case 'named':
        if (event.id !== call.id) return stay(call);
        return go(talking(call, event.at), effect('talk', { friend: call.friend, offering: false }));
      case 'unattended': { // nobody clicked there: the link is open, so ring over it
        const { newId: id } = event;
        const over = { ...call, id, linkId: id, via: 'link', answered: false };
        return go(over, tell(over, 'ring', { video: true }));
      }
      case 'declined':
      case 'busy':
        if (!about(call, event)) return stay(call);
        return end(call, ...log(call, event.type), note(call, event.type));
      case 'hungUp': // accepted, and hung up before the link opened
        return about(call, event) ? end(call, note(call, 'hung-up')) : stay(call);
      case 'ended':
        return event.id === call.id ? end(call, effect('note', { friend: call.friend, ...event })) : stay(call);
      case 'failed':
        return event.id === call.id ? end(call, effect('note', { friend: call.friend, ...event })) : stay(call);
      case 'linkLost':
        if (event.friend !== call.friend || call.via !== 'link') return stay(call);
        return end(call, tell(call, 'cancel'), ...log(call, 'cancelled'), note(call, 'lost')); // for the bridge: nobody else hears it
      case 'ring':
        if (event.friend !== call.friend) return otherCall(call, event);
        return call.via === 'link' ? bothRang(call, event) : go(incoming(event), effect('release'), ...giveUp(call), effect('alert'));
      case 'invited':
        return event.friend === call.friend ? bothInvited(call, event) : otherCall(call, event);
      default:
        return stay(call);
    }
  },

  incoming(call, event) {
    switch (event.type) {
      case 'place': // a click on Call that their ring overtook
        return event.friend === call.friend && call.via === 'link'
          ? phases.incoming(call, { type: 'accept', video: true, at: event.at })
          : stay(call);
      case 'accept': {
        const capture = effect('capture', { video: event.video });
        if (call.via === 'chain') {
          return go({ ...call, phase: 'joining', since: event.at }, capture, effect('accept', { id: call.id }));
        }
        return go(
          talking(call, event.at),
          capture,
          tell(call, 'accept', { video: event.video }),
          effect('talk', { friend: call.friend, offering: true }),
        );
      }
      case 'decline': {
        const refusal = call.via === 'link' ? tell(call, 'decline') : effect('decline', { id: call.id });
        return end(call, refusal, ...log(call, 'declined'));
      }
      case 'cancelled':
      case 'withdrawn': // it was answered without a click, and the caller had given up
        return about(call, event) ? end(call, ...log(call, 'missed'), note(call, 'missed')) : stay(call);
      case 'timeout':
        return end(call, ...log(call, 'missed'), note(call, 'missed'));
      case 'ended':
        return event.id === call.id ? end(call, note(call, 'missed')) : stay(call);
      case 'linkLost':
        if (event.friend !== call.friend || call.via !== 'link') return stay(call);
        return end(call, ...log(call, 'missed'), note(call, 'missed'));
      case 'ring': // their link came by itself while their invitation rang
        return event.friend === call.friend && call.via === 'chain' ? go(incoming(event), effect('alert')) : otherCall(call, event);
      case 'invited': // they called again: the newer invitation rings on in its place
        return event.friend === call.friend && call.via === 'chain' ? go(incoming(event)) : otherCall(call, event);
      default:
        return otherCall(call, event);
    }
  },

  joining(call, event) {
    switch (event.type) {
      case 'named':
        if (event.id !== call.id) return stay(call);
        return go({ ...talking(call, event.at), linkId: event.linkId }, effect('talk', { friend: call.friend, offering: true }));
      case 'withdrawn':
      case 'hungUp':
        return about(call, event) ? end(call, note(call, 'withdrawn')) : stay(call);
      case 'cancel':
      case 'hangUp':
        return end(call, effect('leave', { id: call.id })); // the connection is kept: when it opens, the friend is told
      case 'ended':
      case 'failed':
        return event.id === call.id ? end(call, effect('note', { friend: call.friend, ...event })) : stay(call);
      case 'invited': // they gave up the call that we accepted, and called again
        if (event.friend !== call.friend) return otherCall(call, event);
        return go(incoming(event), effect('release'), effect('cancel', { id: call.id }), effect('alert'));
      default:
        return otherCall(call, event);
    }
  },

  talking(call, event) {
    switch (event.type) {
      case 'hangUp':
        return end(call, tell(call, 'hangup'), ...log(call, 'answered', event.at - call.since));
      case 'cancelled': // when we accepted, they had given up
      case 'hungUp':
        return about(call, event) ? end(call, ...log(call, 'answered', event.at - call.since)) : stay(call);
      case 'ring':
        return event.friend === call.friend && event.id !== call.linkId ? calledAgain(call, event) : otherCall(call, event);
      case 'invited': // unless it is the invitation that brought this call
        return event.friend === call.friend && call.interrupted ? calledAgain(call, event) : otherCall(call, event);
      case 'linkLost':
        if (event.friend !== call.friend) return stay(call);
        return end(call, tell(call, 'hangup'), ...log(call, 'answered', event.at - call.since), note(call, 'lost'));
      case 'interrupted':
        return stay({ ...call, interrupted: event.interrupted });
      case 'unreached':
        return end(call, tell(call, 'hangup'), ...log(call, 'failed'), note(call, 'unreached'));
      default:
        return otherCall(call, event);
    }
  },
};

/** Both rang each other over the link: both want to talk. The lower name is the call, and the other side has accepted it. */
function bothRang(call, event) {
  if (call.id < event.id) return stay(call); // they accept ours
  return go(
    talking({ ...call, id: event.id, linkId: event.id }, event.at),
    effect('rename', { from: call.id, to: event.id, ahead: event.ahead }),
    effect('tell', { friend: call.friend, message: { type: 'accept', call: event.id, video: true } }),
    effect('talk', { friend: call.friend, offering: true }),
  );
}

/** The friend lost our call: they would not call us in the middle of it. */
const calledAgain = (call, event) =>
  go(incoming(event), tell(call, 'hangup'), ...log(call, 'answered', event.at - call.since), effect('release'), effect('alert'));

/** Both invited each other: one invitation must stay, or each would wait for the other. Taking it is a click of its own, because it spends. */
function bothInvited(call, event) {
  if (!event.yields) return go(call, effect('decline', { id: event.id }));
  return go(incoming(event), effect('release'), ...giveUp(call), effect('alert'));
}

const giveUp = (call) => [call.via === 'link' ? tell(call, 'cancel') : effect('cancel', { id: call.id })];
