import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFileSink, createJsonLinesLog } from '#electron/adapters/system/json-lines-log.ts';
import { redactText } from '#electron/adapters/system/redact-text.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

test.each([
  ['redis://:hunter2@pi:6379/0', 'redis://:***@pi:6379/0'],
  ['redis://user:hunter2@pi/0 and more', 'redis://user:***@pi/0 and more'],
  ['redis://user:hun@ter2@pi', 'redis://user:***@pi'],
  ['password=hunter2 x', 'password=*** x'],
  ['"passphrase": "a b c", "y": 1', '"passphrase": ***, "y": 1'],
  ['Authorization: Bearer abcdefgh1234', 'Authorization: Bearer ***'],
  ['a -----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY----- b', 'a *** b'],
  ['-----BEGIN PRIVATE KEY-----\ncut short', '***'],
  ['nothing here: http://127.0.0.1:8000/path', 'nothing here: http://127.0.0.1:8000/path'],
])('%j is written as %j', (text, safe) => expect(redactText(text)).toBe(safe));

function log(level: 'debug' | 'info' = 'info') {
  const lines: string[] = [];
  const time = createManualClock(0);
  return { lines, log: createJsonLinesLog({ clock: time.clock, random: { next: () => 0, uuid: () => '', token: () => 'ab12' }, sink: { write: (line) => void lines.push(line) }, level }) };
}

test('one JSON line an entry: levels, redacted values and names, no raw control character', () => {
  const { lines, log: mine } = log();
  mine.debug('not written');
  mine.info('hello\n\u001b[31m', { password: 'hunter2', url: 'redis://:hunter2@x', count: 3, nothing: null });
  expect(lines).toEqual(['{"at":"1970-01-01T00:00:00.000Z","level":"info","message":"hello\\n\\u001b[31m","password":"***","url":"redis://:***@x","count":3,"nothing":null}\n']);
});

test('a bug is kept with its stack under a reference a person can quote', () => {
  const { lines, log: mine } = log();
  expect(mine.bug(new Error('secret=hunter2'), 'hosts.add')).toBe('ab12');
  const written = JSON.parse(lines[0] ?? '') as { reference: string; where: string; text: string };
  expect([written.reference, written.where, written.text.includes('at '), written.text.includes('hunter2')]).toEqual(['ab12', 'hosts.add', true, false]);
});

test('the file is capped, keeps one older, is its owner\'s only; an unwritable place is silence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-log-'));
  const path = join(folder, 'deep', 'engine.log');
  const sink = createFileSink(path, 100);
  for (let line = 0; line < 30; line += 1) sink.write(`line ${line} ${'x'.repeat(20)}\n`);
  expect([statSync(path).size <= 100, statSync(`${path}.old`).size <= 100, statSync(path).mode & 0o777, readFileSync(path, 'utf8').includes('line 29')]).toEqual([true, true, 0o600, true]);
  expect(() => createFileSink(join(path, 'below-a-file', 'engine.log'), 100).write('x')).not.toThrow();
  rmSync(folder, { recursive: true });
});
