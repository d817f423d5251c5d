/** `trend`, `alerts` and `report` as a shell sees them, over a record made here: half a day of a leaking worker and a crash. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSqliteAlertStore } from '#electron/adapters/sqlite/sqlite-alert-store.ts';
import { createSqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteHistoryStore } from '#electron/adapters/sqlite/sqlite-history-store.ts';
import { createSqliteTimelineStore } from '#electron/adapters/sqlite/sqlite-timeline-store.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { Alert, AlertId, RuleId } from '#shared/domain/alert.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { hostConfig } from '#test/fakes/host-facts.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

const cli = new URL('../../build/bin/fleetbeat.mjs', import.meta.url).pathname;
const hour = 3_600_000;
const host = hostConfig('pi1');
const worker = 'pi1|w1@pi1' as WorkerKey;
const now = Date.now();
const from = now - 12 * hour;
let home: string;

const alert = (id: string, change: Partial<Alert>): { readonly alert: Alert; readonly wellSince: null } => ({ wellSince: null, alert: {
  id: id as AlertId, rule: 'worker-crashed' as RuleId, condition: 'worker-crashed', severity: 'critical', subject: { host: host.id, worker, broker: null }, name: 'w1@pi1', hostName: 'pi1', state: 'cleared',
  since: now - 3 * hour, firedAt: now - 3 * hour, clearedAt: now - 2 * hour, value: null, threshold: null, silence: null, cause: null, explains: 0, isFlapping: false, flaps: 1, notifiedAt: now - 3 * hour, ...change,
} });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fleetbeat-past-'));
  await writeFile(join(home, 'settings.json'), JSON.stringify({ format: 1, settings: defaultSettings, hosts: [host] }));
  const log = createMemoryLog();
  const client = createSqliteClient({ path: join(home, 'history.sqlite'), workerUrl: new URL('../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log, timers: createSystemTimers() });
  const history = createSqliteHistoryStore({ client });
  // the store calls a pause of more than a minute an absence
  for (let at = from; at < now; at += 50_000) {
    const values = [['host.cpu', 20], ['host.memory', 50], [`worker.rss:${worker}`, 100e6 + ((at - from) / hour) * 10e6], [`worker.cpu:${worker}`, 3]] as const;
    const isFirst = at === from;
    expect((await history.append({ at, pulses: [{ host: host.id, at, values }], marks: [], rebuilt: [], verdicts: isFirst ? [
      { host: host.id, worker, at: from, verdict: { kind: 'working', reason: 'consuming' } },
      { host: host.id, worker, at: now - 3 * hour, verdict: { kind: 'crashed', reason: 'main-gone-silently' } },
      { host: host.id, worker, at: now - 2 * hour, verdict: { kind: 'working', reason: 'consuming' } },
    ] : [] })).ok).toBe(true);
  }
  expect(await createSqliteAlertStore(client).put([alert('a1', {}), alert('a2', { rule: 'disk-full' as RuleId, condition: 'disk-full', state: 'firing', clearedAt: null, value: 97, threshold: 95, name: 'pi1\u001b[31m', subject: { host: host.id, worker: null, broker: null } })])).toMatchObject({ ok: true });
  expect(await createSqliteTimelineStore(client).put({ presences: [{ host: host.id, at: from, presence: 'connected' }], names: [{ host: host.id, worker: null, name: 'pi1', firstSeen: from }, { host: host.id, worker, name: 'w1@pi1', firstSeen: from }] })).toMatchObject({ ok: true });
  await client.dispose();
}, 30_000);
afterAll(() => rm(home, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, FLEETBEAT_HOME: home, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString('utf8'); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString('utf8'); });
  return new Promise((resolve) => void child.once('close', (code) => resolve({ code, out, err })));
}

test('CL7 trend tells the leak, in words, JSON and CSV', async () => {
  const text = await run('trend', 'pi1/w1@pi1', '--since', '11h');
  expect(text).toMatchObject({ code: 0, err: '' });
  expect(text.out).toContain('Memory keeps growing (9.5 MiB/h');
  const json = JSON.parse((await run('trend', 'pi1/w1@pi1', '--since', '11h', '--json')).out) as { memory: { kind: string; bytesPerHour: { low: number; mid: number; high: number } }; rows: { rssBytes: { mean: number } }[] };
  expect(json.memory.kind).toBe('leak');
  expect(Math.abs(json.memory.bytesPerHour.mid - 10e6)).toBeLessThan(0.3e6);
  expect(json.rows.length).toBeGreaterThan(100);
  const csv = (await run('trend', 'pi1', '--csv')).out.split('\r\n');
  expect(csv[0]).toBe('time,cpuPercent_min,cpuPercent_mean,cpuPercent_max,memoryPercent_min,memoryPercent_mean,memoryPercent_max,load1_min,load1_mean,load1_max,temperatureC_min,temperatureC_mean,temperatureC_max');
  expect(csv.some((line) => /^\d{4}-\d\d-\d\dT[\d:.]+Z,20,20,20,50,50,50,,,,,,$/.test(line))).toBe(true);
});

test('CL7 alerts lists what stands and stood, and its exit code says the worst that stands', async () => {
  const json = JSON.parse((await run('alerts', '--json')).out) as { alerts: { rule: string; state: string }[]; exit: number };
  expect(json.alerts.map(({ rule, state }) => `${rule} ${state}`).toSorted()).toEqual(['disk-full firing', 'worker-crashed cleared']);
  const open = await run('alerts', '--open');
  expect(open.code).toBe(2);
  expect(open.out).toContain('disk 97 % full (over 95 %)');
  expect(open.out).not.toContain('crashed');
  expect(open.out).not.toContain('\u001b');
});

test('CL7 report sums the day up', async () => {
  const text = await run('report');
  expect(text).toMatchObject({ code: 0, err: '' });
  expect(text.out).toContain('! w1@pi1: crashed, 1 times, 60 min in all.');
  expect(text.out).toContain('Watched for 12 of 24 hours.');
  expect((await run('report', '--day', '2026-02-31')).code).toBe(64);
});

test('CL7 what is not there is said, and looking back writes nothing', async () => {
  const before = (await stat(join(home, 'settings.json'))).mtimeMs;
  expect((await run('trend', 'nobody')).code).toBe(64);
  expect((await run('trend', 'pi1/nobody')).code).not.toBe(0);
  expect((await run('trend', 'pi1', '--since', 'soon')).code).toBe(64);
  expect((await stat(join(home, 'settings.json'))).mtimeMs).toBe(before);
  const watched = JSON.parse((await run('report', '--json')).out) as { watched: number };
  expect(watched.watched).toBeGreaterThan(0.49);
  expect(watched.watched).toBeLessThan(0.51);
});
