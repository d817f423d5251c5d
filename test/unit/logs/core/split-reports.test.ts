/** What a follower sends, cut into reports: any split, any bytes, nothing thrown. Spec: docs/spec/follower.md (LF9). */
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { createReportSplitter, type Report } from '#electron/logs/core/split-reports.ts';

const body = Buffer.from([0, 10, 255, 68, 32, 49, 10, 13]);
const stream = Buffer.concat([
  Buffer.from('Welcome!\nno line end fleetbeat-follower 1 m4rk python 77 py=3.11.2 uid=1000\n'),
  Buffer.from('O 1 1 42 0 8 1700000000 2f746d70\nE 1 following\n'), Buffer.from(`D 1 1 0 ${body.length}\n`), body, Buffer.from('\nH 1 1 8 123 1700000000\nS 1 1 8 8 1700000000\nG 1 lost\nX 3 127\nC 12 9000\nnonsense\nE 1 dancing\n'),
  Buffer.from(`J 3 2\n{}\nR 5 0\n\n`),
]);

const feed = (pieces: readonly Uint8Array[]): readonly Report[] => {
  const splitter = createReportSplitter('m4rk');
  return pieces.flatMap((piece) => splitter.feed(piece));
};
const plain = (reports: readonly Report[]): unknown => reports.map((report) => ('bytes' in report ? { ...report, bytes: Buffer.from(report.bytes).toString('hex') } : report));

test('LF9 the same reports come out whatever the splits', () => {
  const whole = plain(feed([stream]));
  expect(whole).toMatchObject([
    { kind: 'greeting', variant: 'python', pid: 77 }, { kind: 'opened', inode: 42 }, { kind: 'state', state: 'following' }, { kind: 'bytes', offset: 0, bytes: body.toString('hex') },
    { kind: 'head', length: 8, crc: 123 }, { kind: 'size', readTo: 8 }, { kind: 'gap', because: 'lost' }, { kind: 'ended', exitCode: 127 }, { kind: 'cost', cpuMs: 12 }, { kind: 'output', bytes: '7b7d' }, { kind: 'answer', id: 5, bytes: '' },
  ]);
  for (const size of [1, 2, 3, 7, 19]) expect(plain(feed(Array.from({ length: Math.ceil(stream.length / size) }, (_, n) => stream.subarray(n * size, (n + 1) * size))))).toEqual(whole);
});

test('a length that is none ends the reading, once', () => {
  const reports = feed([Buffer.from('fleetbeat-follower 1 m4rk python 1\nD 1 1 0 999999999999\nE 1 missing\n'), Buffer.from('E 1 missing\n')]);
  expect(reports.map(({ kind }) => kind)).toEqual(['greeting', 'broken']);
});

test('megabytes of noise before the greeting are passed over', () => {
  const reports = feed([Buffer.alloc(3_000_000, 0x41), Buffer.from('\nfleetbeat-follower 1 m4rk none 9\n')]);
  expect(reports).toEqual([{ kind: 'greeting', variant: 'none', pid: 9, extras: [] }]);
});
