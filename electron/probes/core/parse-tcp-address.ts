/**
 * Reads an address as /proc/PID/net/tcp{,6} writes it: hexadecimal, 32-bit words in the host's (little-endian) order,
 * `:port` after it. An IPv4 address inside IPv6 comes out as IPv4, so that one far end has one name.
 */
export type TcpAddress = { readonly host: string; readonly port: number };

export function parseTcpAddress(text: string): TcpAddress | null {
  const found = /^([0-9A-Fa-f]{8}|[0-9A-Fa-f]{32}):([0-9A-Fa-f]{4})$/.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) return null;
  const bytes: number[] = [];
  for (let word = 0; word < found[1].length; word += 8) {
    for (let at = 6; at >= 0; at -= 2) bytes.push(Number.parseInt(found[1].slice(word + at, word + at + 2), 16));
  }
  const port = Number.parseInt(found[2], 16);
  if (bytes.length === 4) return { host: bytes.join('.'), port };
  const isMapped = bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255;
  return { host: isMapped ? bytes.slice(12).join('.') : ipv6(bytes), port };
}

/** The shortest written form (RFC 5952): the longest run of zero groups becomes `::`. */
function ipv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16));
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map((m) => m[0]);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return groups.join(':');
  const [head = '', ...tail] = groups.join(':').split(longest);
  return `${head}::${tail.join(longest).replace(/^:/, '')}`;
}
