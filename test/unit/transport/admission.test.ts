import { expect, test } from 'vitest';
import { createAccessTokens } from '#electron/transport/access-tokens.ts';
import { isOwnHost, isOwnOrigin, maxWrongPerMinute } from '#electron/transport/core/admission.ts';
import { contentPolicy, contentType, pagePath } from '#electron/transport/core/page-path.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

test.each([
  ['127.0.0.1:4000', true], ['localhost:4000', true], ['LOCALHOST:4000', true],
  [undefined, false], ['', false], ['127.0.0.1', false], ['127.0.0.1:4001', false], ['evil.example:4000', false],
  ['127.0.0.1.evil.example:4000', false], ['127.0.0.1:4000.evil.example', false], ['[::1]:4000', false], ['0.0.0.0:4000', false], ['user@127.0.0.1:4000', false],
] as const)('LD1 Host %s: %s', (header, isOwn) => expect(isOwnHost(header, 4000)).toBe(isOwn));

test.each([
  [undefined, true], ['http://127.0.0.1:4000', true], ['http://localhost:4000', true],
  ['null', false], ['', false], ['https://127.0.0.1:4000', false], ['http://127.0.0.1:4001', false], ['http://evil.example', false], ['http://127.0.0.1:4000.evil.example', false], ['file://', false],
] as const)('LD2 Origin %s: %s', (header, isOwn) => expect(isOwnOrigin(header, 4000)).toBe(isOwn));

test.each([
  ['/', 'index.html'], ['/index.html', 'index.html'], ['/assets/a-1.js', 'assets/a-1.js'], ['/assets/a.js?x=1#y', 'assets/a.js'], ['/a%20b.js', 'a b.js'],
  ['', null], ['a', null], ['/..', null], ['/../etc/passwd', null], ['/a/../../b', null], ['/%2e%2e/b', null], ['/%252e%252e/b', null], ['/a//b', null], ['//host/share', null], ['/a/', null],
  ['/a\\b', null], ['/a%5cb', null], ['/a%00', null], ['/c:/x', null], ['/.env', null], ['/assets/.git/x', null], ['/%', null], ['/%ff', null],
] as const)('LD3 path %s becomes %s', (requested, path) => expect(pagePath(requested)).toBe(path));

test('LD4 no inline script, no other origin, no frame', () => {
  expect(contentPolicy("'self' ws://127.0.0.1:4000")).toBe("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws://127.0.0.1:4000; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  expect(['a.js', 'a.woff2', 'a.exe', 'constructor', 'x.__proto__'].map(contentType)).toEqual(['text/javascript; charset=utf-8', 'font/woff2', ...Array<string>(3).fill('application/octet-stream')]);
});

function tokens(isReadOnly = false) {
  const time = createManualClock();
  let count = 0;
  const random = { next: () => 0.5, uuid: () => 'u', token: () => `token-${(count += 1)}` };
  return { time, door: createAccessTokens({ clock: time.clock, random, isReadOnly }) };
}
const come = (token: string, wantsReadOnly = false) => ({ token, wantsReadOnly });
const refused = { ok: false, error: { code: 'link-refused', because: 'token' } };

test('LD6 a launch token opens once; the resume token it gave keeps opening', () => {
  const { door } = tokens();
  const launch = door.issueLaunchToken();
  expect(door.admit(come(launch))).toEqual({ ok: true, value: { isReadOnly: false, resume: 'token-2' } });
  expect(door.admit(come(launch))).toEqual(refused);
  expect([door.admit(come('token-2')), door.admit(come('token-2', true))]).toEqual([{ ok: true, value: { isReadOnly: false, resume: 'token-2' } }, { ok: true, value: { isReadOnly: true, resume: 'token-2' } }]);
  expect([door.admit(come('')), door.admit(come('__proto__'))]).toEqual([refused, refused]);
});

test('LD7 a read-only door stays read-only through every token', () => {
  const { door } = tokens(true);
  const first = door.admit(come(door.issueLaunchToken()));
  expect(first).toEqual({ ok: true, value: { isReadOnly: true, resume: 'token-2' } });
  expect(door.admit(come('token-2'))).toEqual({ ok: true, value: { isReadOnly: true, resume: 'token-2' } });
});

test('LD8 wrong tokens close the door to newcomers for a minute, not to a page already in', () => {
  const { door, time } = tokens();
  door.admit(come(door.issueLaunchToken()));
  const next = door.issueLaunchToken();
  for (let guess = 0; guess < maxWrongPerMinute; guess += 1) expect(door.admit(come(`guess-${guess}`))).toEqual(refused);
  expect(door.admit(come(next))).toEqual({ ok: false, error: { code: 'link-refused', because: 'too-many-attempts' } });
  expect(door.admit(come('token-2')).ok).toBe(true);
  time.advance(60_000);
  expect(door.admit(come(next)).ok).toBe(true);
});
