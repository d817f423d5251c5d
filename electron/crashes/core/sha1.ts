/** SHA-1 of a text as hexadecimal: names for groups and incidents, not security. */
export function sha1(text: string): string {
  const bytes = toUtf8(text);
  const bitLength = bytes.length * 8;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (const word of [Math.floor(bitLength / 2 ** 32), bitLength >>> 0]) bytes.push(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
  let state: readonly number[] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let start = 0; start < bytes.length; start += 64) state = round(state, bytes, start);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const turn = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

function round(state: readonly number[], bytes: readonly number[], start: number): readonly number[] {
  const words: number[] = [];
  for (let index = 0; index < 16; index++) {
    const at = start + index * 4;
    words.push(((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
  }
  for (let index = 16; index < 80; index++) words.push(turn((words[index - 3] ?? 0) ^ (words[index - 8] ?? 0) ^ (words[index - 14] ?? 0) ^ (words[index - 16] ?? 0), 1));
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let index = 0; index < 80; index++) {
    const [mix, constant] = index < 20 ? [(b & c) | (~b & d), 0x5a827999] : index < 40 ? [b ^ c ^ d, 0x6ed9eba1] : index < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
    const next = (turn(a, 5) + mix + e + constant + (words[index] ?? 0)) | 0;
    [a, b, c, d, e] = [next, a, turn(b, 30), c, d];
  }
  return [a, b, c, d, e].map((word, index) => ((state[index] ?? 0) + word) | 0);
}

function toUtf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}
