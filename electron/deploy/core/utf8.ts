/** A text as UTF-8 bytes, as it will stand on the Pi's disk; half a surrogate pair becomes the replacement character. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  const put = (...values: readonly number[]): void => { for (const value of values) { bytes[at] = value; at += 1; } };
  for (const char of text) {
    const said = char.codePointAt(0) ?? 0;
    const code = said >= 0xd800 && said <= 0xdfff ? 0xfffd : said;
    if (code < 0x80) put(code);
    else if (code < 0x800) put(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) put(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else put(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes.slice(0, at);
}
