/** Bytes as texts of one character each, for the pure rooms, and back. */
import type { ByteText } from './core/read-message.ts';

export const byteText: ByteText = {
  utf8: (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'),
  // strict: kombu's own decoder dies of a wrong alphabet or a wrong length
  fromBase64: (text) => (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('latin1') : null),
  toBase64: (bytes) => Buffer.from(bytes, 'latin1').toString('base64'),
};

export const textOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
export const bytesOfText = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
export const readable = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
