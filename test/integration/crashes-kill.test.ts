/**
 * The app killed with -9 a hundred times while it takes crashes in: none lost, none doubled, every line kept once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createSqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteIncidentStore } from '#electron/adapters/sqlite/sqlite-incident-store.ts';
import type { LogSourceId } from '#shared/domain/log.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { realTimers } from '#test/fakes/real-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-kill-'));
const logPath = join(folder, 'worker.log');
const storePath = join(folder, 'store', 'history.sqlite');
const child = new URL('./crashes-child.ts', import.meta.url).pathname;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;
/** Beyond what this machine gives its own processes. */
const firstPid = 4_000_000;
/** Within what is read again at a start, so that an incident cut in two by a kill has its first half. */
const start = Date.now() - 20 * 3_600_000;
const stamp = (ms: number): string => new Date(start + ms).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '');

/** One child killed by SIGSEGV, as billiard tells it; half a minute after the one before. */
function crash(): string {
  written += 1;
  const at = written * 30_000;
  return [
    `[${stamp(at)}: INFO/MainProcess] Task app.work[00000000-0000-4000-8000-${String(written).padStart(12, '0')}] received`,
    `[${stamp(at + 900)}: ERROR/MainProcess] Process 'ForkPoolWorker-${written}' pid:${firstPid + written} exited with 'signal 11 (SIGSEGV)'`,
    `[${stamp(at + 940)}: ERROR/MainProcess] Task handler raised error: WorkerLostError('Worker exited prematurely: signal 11 (SIGSEGV) Job: ${written}.')`,
    'Traceback (most recent call last):',
    '  File "/usr/lib/python3/dist-packages/billiard/pool.py", line 1265, in mark_as_worker_lost',
    '    raise WorkerLostError(',
    `billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 11 (SIGSEGV) Job: ${written}.`,
    '',
  ].join('\n');
}

/** Lets it run until it kept something, then for a while more, and kills it. */
async function liveFor(ms: number): Promise<void> {
  const app = spawn(process.execPath, [child, logPath, storePath], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TZ: 'UTC' } });
  const ended = once(app, 'exit');
  const writing = setInterval(() => appendFileSync(logPath, crash()), 150);
  await Promise.race([once(app.stdout, 'data'), ended]);
  await new Promise((done) => { setTimeout(done, ms); });
  clearInterval(writing);
  // in the middle of a record
  const text = crash();
  appendFileSync(logPath, text.slice(0, text.length / 2));
  app.kill('SIGKILL');
  await ended;
  appendFileSync(logPath, text.slice(text.length / 2));
}

/** The last one reads to the end; only then is the store free for us. */
async function liveUntilQuiet(): Promise<void> {
  const app = spawn(process.execPath, [child, logPath, storePath], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TZ: 'UTC' } });
  const ended = once(app, 'exit');
  let heardAt = performance.now();
  app.stdout.on('data', () => { heardAt = performance.now(); });
  while (performance.now() - heardAt < 5000) await new Promise((done) => { setTimeout(done, 100); });
  app.kill('SIGKILL');
  await ended;
}

test('killed a hundred times during ingest: no incident lost or doubled', { timeout: 1_200_000 }, async () => {
  writeFileSync(logPath, '');
  const times = Number(process.env['FLEETBEAT_KILLS'] ?? 100);
  // each life begins where the one before was killed
  for (let n = 0; n < times; n += 1) await liveFor((n * 37) % 260);
  await liveUntilQuiet();
  const client = createSqliteClient({ path: storePath, workerUrl: new URL('../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log: createMemoryLog(), timers: realTimers });
  const store = createSqliteIncidentStore(client);
  const pids: number[] = [];
  let after: string | null = null;
  do {
    const page = await store.incidents({ group: null, host: null, worker: null, since: null, until: null, after, limit: 500 });
    if (!page.ok) throw new Error(page.error.code);
    pids.push(...page.value.incidents.map(({ pid }) => pid ?? 0));
    after = page.value.next;
  } while (after !== null);
  const blocks = await store.blocks({ source: `pi|file|${logPath}` as LogSourceId, from: null, to: null, fromAt: null, toAt: null, newestFirst: false, maxBytes: 100_000_000 });
  await client.dispose();
  // what else died on this machine meanwhile (its own logs are followed too) is another story
  expect(pids.filter((pid) => pid > firstPid).toSorted((a, b) => a - b)).toEqual(Array.from({ length: written }, (_, n) => firstPid + 1 + n));
  if (!blocks.ok) throw new Error(blocks.error.code);
  const kept = Buffer.concat(blocks.value.map(({ bytes }) => bytes)).toString().split('\n').filter((line) => line.includes('exited with'));
  expect(kept.length).toBe(written);
});
