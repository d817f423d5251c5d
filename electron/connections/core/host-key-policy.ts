/**
 * Whether to trust an offered host key. Pure. Revoked beats all; a known key passes; a host that used to show another
 * key is `changed` and never merely unknown, because we ask servers for the key types we know first; only a host
 * about which nothing usable is known is `unknown`. Rules CN20 to CN26 of docs/spec/connection.md.
 */
import { isAbout, type HmacSha1 } from './match-known-host.ts';
import type { KnownHostEntry, KnownHosts } from './parse-known-hosts.ts';

export type Offered = { readonly keyType: string; readonly blob: string; readonly fingerprint: string };
export type KnownKey = { readonly keyType: string; readonly blob: string; readonly fingerprint: string; readonly place: string };
export type HostKeyVerdict =
  | { readonly verdict: 'known' }
  | { readonly verdict: 'revoked' }
  | { readonly verdict: 'changed'; readonly expected: readonly KnownKey[] }
  | { readonly verdict: 'unknown'; readonly otherKnownKeys: readonly KnownKey[] };

export type HostKeyRules = { readonly hmac: HmacSha1; readonly fingerprint: (blob: string) => string };

/** The types we can negotiate: a known key of another type says nothing about what the server could have shown. */
const usableTypes = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'];

export function judgeHostKey(offered: Offered, name: string, known: KnownHosts, rules: HostKeyRules): HostKeyVerdict {
  const about = known.entries.filter((entry) => isAbout(entry, name, rules.hmac));
  if (about.some((entry) => entry.marker === 'revoked' && entry.blob === offered.blob)) return { verdict: 'revoked' };
  const counted = countedKeys(about, name, known, rules);
  if (counted.some((key) => key.blob === offered.blob)) return { verdict: 'known' };
  const usable = counted.filter((key) => usableTypes.includes(key.keyType));
  if (usable.length > 0) return { verdict: 'changed', expected: usable };
  return { verdict: 'unknown', otherKnownKeys: counted };
}

/** Key types known for a name, to be asked for first. */
export function knownKeyTypes(name: string, known: KnownHosts, rules: HostKeyRules): readonly string[] {
  const about = known.entries.filter((entry) => isAbout(entry, name, rules.hmac));
  return [...new Set(countedKeys(about, name, known, rules).map((key) => key.keyType))];
}

function countedKeys(about: readonly KnownHostEntry[], name: string, known: KnownHosts, rules: HostKeyRules): KnownKey[] {
  const old = new Set(known.superseded.filter((each) => each.name === name).map((each) => each.fingerprint));
  return about
    .filter((entry) => entry.marker === 'none')
    .map((entry) => ({ keyType: entry.keyType, blob: entry.blob, fingerprint: rules.fingerprint(entry.blob), place: entry.place }))
    .filter((key) => !old.has(key.fingerprint));
}

/** Our file with a newly trusted key. */
export function addKnownKey(text: string, name: string, key: Offered): string {
  const line = `${name} ${key.keyType} ${key.blob}`;
  if (text.split(/\r?\n/).includes(line)) return text;
  return `${endLine(text)}${line}\n`;
}

/** Our file after a change of key: the old keys no longer count for this name, in whichever file they stand. */
export function replaceKnownKey(text: string, name: string, oldKeys: readonly KnownKey[], key: Offered): string {
  const isOld = (line: string): boolean => oldKeys.some((old) => line === `${name} ${old.keyType} ${old.blob}`);
  // A key that comes back after having been set aside counts again.
  const isComeback = (line: string): boolean => line === supersedesLine(name, key);
  const kept = text.split('\n').filter((line) => !isOld(line.trim()) && !isComeback(line.trim())).join('\n');
  const wasOurs = (old: KnownKey): boolean => text.split('\n').some((line) => line.trim() === `${name} ${old.keyType} ${old.blob}`);
  const setAside = oldKeys.filter((old) => old.blob !== key.blob && !wasOurs(old)).map((old) => supersedesLine(name, old));
  const fresh = setAside.filter((line) => !kept.includes(line));
  return addKnownKey(fresh.length === 0 ? kept : `${endLine(kept)}${fresh.join('\n')}\n`, name, key);
}

function supersedesLine(name: string, key: { readonly keyType: string; readonly fingerprint: string }): string {
  return `# fleetbeat supersedes ${name} ${key.keyType} ${key.fingerprint}`;
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
