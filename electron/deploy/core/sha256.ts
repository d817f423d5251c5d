/** SHA-256 of a text (as UTF-8), in hexadecimal: the same figure that `sha256sum` prints on the Pi. */
import { utf8 } from './utf8.ts';

export function sha256(text: string): string {
  const bytes = utf8(text);
  const length = bytes.length;
  const padded = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor((length * 8) / 2 ** 32));
  view.setUint32(padded.length - 4, (length * 8) >>> 0);
  const { constants, start } = tables();
  const state = Uint32Array.from(start);
  const words = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) mixBlock(state, words, view, at, constants);
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

const turn = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

function mixBlock(state: Uint32Array, words: Uint32Array, view: DataView, at: number, constants: readonly number[]): void {
  const w = (index: number): number => words[index] ?? 0;
  for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(at + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const low = turn(w(index - 15), 7) ^ turn(w(index - 15), 18) ^ (w(index - 15) >>> 3);
    const high = turn(w(index - 2), 17) ^ turn(w(index - 2), 19) ^ (w(index - 2) >>> 10);
    words[index] = w(index - 16) + low + w(index - 7) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (constants[index] ?? 0) + w(index)) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word;
}

/** Parts behind the point of the roots of the first primes, as the standard defines them. */
function tables(): { readonly constants: readonly number[]; readonly start: readonly number[] } {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const part = (value: number): number => Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;
  return { constants: primes.map((prime) => part(Math.cbrt(prime))), start: primes.slice(0, 8).map((prime) => part(Math.sqrt(prime))) };
}
