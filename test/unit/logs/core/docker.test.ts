/** What Docker's daemon sends, however it is split; the forms are those of a real daemon 20.10 (test/fixtures/logs/README.md). */
import { expect, test } from 'vitest';
import { askEvents, askOutput, createTimeGate, readContainers, readDockerEvent, readEnd, readPlace, writePlace } from '#electron/logs/core/docker-words.ts';
import { createHttpReading } from '#electron/logs/core/read-http.ts';
import { createContainerLines } from '#electron/logs/core/split-container-log.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const lines = (): ReturnType<typeof createContainerLines> => createContainerLines(() => { const utf8 = new TextDecoder(); return (part) => utf8.decode(part, { stream: true }); });
const frame = (stream: number, text: string): Uint8Array => { const body = bytes(text); return Uint8Array.from([stream, 0, 0, 0, 0, 0, body.length >> 8, body.length & 255, ...body]); };
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const oneByOne = <T>(all: Uint8Array, feed: (part: Uint8Array) => readonly T[]): T[] => [...all].flatMap((byte) => [...feed(Uint8Array.of(byte))]);

test('frames of both outputs give whole lines, fed at once or byte by byte', () => {
  const all = join(frame(1, '2026-11-22T00:57:21.1Z été\n2026-11-22T00:57:21.2Z half'), frame(2, '2026-11-22T00:57:21.3Z error\n'), frame(1, ' and half\n'));
  const expected = ['2026-11-22T00:57:21.1Z été', '2026-11-22T00:57:21.3Z error', '2026-11-22T00:57:21.2Z half and half'];
  expect(lines().feed(all)).toEqual(expected);
  const slow = lines();
  expect(oneByOne(all, slow.feed)).toEqual(expected);
});

test('a terminal has no frames; a line without end is bounded', () => {
  expect(lines().feed(bytes('2026-11-22T00:57:21Z a\r\n2026-11-22T00:57:22Z b\r\n'))).toEqual(['2026-11-22T00:57:21Z a', '2026-11-22T00:57:22Z b']);
  const long = lines();
  expect(long.feed(bytes('2'.repeat(1_100_000))).map((line) => line.length)).toEqual([1_048_576]);
  expect(long.feed(bytes(`${'2'.repeat(10)}\nnext\n`))).toEqual(['next']);
});

test('the head of an answer is taken off, however it is split; what is no answer ends the reading', () => {
  const all = bytes('HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[1]');
  const slow = createHttpReading();
  expect(String.fromCharCode(...oneByOne(all, (part) => [...slow.feed(part)]))).toBe('[1]');
  expect(slow.status()).toBe(200);
  const wrong = createHttpReading();
  expect(wrong.feed(bytes(`SSH-2.0-x${'a'.repeat(20_000)}`)).length).toBe(0);
  expect(wrong.status()).toBe(0);
});

test('a resumed output gives what was not taken, also when lines share a time', () => {
  const first = createTimeGate(null);
  const places = ['2026-11-22T00:00:01.5Z a', '2026-11-22T00:00:01.500000000Z b', '2026-11-22T00:00:02Z c'].map((line) => first.take(line));
  expect(places.map((place) => place?.count)).toEqual([1, 2, 1]);
  const again = createTimeGate(readPlace(writePlace(places[0] ?? { time: '', count: 0 })));
  expect(['2026-11-22T00:00:01.5Z a', '2026-11-22T00:00:01.500000000Z b', '2026-11-22T00:00:02Z c'].map((line) => again.take(line) !== null)).toEqual([false, true, true]);
});

test('only checked ids and times go into a path', () => {
  expect(askOutput('../../images', null)).toBeNull();
  expect(askOutput('a'.repeat(64), { time: '2026-11-22T00:00:01.5Z', count: 1 })).toContain('&since=1795305601.500000000 HTTP/1.0\r\n');
  expect(readPlace('2026-11-22T00:00:01Z&x=1 1')).toBeNull();
  expect(askEvents(1_795_305_601_007)).toMatch(/^GET \/events\?since=1795305601\.007&filters=%7B/);
});

test('of a container its environment and labels are not kept', () => {
  const id = '3f'.repeat(32);
  const inspect = JSON.stringify({ Id: id, Name: '/scan', Config: { Env: ['SECRET=x'] }, State: { Status: 'exited', Running: false, OOMKilled: true, ExitCode: 137, FinishedAt: '2026-11-22T00:55:05.1Z' } });
  const end = readEnd(inspect);
  expect(end?.isWorthTelling).toBe(true);
  expect(end?.at).toBe(Date.parse('2026-11-22T00:55:05.1Z'));
  expect(end?.line).not.toContain('SECRET');
  const event = readDockerEvent(JSON.stringify({ Type: 'container', Action: 'die', status: 'die', Actor: { ID: id, Attributes: { name: 'scan', exitCode: '137', 'com.secret': 'x' } }, time: 1795308905 }).replace(/\}$/, ',"timeNano":1795308905123456789}'));
  expect(event).toMatchObject({ action: 'die', name: 'scan' });
  expect(event?.line).not.toContain('secret');
  expect(readContainers('{')).toEqual([]);
  expect(readContainers(JSON.stringify([{ Id: id, Names: ['/a'], State: 'running', Command: 'celery worker' }, { Id: 'x', Names: [] }]))).toEqual([{ id, name: 'a', isRunning: true, command: 'celery worker' }]);
});
