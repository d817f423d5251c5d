/**
 * Q5, search: 100 MB of kept log looked through by the very desk, store and thread that the log viewer asks, step by step as the
 * page asks them. Also how long the engine's own thread is held meanwhile.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createSqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteIncidentStore } from '#electron/adapters/sqlite/sqlite-incident-store.ts';
import { createThreadLineSearch } from '#electron/adapters/system/thread-line-search.ts';
import { utc } from '#electron/crashes/core/read-time.ts';
import { unknownClock } from '#electron/logs/core/read-host-clock.ts';
import { createLogDesk, type LiveLogDesk } from '#electron/logs/create-log-desk.ts';
import type { LogBlock } from '#electron/ports/incident-store.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogFilter, LogSourceId } from '#shared/domain/log.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { realTimers } from '#test/fakes/real-time.ts';
import { percentile, rounded, type Figure } from './figures.ts';
import { blocksOf } from './log-parsing.ts';

const host = 'pi' as HostId;
const source = 'pi|file|/var/log/worker.log' as LogSourceId;
const signal = new AbortController().signal;

/** As the follower keeps them: whole lines, up to 64 KiB. */
function* kept(megabytes: number): Generator<LogBlock> {
  let [from, line] = [0, 1];
  for (const bytes of blocksOf(megabytes, false)) {
    for (let at = 0; at < bytes.length;) {
      const stop = at + 65_536 >= bytes.length ? bytes.length : bytes.lastIndexOf(10, at + 65_536) + 1;
      const part = bytes.slice(at, stop);
      yield { source, from, to: from + part.length, line, firstAt: Date.UTC(2026, 10, 22) + from / 10, lastAt: Date.UTC(2026, 10, 22) + (from + part.length) / 10, bytes: part };
      for (const byte of part) if (byte === 10) line += 1;
      from += part.length;
      at = stop;
    }
  }
}

type Searched = { readonly ms: number; readonly heldMs: number; readonly count: number; readonly bytes: number };

async function searchAll(desk: LiveLogDesk, pattern: NonNullable<LogFilter['pattern']>): Promise<Searched> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  let [count, bytes] = [0, 0];
  for (let next: string | null | undefined; next !== null;) {
    const step = await desk.search({ sources: [source], filter: { levels: [], hosts: [], workers: [], pattern }, from: null, to: null, next: next ?? null, limit: 1000 }, signal);
    if (!step.ok) throw new Error(`search: ${step.error.code}`);
    count += step.value.count;
    bytes += step.value.scanned;
    ({ next } = step.value);
  }
  const ms = performance.now() - begun;
  delay.disable();
  return { ms: (ms * 100_000_000) / bytes, heldMs: delay.max / 1e6, count, bytes };
}

export async function measureLogSearch(_isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-bench-search-'));
  const log = createMemoryLog();
  const client = createSqliteClient({ path: join(folder, 'history.sqlite'), workerUrl: new URL('../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log, timers: realTimers });
  const store = createSqliteIncidentStore(client);
  const search = createThreadLineSearch({ workerUrl: new URL('../../electron/adapters/system/line-search-main.ts', import.meta.url), timers: realTimers, log });
  const desk = createLogDesk({
    store, search, sources: () => [], costMsPerMinute: () => null,
    originOf: (id) => ({ plan: { id, host, kind: 'file', name: 'worker.log', path: '/var/log/worker.log', program: null, node: null, pids: [] }, worker: null, clock: { ...unknownClock, zone: utc } }),
  });
  try {
    let batch: LogBlock[] = [];
    const flush = async (): Promise<void> => {
      const done = await store.ingest({ host, at: 0, marks: [], blocks: batch, events: [], incidents: [], gone: [] });
      if (!done.ok) throw new Error(`store: ${done.error.code}`);
      batch = [];
    };
    for (const block of kept(100)) if (batch.push(block) >= 200) await flush();
    await flush();
    const figures: Figure[] = [];
    const measure = async (what: string, pattern: NonNullable<LogFilter['pattern']>): Promise<void> => {
      await searchAll(desk, pattern);
      const runs = [await searchAll(desk, pattern), await searchAll(desk, pattern), await searchAll(desk, pattern)];
      const [first] = runs;
      say(`Q5 search ${what}: ${runs.map(({ ms }) => Math.round(ms)).join(', ')} ms, ${first?.count ?? 0} lines`);
      figures.push({ id: 'Q5', what: `search 100 MB, ${what}`, value: rounded(percentile(runs.map(({ ms }) => ms), 0.5)), unit: 'ms', atMost: 1000, note: `${first?.count ?? 0} lines; the engine held at most ${rounded(Math.max(...runs.map(({ heldMs }) => heldMs)))} ms` });
    };
    const text = (words: string): NonNullable<LogFilter['pattern']> => ({ text: words, isRegex: false, isCaseSensitive: false });
    await measure('a text that is nowhere', text('no such words'));
    await measure('a text in every block', text('sigsegv'));
    await measure('a text in a third of the lines', text('succeeded'));
    await measure('a regular expression', { text: 'image (1|3)\\d{3} sur', isRegex: true, isCaseSensitive: true });
    return figures;
  } finally {
    await search.dispose();
    await client.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
