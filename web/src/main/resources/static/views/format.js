// Numbers, times and names as people read them.

const THIN_SPACE = '\u2009';

/** @returns {string} 1 234 567 with thin spaces */
export const grouped = (amount) => String(Math.round(amount)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN_SPACE);

/** @returns {string} 1 byte, 999 bytes, 1.5 kB, 12.0 MB: powers of 1000 */
export function bytes(count) {
  if (count < 1000) return plural(count, 'byte');
  let value = count / 1000;
  let unit = 0;
  for (; value >= 999.95 && unit < 5; unit++) value /= 1000;
  return `${value.toFixed(1)} ${'kMGTPE'[unit]}B`;
}

export const sats = (amount) => `${grouped(amount)} sat`;

/** @returns {string} an address in groups of four, as hardware wallets show it */
export const inFours = (text) => text.match(/.{1,4}/g)?.join(' ') ?? '';

export const inFives = (digits) => digits.match(/.{1,5}/g) ?? [];

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

export const clockTime = (at) => time.format(at);
export const exactTime = (at) => exact.format(at);

export const dayOf = (at) => new Date(at).toDateString();

const daysAgo = (at) => Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);

/** @returns {string} for a date line: Today, Yesterday, Monday, 3 May 2026 */
export function dayName(at) {
  const days = daysAgo(at);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 7 ? weekday.format(at) : longDate.format(at);
}

/** @returns {string} for a row: 14:03, Mon, 3 May */
export function briefTime(at) {
  const days = daysAgo(at);
  if (days <= 0) return time.format(at);
  return days < 7 ? weekday.format(at).slice(0, 3) : date.format(at);
}

/** @returns {string} 0:07, 12:40, 1:02:03 */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export function elapsed(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms);
}

export const plural = (count, one, many = `${one}s`) => `${grouped(count)} ${count === 1 ? one : many}`;

/** @returns {string} up to two letters */
export const initials = (name) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0].toLocaleUpperCase())
    .join('') || '?';

/** @returns {number} a colour's angle that stays with a key */
export const hueOf = (key) => (parseInt(key.slice(2, 10), 16) || 0) % 360;

/** Bidirectional controls in a name could turn the words around it (threats.md W6). */
export const cleanName = (name) => name.normalize('NFC').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, '');
