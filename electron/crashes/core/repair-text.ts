/**
 * French and emoji that were decoded once too often (`dÃ©tectÃ©`, `ðŸ§¨`) back to what was written.
 * Must stay true: only a run that is entirely valid when undone is changed; all other text stays exactly as it is.
 */

/** The characters windows-1252 puts at 0x80..0x9f; the five empty places stay control characters. */
const windows: ReadonlyMap<number, number> = new Map(Array.from('€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ').map((char, index) => [char.charCodeAt(0), 0x80 + index]));

const suspicious = /[ÂÃÅâðï][\u0080-\uffff]/;
const run = /[\u0080-\uffff]{2,}/g;

export function repairText(text: string): string {
  return suspicious.test(text) ? text.replace(run, (part) => undo(part) ?? part) : text;
}

function undo(part: string): string | null {
  const bytes: number[] = [];
  for (let index = 0; index < part.length; index++) {
    const code = part.charCodeAt(index);
    const byte = code < 0x100 ? code : windows.get(code);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  return decodeUtf8(bytes);
}

/** Strict: null for anything that is not valid. */
function decodeUtf8(bytes: readonly number[]): string | null {
  let text = '';
  for (let index = 0; index < bytes.length;) {
    const first = bytes[index] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    if (length === 0 || index + length > bytes.length) return null;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    for (let step = 1; step < length; step++) {
      const next = bytes[index + step] ?? 0;
      if (next < 0x80 || next > 0xbf) return null;
      code = code * 64 + (next & 0x3f);
    }
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000) || (length === 3 && code < 0x800) || (length === 4 && code < 0x10000)) return null;
    text += String.fromCodePoint(code);
    index += length;
  }
  return text;
}
