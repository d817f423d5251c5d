/** `/metrics` on the real loopback door, read by Prometheus' own parser (python3-prometheus-client), hostile names included. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { fleetFamilies } from '#electron/metrics/core/fleet-families.ts';
import { writeExposition } from '#electron/metrics/core/exposition.ts';
import { openLoopbackDoor, type LoopbackDoor } from '#electron/transport/loopback-socket.ts';
import { createFakeEngine } from '#test/fakes/fake-engine.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { sceneSnapshot } from '#test/unit/metrics/scene-snapshot.ts';

const hostile = ['w"1"@pi', 'back\\slash@pi', 'line\nfeed@pi', '}{,=# HELP x', 'déjà 🐍@pi', '\u202e\u0000\u001b[31m@pi'];
const body = (): string => writeExposition(fleetFamilies({ snapshot: sceneSnapshot(hostile), alerts: [], restarts: [{ host: 'pi', worker: 'w"1"@pi', count: 4 }], childDeaths: [], crashes: new Map([['oom-global', 2]]) }));
let door: LoopbackDoor | null = null;
afterEach(async () => { await door?.close(); door = null; });

async function open(metrics: { readonly token: string | null } | null): Promise<string> {
  const engine = createFakeEngine();
  const opened = await openLoopbackDoor({
    handlers: engine.handlers, events: engine.events, desktop: null, log: createMemoryLog(), isPanelReadOnly: () => false, clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom(),
    checkOutput: true, pageFolder: '/nonexistent', port: 0, isReadOnly: true, ...(metrics === null ? {} : { metrics: { ...metrics, text: async () => body() } }),
  });
  if (!opened.ok) throw new Error(opened.error.because);
  door = opened.value;
  return `http://127.0.0.1:${door.port}/metrics`;
}

/** The parser refuses what a scraper would refuse. */
const parser = `
import sys, json
from prometheus_client.parser import text_string_to_metric_families
found = {}
for family in text_string_to_metric_families(sys.stdin.buffer.read().decode('utf-8')):
    for sample in family.samples:
        key = (sample.name, tuple(sorted(sample.labels.items())))
        assert key not in found, key
        found[key] = sample.value
print(json.dumps([[name, dict(labels), value] for (name, labels), value in found.items()]))
`;

test.skipIf(!existsSync('/usr/lib/python3/dist-packages/prometheus_client/__init__.py'))('MT2 a scraper reads every series, and names come through whole', async () => {
  const answer = await fetch(await open({ token: null }));
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const parsed = spawnSync('/usr/bin/python3', ['-c', parser], { input: await answer.text(), encoding: 'utf8' });
  expect(parsed.stderr).toBe('');
  const series = JSON.parse(parsed.stdout) as [string, Record<string, string>, number][];
  const verdicts = series.filter(([name]) => name === 'fleetbeat_worker_verdict').map(([, labels]) => labels['worker']);
  expect(verdicts).toEqual(['w"1"@pi', 'back\\slash@pi', 'line\nfeed@pi', '}{,=# HELP x', 'déjà 🐍@pi', '\u202e  [31m@pi']);
  expect(series).toContainEqual(['fleetbeat_crashes_total', { cause: 'oom-global' }, 2]);
  expect(series).toContainEqual(['fleetbeat_worker_restarts_total', { host: 'pi', worker: 'w"1"@pi' }, 4]);
  expect(series.every(([name]) => /^fleetbeat_[a-z0-9_]+$/.test(name))).toBe(true);
});

test('MT1 nothing answers unless asked for; a token is wanted where one was set; other hosts and methods are refused', async () => {
  expect((await fetch(await open(null))).status).toBe(404);
  await door?.close();
  const url = await open({ token: 'scrape-me' });
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  expect((await fetch(url, { headers: { authorization: 'Bearer scrape-me' } })).status).toBe(200);
  expect((await fetch(url, { method: 'POST', headers: { authorization: 'Bearer scrape-me' } })).status).toBe(405);
});
