// What a friend may say on a link (docs/protocol.md, section 8). Everything is checked here, once; what comes out has known fields only.

export const LINK_VERSION = 1;
/** Of one message on either channel, in UTF-16 units; JSON of 64 KiB has no more. */
export const MAX_MESSAGE = 64 * 1024;
export const MAX_TEXT = 4000;

const text = (max) => (value) => typeof value === 'string' && value.length <= max;
const matching = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
const call = matching(/^[0-9a-f]{1,64}$/);
const callOrNone = matching(/^[0-9a-f]{0,64}$/);
const messageId = matching(/^[0-9a-f]{32}$/);
const flag = (value) => typeof value === 'boolean';
const count = (value) => Number.isSafeInteger(value) && value >= 0;
/** A field that an earlier version does not send. */
const optional = (valid, absent) => Object.assign((value) => value === undefined || valid(value), { absent });
const instant = (value) => Number.isFinite(value) && value > 0 && value < 8.64e15; // the range of Date

const control = {
  hello: { version: count, call: callOrNone, apart: optional(flag, false) },
  ping: { n: count },
  pong: { n: count },
  ring: { call, video: flag, ahead: optional(flag, false) },
  ahead: { call },
  accept: { call, video: flag },
  decline: { call },
  busy: { call },
  cancel: { call },
  hangup: { call },
  withdrawn: { call },
  unattended: { call },
  description: { sdp: text(MAX_MESSAGE), kind: matching(/^(offer|answer)$/), call: optional(callOrNone, '') },
  candidate: { candidate: text(512), mid: matching(/^[\x21-\x7e]{1,16}$/), call: optional(callOrNone, '') },
  media: { audio: flag, video: flag },
  redial: { ticket: (value) => typeof value === 'object' && value !== null },
  bye: {},
};

const chat = {
  message: { id: messageId, text: (value) => text(MAX_TEXT)(value) && value.length > 0, at: instant },
  ack: { id: messageId },
};

/** @returns {object | null} the message, or null: unknown, out of range or not JSON. */
export const parseControl = (data) => parse(data, control);
export const parseChat = (data) => parse(data, chat);

function parse(data, types) {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE) return null;
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null || !Object.hasOwn(types, message.type)) return null;
  const known = { type: message.type };
  for (const [field, valid] of Object.entries(types[message.type])) {
    if (!valid(message[field])) return null;
    known[field] = message[field] ?? valid.absent;
  }
  return known;
}
