/**
 * The log follower on real files of this machine, over real pipes: every line once, through every kind of rotation,
 * while it is being written. Spec: docs/spec/follower.md (LF1-LF9).
 */
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHostWatch } from '#electron/probes/create-host-watch.ts';
import type { HostWatch } from '#electron/probes/host-watch.ts';
import { readFollowers, readScripts } from '#electron/pi/read-scripts.ts';
import { createHostLogs, type HostLogs } from '#electron/logs/host-logs.ts';
import type { LogBlock, SourceMark } from '#electron/ports/incident-store.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogLine, LogSource } from '#shared/domain/log.ts';
import { ok } from '#shared/result.ts';
import { createLocalShellSession, type LocalShellSession } from '#test/fakes/local-shell-session.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { countingRandom, realClock, realTimers } from '#test/fakes/real-time.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const programs = new URL('../../electron/pi/', import.meta.url);
const [readers, followers] = [await readScripts(programs), await readFollowers(programs)];
const host = 'pi' as HostId;

/** Keeps what a store would keep: blocks by their beginning, the newest mark of each source. */
type Kept = { readonly blocks: Map<string, LogBlock>; readonly marks: Map<string, SourceMark>; readonly lines: LogLine[]; batches: number };
const newKept = (): Kept => ({ blocks: new Map(), marks: new Map(), lines: [], batches: 0 });

