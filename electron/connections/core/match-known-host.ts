/** Which known_hosts entries are about a name. Pure: the keyed hash is given as a function. */
import type { KnownHostEntry } from './parse-known-hosts.ts';

export type HmacSha1 = (saltBase64: string, text: string) => string;

/** The name under which a host stands in known_hosts: bare on port 22, `[name]:port` elsewhere. */
export function knownHostName(address: string, port: number): string {
  const bare = address.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return port === 22 ? bare : `[${bare}]:${port}`;
}

export function isAbout(entry: KnownHostEntry, name: string, hmac: HmacSha1): boolean {
  if (entry.names.kind === 'hashed') return hmac(entry.names.salt, name) === entry.names.hash;
  const positive = entry.names.patterns.filter((each) => !each.startsWith('!'));
  const negative = entry.names.patterns.filter((each) => each.startsWith('!')).map((each) => each.slice(1));
  return positive.some((each) => matchesWildcard(each.toLowerCase(), name)) && !negative.some((each) => matchesWildcard(each.toLowerCase(), name));
}

/** `*` any run, `?` one character. Linear in practice: only the last star is ever returned to. */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let seen = 0;
  let star = -1;
  let resume = 0;
  while (seen < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') { star = at; at += 1; resume = seen; }
    else if (wanted !== undefined && (wanted === '?' || wanted === text[seen])) { at += 1; seen += 1; }
    else if (star >= 0) { at = star + 1; resume += 1; seen = resume; }
    else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
