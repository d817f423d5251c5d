/** Base64 of UTF-8 text for the pure room, which has no bytes. Strict: kombu's own decoder dies of a wrong alphabet. */
import type { Base64 } from './core/encode-control.ts';

export const base64: Base64 = {
  encode: (text) => Buffer.from(text, 'utf8').toString('base64'),
  decode: (text) => (/^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : null),
};
