// Names and credentials nobody can guess.

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export const randomHex = (bytes) => toHex(crypto.getRandomValues(new Uint8Array(bytes)));

/** @returns {string} of [A-Za-z0-9+/]: what RFC 8839 calls ice-char. */
export const randomIceChars = (length) => Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => BASE64[byte % 64]).join('');

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