let folder: string;
let path: string;
let kept: Kept;
const open: { logs: HostLogs; watch: HostWatch; session: LocalShellSession }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetbeat-follow-'));
  path = join(folder, 'app.log');
  kept = newKept();
});
afterEach(async () => {
  for (const { logs, watch, session } of open.splice(0)) {
    await logs.dispose();
    await watch.dispose();
    await session.dispose();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A look is made at each sample; a shell is told to look. */
function follow(everyMs = 100, variant: 'python' | 'sh' = 'python', more: { readonly supervisorSockets?: readonly string[] } = {}): { logs: HostLogs; session: LocalShellSession; log: ReturnType<typeof createMemoryLog> } {
  const session = createLocalShellSession();
  const timers = variant === 'python' ? realTimers : { ...realTimers, every: (ms: number, run: () => void) => realTimers.every(ms === 5000 ? everyMs : ms, run) };
  const log = createMemoryLog();
  const logs = createHostLogs({
    host, clock: realClock, timers, random: countingRandom(), log, scripts: followers, ...more,
    named: () => [path], marks: async () => [...kept.marks.values()], workerOf: () => null, onSources: () => undefined,
    onLines: (lines) => kept.lines.push(...lines),
    take: async (batch) => {
      kept.batches += 1;
      for (const mark of batch.marks) kept.marks.set(mark.id, mark);
      for (const block of batch.blocks) kept.blocks.set(`${block.source} ${block.from}`, block);
      return ok(undefined);
    },
  });
  const watch = createHostWatch({ session, scripts: variant === 'python' ? readers : { ...readers, python: '' }, clock: realClock, timers: realTimers, random: countingRandom(), log, everyMs });
  logs.sessionChanged(session, watch);
  const made = { logs, watch, session, log };
  open.push(made);
  return made;
}

const sourceOf = (logs: HostLogs): LogSource | undefined => logs.sources().find((source) => source.path === path);
const following = (logs: HostLogs): Promise<unknown> => waitFor('following', () => sourceOf(logs)?.state === 'following', { deadlineMs: 20_000 });
const keptText = (): string => Buffer.concat([...kept.blocks.values()].filter(({ source }) => source.includes('app.log')).sort((a, b) => a.from - b.from).map(({ bytes }) => bytes)).toString('latin1');
const keptLines = (): string[] => keptText().split('\n').filter((line) => line !== '');
const line = (n: number): string => `2026-11-22 03:00:00,${String(n % 1000).padStart(3, '0')} line ${n}`;
const allKept = (count: number): Promise<unknown> =>
  waitFor(`${count} lines`, () => keptLines().length >= count, { deadlineMs: 30_000, lastSeen: () => `${keptLines().length} lines` });
const expectEachOnce = (count: number): void => {
  const numbers = keptLines().map((text) => Number(text.split(' ').at(-1)));
  expect(numbers).toEqual(Array.from({ length: count }, (_, n) => n));
};
const pause = (ms: number): Promise<void> => new Promise((done) => { setTimeout(done, ms); });

/** Writes while `every` lines something is done to the file: the way a logger and logrotate meet. */
async function writeUnderLoad(count: number, every: number, rotate: (turn: number) => void): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    appendFileSync(path, `${line(n)}\n`);
    if (n % 50 === 49) await pause(15);
    if (n % every === every - 1) rotate(Math.floor(n / every));
  }
}

describe('a log under load', () => {
  test('LF4 rotated by renaming: every line once', async () => {
    writeFileSync(path, '');
    const { logs } = follow();
    await following(logs);
    await writeUnderLoad(4000, 700, (turn) => {
      for (let n = turn; n >= 1; n -= 1) if (existsSync(`${path}.${n}`)) renameSync(`${path}.${n}`, `${path}.${n + 1}`);
      renameSync(path, `${path}.1`);
    });
    await allKept(4000);
    expectEachOnce(4000);
  });

  test('LF4 rotated twice between two looks: every line once', async () => {
    writeFileSync(path, '');
    const { logs } = follow(1000);
    await following(logs);
    for (let turn = 0; turn < 3; turn += 1) {
      appendFileSync(path, `${line(turn)}\n`);
      if (existsSync(`${path}.1`)) renameSync(`${path}.1`, `${path}.2`);
      renameSync(path, `${path}.1`);
      await pause(5);
    }
    writeFileSync(path, `${line(3)}\n`);
    await allKept(4);
    expectEachOnce(4);
  });

  test('LF5 copied and emptied: every line once', async () => {
    writeFileSync(path, '');
    const { logs } = follow();
    await following(logs);
    await writeUnderLoad(3000, 1000, (turn) => {
      copyFileSync(path, `${path}.copy-${turn}`);
      renameSync(`${path}.copy-${turn}`, `${path}.${turn + 1}`);
      truncateSync(path, 0);
    });
    await allKept(3000);
    expectEachOnce(3000);
  });

  test('LF5 emptied and written again to the same length between two looks: every line once', async () => {
    writeFileSync(path, '');
    const { logs } = follow(1000);
    await following(logs);
    for (let turn = 0; turn < 3; turn += 1) {
      for (let n = 0; n < 30; n += 1) appendFileSync(path, `${line(100 + turn * 30 + n)}\n`);
      await allKept((turn + 1) * 30);
      copyFileSync(path, `${path}.${3 - turn}`);
      truncateSync(path, 0);
    }
    expect(new Set(keptLines()).size).toBe(90);
    expect(keptLines().length).toBe(90);
  });
});

describe('after a time away', () => {
  test('LF6 goes on where it was, also in what was rotated and compressed meanwhile', async () => {
    writeFileSync(path, `${line(0)}\n${line(1)}\n`);
    const first = follow();
    await allKept(2);
    await first.logs.dispose();
    appendFileSync(path, `${line(2)}\n`);
    writeFileSync(`${path}.2.gz`, gzipSync(readFileSync(path)));
    unlinkSync(path);
    await pause(20);
    writeFileSync(`${path}.1`, `${line(3)}\n`);
    await pause(20);
    writeFileSync(path, `${line(4)}\n`);
    follow();
    await allKept(5);
    await pause(400);
    expectEachOnce(5);
  });

  test('LF6 says that lines are lost when the file is gone', async () => {
    writeFileSync(path, `${line(0)}\n`);
    const first = follow();
    await allKept(1);
    await first.logs.dispose();
    unlinkSync(path);
    writeFileSync(path, `${line(1)} and another beginning\n`);
    const second = follow();
    await allKept(2);
    expect(sourceOf(second.logs)?.gaps).toBe(1);
  });

  test('a place is never used twice', async () => {
    writeFileSync(path, `${line(0)}\n`);
    const { logs } = follow();
    await allKept(1);
    renameSync(path, `${path}.1`);
    writeFileSync(path, `${line(1)}\n`);
    await allKept(2);
    const places = kept.lines.filter(({ source }) => source.includes('app.log')).map(({ seq }) => seq);
    expect(new Set(places).size).toBe(places.length);
    expect(sourceOf(logs)?.readTo).toBe(line(1).length + 1);
  });
});

describe('without Python', () => {
  test('LF10 every line once, through a rotation and over a time away', async () => {
    writeFileSync(path, `${line(0)}\n${line(1)}\n`);
    const first = follow(200, 'sh');
    await allKept(2);
    appendFileSync(path, `${line(2)}\n`);
    await allKept(3);
    appendFileSync(path, `${line(3)}\n`);
    renameSync(path, `${path}.1`);
    writeFileSync(path, `${line(4)}\n`);
    await allKept(5);
    await first.logs.dispose();
    appendFileSync(path, `${line(5)}\n`);
    follow(200, 'sh');
    await allKept(6);
    await pause(500);
    expectEachOnce(6);
  });

  test('LF10 any bytes, an odd name, and what is missing or truncated is said', async () => {
    path = join(folder, "app.log of 'it' $(touch x) été.log");
    const { logs } = follow(200, 'sh');
    await waitFor('missing', () => sourceOf(logs)?.state === 'missing', { deadlineMs: 20_000 });
    const hostile = Buffer.concat([Buffer.from('.\nD 1 1 0 hex\n'), Buffer.from([0, 0xff, 0x80, 10]), Buffer.alloc(200_000, 0x61), Buffer.from('\nlast\n')]);
    writeFileSync(path, hostile);
    await waitFor('the last line', () => keptText().endsWith('last\n'), { deadlineMs: 20_000 });
    expect(Buffer.from(keptText(), 'latin1').equals(hostile)).toBe(true);
    truncateSync(path, 0);
    appendFileSync(path, 'anew\n');
    await waitFor('the new line', () => keptText().endsWith('anew\n'), { deadlineMs: 20_000 });
    expect(existsSync('x')).toBe(false);
  });
});

describe('supervisord', () => {
  test('LF12 its programs\' logs are found by asking it, wherever they are', async () => {
    const socket = join(folder, 'supervisor.sock');
    writeFileSync(join(folder, 'supervisord.conf'), [
      '[unix_http_server]', `file=${socket}`, '[supervisord]', 'nodaemon=true', `logfile=${join(folder, 'daemon.log')}`, `pidfile=${join(folder, 'pid')}`, `childlogdir=${folder}`,
      '[rpcinterface:supervisor]', 'supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface',
      '[program:talker]', 'command=/bin/sh -c "echo I talk; sleep 100"', 'redirect_stderr=true', '',
    ].join('\n'));
    const daemon = spawn('/usr/bin/supervisord', ['-c', join(folder, 'supervisord.conf')], { stdio: 'ignore' });
    try {
      await waitFor('supervisord', () => existsSync(socket), { deadlineMs: 20_000 });
      const { logs } = follow(200, 'python', { supervisorSockets: [socket] });
      await waitFor('the words of its program', () => kept.lines.some(({ text }) => text === 'I talk'), { deadlineMs: 20_000, lastSeen: () => JSON.stringify(logs.sources()) });
      expect(logs.sources().find(({ program }) => program === 'talker')?.path).toMatch(/talker-stdout---supervisor-\w+\.log$/);
    } finally {
      const ended = new Promise((done) => { daemon.once('exit', done); });
      daemon.kill('SIGTERM');
      await ended;
    }
  });
});

describe('what it does not do', () => {
  test('LF2 a big file is not read from its beginning', async () => {
    const text = Array.from({ length: 40_000 }, (_, n) => line(n)).join('\n');
    writeFileSync(path, `${text}\n`);
    const { logs } = follow();
    await waitFor('the last line', () => keptText().includes('line 39999'), { deadlineMs: 20_000 });
    expect(keptText().length).toBeLessThan(262_144 + 1);
    expect(keptLines()[0]).toMatch(/^2026-11-22 03:00:00,\d{3} line \d+$/);
    expect(sourceOf(logs)?.size).toBe(text.length + 1);
  });

  test('LF9 any bytes, lines of any length, and text of our own protocol are only text', async () => {
    writeFileSync(path, '');
    const { logs } = follow();
    await following(logs);
    const hostile = Buffer.concat([
      Buffer.from('D 1 1 0 999999\n.\nfleetbeat-follower 1 x python 1\n\u001b[31mred\u001b]0;title\u0007\n<script>alert(1)</script>\n'),
      Buffer.from([0, 0xff, 0xfe, 0x80, 10]), Buffer.alloc(3_000_000, 0x61), Buffer.from('\nlast\n'),
    ]);
    writeFileSync(path, hostile);
    await waitFor('the last line', () => keptText().endsWith('last\n'), { deadlineMs: 30_000 });
    const texts = kept.lines.map(({ text }) => text);
    expect(texts).toContain('<script>alert(1)</script>');
    expect(texts).toContain('D 1 1 0 999999');
    expect(texts.at(-1)).toBe('last');
    expect(kept.lines.find(({ isCut }) => isCut)?.text.length).toBeLessThanOrEqual(8192);
    expect(keptText().length).toBeLessThan(1_500_000);
    expect(kept.lines.at(-1)?.seq).toBe(hostile.length - 5);
  });

  test('LF8 what cannot be read is said', async () => {
    const { logs } = follow();
    await waitFor('missing', () => sourceOf(logs)?.state === 'missing', { deadlineMs: 20_000 });
    writeFileSync(path, `${line(0)}\n`);
    await allKept(1);
    expect(sourceOf(logs)?.state).toBe('following');
  });

  test('LF1 nothing is left when the session goes', async () => {
    writeFileSync(path, `${line(0)}\n`);
    const { session } = follow();
    await allKept(1);
    const pid = session.opened[0] ?? 0;
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    session.lose({ code: 'link-lost' });
    await waitFor('the end of the follower', () => !existsSync(`/proc/${pid}`), { deadlineMs: 10_000 });
  });
});
