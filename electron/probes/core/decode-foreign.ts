/**
 * Turns a host's bytes (carried as Latin-1, one character a byte) into text. Invalid UTF-8 becomes U+FFFD; byte 1
 * stands for a line feed (docs/spec/sampler.md). Never throws. Pure code has no TextDecoder, hence by hand.
 */
export function decodeForeign(bytes: string): string {
  const text = /[\x80-\xff]/.test(bytes) ? decodeUtf8(bytes) : bytes;
  return text.replaceAll('\u0001', '\n');
}

/** Bytes that follow this lead byte, or 0 when it cannot lead. */
function followers(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 1;
  if (lead >= 0xe0 && lead <= 0xef) return 2;
  return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
}

function decodeUtf8(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes.charCodeAt(at);
    at += 1;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    const count = followers(lead);
    let point = count === 0 ? -1 : lead & (0x3f >> count);
    let used = 0;
    for (; used < count && point >= 0; used += 1) {
      const next = bytes.charCodeAt(at + used);
      if ((next & 0xc0) !== 0x80) break;
      point = (point << 6) | (next & 0x3f);
    }
    const isWhole = point >= 0 && used === count && isScalar(point, count);
    text += isWhole ? String.fromCodePoint(point) : '\ufffd';
    at += isWhole ? count : 0;
  }
  return text;
}

/** Not a surrogate, not over-long, not beyond Unicode. */
function isScalar(point: number, count: number): boolean {
  const least = count === 1 ? 0x80 : count === 2 ? 0x800 : 0x10000;
  return point >= least && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
}
