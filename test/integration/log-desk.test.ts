/**
 * Reading and searching kept logs, on a real store and the real searching thread: pages of many sources meet without gap or
 * repeat, a search finds what is there, a pattern that never ends is given up and the next one works.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSqliteClient, type SqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteIncidentStore } from '#electron/adapters/sqlite/sqlite-incident-store.ts';
import { createThreadLineSearch } from '#electron/adapters/system/thread-line-search.ts';
import { unknownClock } from '#electron/logs/core/read-host-clock.ts';
import { createLogDesk, type LiveLogDesk } from '#electron/logs/create-log-desk.ts';
import type { IncidentStore, LogBlock } from '#electron/ports/incident-store.ts';
import type { LineSearch } from '#electron/ports/line-search.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogCursor, LogFilter, LogLine, LogPage, LogSourceId } from '#shared/domain/log.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { realTimers } from '#test/fakes/real-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-desk-'));
const host = 'pi' as HostId;
const sources = ['a', 'b', 'c'].map((name) => `pi|file|/${name}.log` as LogSourceId);
const noFilter: LogFilter = { levels: [], hosts: [], workers: [], pattern: null };
const start = Date.UTC(2026, 10, 22);
const linesEach = 700;
const signal = new AbortController().signal;

let client: SqliteClient;
let search: LineSearch;
let desk: LiveLogDesk;

function blocksOf(source: LogSourceId, index: number): LogBlock[] {
  const blocks: LogBlock[] = [];
  let from = 0;
  for (let first = 0; first < linesEach; first += 100) {
    const at = (n: number): number => start + n * 1000 + index * 100;
    const text = Array.from({ length: 100 }, (_, k) => first + k).map((n) => `${new Date(at(n)).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '')} [${n % 50 === 0 ? 'ERROR' : 'INFO'}] ${source} ligne ${n} été aaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n`).join('');
    const bytes = new TextEncoder().encode(text);
    blocks.push({ source, from, to: from + bytes.length, line: first + 1, firstAt: at(first), lastAt: at(first + 99), bytes });
    from += bytes.length;
  }
  return blocks;
}

beforeAll(async () => {
  const log = createMemoryLog();
  client = createSqliteClient({ path: join(folder, 'history.sqlite'), workerUrl: new URL('../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log, timers: realTimers });
  const store: IncidentStore = createSqliteIncidentStore(client);
  search = createThreadLineSearch({ workerUrl: new URL('../../electron/adapters/system/line-search-main.ts', import.meta.url), timers: realTimers, log });
  desk = createLogDesk({
    store, search, sources: () => [], costMsPerMinute: () => null,
    originOf: (id) => (sources.includes(id) ? { plan: { id, host, kind: 'file', name: id, path: id.slice(8), program: null, node: null, pids: [] }, worker: null, clock: { ...unknownClock, zone: { toEpoch: (ms) => ms, isGuess: false } } } : null),
  });
  const kept = await store.ingest({ host, at: start, marks: [], blocks: sources.flatMap(blocksOf), events: [], incidents: [], gone: [] });
  expect(kept.ok).toBe(true);
});
afterAll(async () => {
  await search.dispose();
  await client.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function page(anchor: Parameters<LiveLogDesk['read']>[0]['anchor'], filter = noFilter, limit = 97): Promise<LogPage> {
  const read = await desk.read({ sources, filter, from: null, to: null, anchor, limit }, signal);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}

const nameOf = (line: LogLine): string => `${line.source} ${line.seq}`;

test.each(['after', 'before'] as const)('pages %s one another hold every line once, in order', async (side) => {
  const all: LogLine[] = [];
  let now = await page({ kind: side === 'after' ? 'oldest' : 'newest' });
  for (;;) {
    all.splice(side === 'after' ? all.length : 0, 0, ...now.lines);
    const cursor: LogCursor | null = side === 'after' ? now.after : now.before;
    if (cursor === null) break;
    now = await page({ kind: 'cursor', cursor, side });
  }
  expect(all.length).toBe(linesEach * 3);
  expect(new Set(all.map(nameOf)).size).toBe(all.length);
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => a - b));
});

test('a page lies around a moment', async () => {
  const { lines } = await page({ kind: 'time', at: start + 350_000, side: 'around' }, noFilter, 20);
  expect(lines.length).toBe(20);
  expect(lines.filter(({ at }) => at < start + 350_000).length).toBe(10);
});

test('filters by level and by pattern, with accents', async () => {
  const { lines } = await page({ kind: 'oldest' }, { ...noFilter, levels: ['error'], pattern: { text: 'ligne (50|100) été', isRegex: true, isCaseSensitive: true } });
  expect(lines.map(({ text }) => /ligne (\d+)/.exec(text)?.[1])).toEqual(['50', '50', '50', '100', '100', '100']);
});

test('a search counts all matches and says where each is', async () => {
  const found = await desk.search({ sources, filter: { ...noFilter, pattern: { text: 'ligne 6\\d\\d ', isRegex: true, isCaseSensitive: false } }, from: null, to: null, next: null, limit: 10 }, signal);
  if (!found.ok) throw new Error(found.error.code);
  expect(found.value.count).toBe(300);
  expect(found.value.matches.length).toBe(10);
  expect(found.value.next).toBeNull();
  const first = found.value.matches[0];
  expect(first?.line.text.slice(...(first.ranges[0] ?? [0, 0]))).toBe('ligne 600 ');
});

test('the lines over time, step by step: as many as there are, errors apart', async () => {
  const counted = await desk.histogram({ sources, filter: noFilter, from: start, to: start + linesEach * 1000, pieces: 70, next: null }, signal);
  if (!counted.ok) throw new Error(counted.error.code);
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  expect([sum(counted.value.errors), sum(counted.value.warnings), sum(counted.value.others), counted.value.next]).toEqual([(linesEach / 50) * 3, 0, (linesEach - linesEach / 50) * 3, null]);
  // one error in fifty lines a second apart: every fifth piece of ten seconds has those of the three sources
  expect(counted.value.errors.slice(0, 10)).toEqual([3, 0, 0, 0, 0, 3, 0, 0, 0, 0]);
});

test('a pattern that never ends is given up; the engine goes on and the next search works', async () => {
  let ticks = 0;
  const ticking = setInterval(() => { ticks += 1; }, 20);
  const found = await desk.search({ sources, filter: { ...noFilter, pattern: { text: '(a+)+$', isRegex: true, isCaseSensitive: true } }, from: null, to: null, next: null, limit: 10 }, signal);
  clearInterval(ticking);
  expect(found).toMatchObject({ ok: false, error: { code: 'deadline-passed' } });
  expect(ticks).toBeGreaterThan(50);
  const { lines } = await page({ kind: 'oldest' }, { ...noFilter, pattern: { text: 'ligne 7 ', isRegex: true, isCaseSensitive: true } });
  expect(lines.length).toBe(3);
});
