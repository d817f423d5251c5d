/** Keys are short made-up base64; hashed names were made by `ssh-keygen -H` (OpenSSH 9.2) for the name pi1. */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addKnownKey, judgeHostKey, knownKeyTypes, replaceKnownKey, type Offered } from '#electron/connections/core/host-key-policy.ts';
import { isAbout, knownHostName, matchesWildcard } from '#electron/connections/core/match-known-host.ts';
import { parseKnownHosts } from '#electron/connections/core/parse-known-hosts.ts';

const fingerprint = (blob: string): string => `SHA256:${createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '')}`;
const hmac = (salt: string, text: string): string => createHmac('sha1', Buffer.from(salt, 'base64')).update(text).digest('base64');
const rules = { hmac, fingerprint };
const key = (name: string, keyType = 'ssh-ed25519'): Offered => { const blob = Buffer.from(`key of ${name} padded`).toString('base64'); return { keyType, blob, fingerprint: fingerprint(blob) }; };
const line = (names: string, offered: Offered): string => `${names} ${offered.keyType} ${offered.blob}`;
const parse = (user: string, own = ''): ReturnType<typeof parseKnownHosts> => parseKnownHosts([{ path: 'own', text: own }, { path: 'user', text: user }], 'own');
const salt = Buffer.from('twenty bytes of salt').toString('base64');
const hashed = (name: string): string => `|1|${salt}|${hmac(salt, name)}`;
const a = key('a');
const b = key('b');
const e = key('e', 'ecdsa-sha2-nistp256');
const dss = key('d', 'ssh-dss');

describe('parseKnownHosts', () => {
  it('CN25 understands what ssh writes and notes the rest', () => {
    const known = parse(['# comment', '', line('pi1,192.168.1.4', a), line(hashed('pi1'), b), `@revoked ${line('*', e)}`, `@cert-authority ${line('*.local', a)}`, 'pi1 2048 35 1234567', 'nonsense', `pi2 ssh-ed25519 !!!`, `|2|x|y ssh-ed25519 ${a.blob}`, `${line('tail', a)} a comment`].join('\r\n'));
    expect(known.entries.map((each) => [each.marker, each.names.kind, each.keyType, each.place])).toEqual([['none', 'plain', 'ssh-ed25519', 'user:3'], ['none', 'hashed', 'ssh-ed25519', 'user:4'], ['revoked', 'plain', 'ecdsa-sha2-nistp256', 'user:5'], ['none', 'plain', 'ssh-ed25519', 'user:11']]);
    expect(known.notes).toEqual(['user:6: certificate authorities are not supported', 'user:7: SSH protocol 1 key', 'user:8: incomplete line', 'user:9: not a key', 'user:10: unknown hash of a name']);
  });

  it('CN25 believes "supersedes" lines only in our own file', () => {
    const text = `# fleetbeat supersedes pi1 ssh-ed25519 ${a.fingerprint}`;
    expect([parse(text).superseded, parse('', text).superseded]).toEqual([[], [{ name: 'pi1', fingerprint: a.fingerprint }]]);
  });

  it('CN25 never throws on random text', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    const alphabet = '@|#!*?,[]:= \t\n\r/+abcSHA256ssh-ed25519\u0000\u00e9\ud83d\ude00revoked';
    for (let round = 0; round < 300; round += 1) {
      const text = Array.from({ length: 120 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
      expect(Array.isArray(parse(text, text).entries)).toBe(true);
    }
  });
});

describe('names', () => {
  it.each([['Pi1', 22, 'pi1'], ['pi1', 2222, '[pi1]:2222'], ['fe80::1', 22, 'fe80::1'], ['[fe80::1]', 2222, '[fe80::1]:2222']])('CN25 %s port %i is %s', (address, port, name) => { expect(knownHostName(address, port)).toBe(name); });
  it.each([['*', 'pi1', true], ['pi?', 'pi1', true], ['pi?', 'pi', false], ['*.local', 'pi.local', true], ['*a*b', 'xxaxxb', true], ['*a*b', 'xxaxx', false], ['[pi1]:2222', '[pi1]:2222', true], ['', '', true], ['a', '', false]])('CN25 %s about %s: %s', (pattern, text, is) => { expect(matchesWildcard(pattern, text)).toBe(is); });
  it('CN25 does not choke on many stars', () => { expect(matchesWildcard('*a'.repeat(500), 'b'.repeat(5000))).toBe(false); });
  it('CN25 leaves out negated names', () => {
    const [entry] = parse(line('*.local,!bad.local', a)).entries;
    expect(entry && [isAbout(entry, 'pi.local', hmac), isAbout(entry, 'bad.local', hmac)]).toEqual([true, false]);
  });
});

describe('judgeHostKey', () => {
  it.each([
    ['CN20 nothing known', '', '', a, { verdict: 'unknown', otherKnownKeys: [] }],
    ['CN21 plain', line('pi1', a), '', a, { verdict: 'known' }],
    ['CN21 hashed', line(hashed('pi1'), a), '', a, { verdict: 'known' }],
    ['CN21 ours', '', line('pi1', a), a, { verdict: 'known' }],
    ['CN21 one of several', `${line('pi1', a)}\n${line('pi1', b)}`, '', b, { verdict: 'known' }],
    ['CN22 another key of its type', line('pi1', a), '', b, { verdict: 'changed', expected: [{ ...a, place: 'user:1' }] }],
    ['CN22 another type where the known one could have been shown', line('pi1', a), '', e, { verdict: 'changed', expected: [{ ...a, place: 'user:1' }] }],
    ['CN20 only a type that nobody can show any more', line('pi1', dss), '', a, { verdict: 'unknown', otherKnownKeys: [{ ...dss, place: 'user:1' }] }],
    ['CN23 revoked beats known', `${line('pi1', a)}\n@revoked ${line('*', a)}`, '', a, { verdict: 'revoked' }],
    ['CN23 a revoked key says nothing about others', `@revoked ${line('pi1', a)}`, '', b, { verdict: 'unknown', otherKnownKeys: [] }],
    ['CN26 trusted instead of the user\'s', line('pi1', a), replaceKnownKey('', 'pi1', [{ ...a, place: 'user:1' }], b), b, { verdict: 'known' }],
    ['CN26 the replaced key is now the wrong one', line('pi1', a), replaceKnownKey('', 'pi1', [{ ...a, place: 'user:1' }], b), a, { verdict: 'changed', expected: [{ ...b, place: 'own:2' }] }],
    ['CN26 only for that name', line('pi1,pi2', a), replaceKnownKey('', 'pi2', [{ ...a, place: 'user:1' }], b), a, { verdict: 'known' }],
  ])('%s', (_name, user, own, offered, verdict) => {
    const known = parse(user, own);
    const judged = judgeHostKey(offered, 'pi1', known, rules);
    expect(judged).toEqual(verdict);
  });

  it('CN21 asks for the known types first', () => { expect(knownKeyTypes('pi1', parse(`${line('pi1', e)}\n${line('other', a)}`), rules)).toEqual(['ecdsa-sha2-nistp256']); });

  it('CN26 changes our file without losing a line, and takes a key back', () => {
    const own = `# mine\n${line('pi1', a)}\n${line('pi2', a)}`;
    const once = replaceKnownKey(own, 'pi1', [{ ...a, place: 'own:2' }], b);
    expect(once).toBe(`# mine\n${line('pi2', a)}\n${line('pi1', b)}\n`);
    const user = replaceKnownKey('', 'pi1', [{ ...a, place: 'user:1' }], b);
    expect(replaceKnownKey(user, 'pi1', [{ ...b, place: 'own:2' }], a)).toBe(`${line('pi1', a)}\n`);
    expect(addKnownKey(line('pi1', a), 'pi1', a)).toBe(line('pi1', a));
  });
});
