/**
 * Crash and log review on a real Pi over SSH, by the product as an operator starts it: a file named later is followed without
 * reconnecting, every line of it once through rotation under load; the dossier of a killed child has its memory curve; what
 * happened while Fleetbeat was not running is told when it is back.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import type { AwaySummary, Incident, IncidentSummary } from '#shared/domain/crash.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { LogLine, LogSourceId } from '#shared/domain/log.ts';
import type { LabSpec } from '#test/lab/lab-spec.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const spec: LabSpec = {
  pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'inside' } }],
  workers: [{ pi: 'pi1', name: 'video', pool: 'prefork', concurrency: 2, queues: ['video'] }, { pi: 'pi1', name: 'mail', pool: 'solo', queues: ['mail'], restart: 'always' }],
};
const path = '/home/pi/own.log';

let lab: Lab;
let home: OperatorHome;
let served: Served | null = null;
let panel: PanelClient | null = null;

beforeAll(async () => {
  lab = await startLab(spec);
  home = homeForLab(lab);
  // as an application limits itself that took the address space for the memory
  const pi = lab.pi('pi1');
  const main = lab.worker('video@pi1').mainPid;
  for (const pid of [main, ...(await pi.exec(['ps', '-o', 'pid=', '--ppid', String(main)])).stdout.trim().split(/\s+/)]) await pi.exec(['prlimit', `--pid=${pid}`, '--as=4294967296']);
}, 120_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  await lab?.dispose();
  home?.dispose();
}, 60_000);

async function serve(): Promise<PanelClient> {
  served = await servePanel([], home.env);
  panel = await openPanel(served);
  return panel;
}

const hostOf = (client: PanelClient): HostView => { const [host] = client.fleet().hosts; if (host === undefined) throw new Error('no host'); return host; };
const childOf = async (pi: LabPi, main: number): Promise<number> => Number((await pi.exec(['ps', '-o', 'pid=', '--ppid', String(main)])).stdout.trim().split('\n')[0]);
const incidents = async (client: PanelClient): Promise<readonly IncidentSummary[]> => (await client.call('crashes.incidents', { group: null, host: null, worker: null, since: null, until: null, after: null, limit: 100 })).incidents;

async function linesOf(client: PanelClient, source: LogSourceId): Promise<readonly LogLine[]> {
  const all: LogLine[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: { readonly lines: LogLine[]; readonly after: string | null } = await client.call('logs.read', { sources: [source], filter: { levels: [], hosts: [], workers: [], pattern: null }, from: null, to: null, anchor: cursor === null ? { kind: 'oldest' } : { kind: 'cursor', cursor, side: 'after' }, limit: 5000 });
    all.push(...page.lines);
    cursor = page.after;
    if (cursor === null) return all;
  }
}

/** Writes numbered lines while the file is renamed away and copied-and-emptied under it, as logrotate does. */
const writer = `
import os, shutil, time
path = "${path}"
n = 0
def write(count, out):
    global n
    for _ in range(count):
        out.write("2026-11-22 03:00:00,000 line %d\\n" % n)
        n += 1
        if n % 100 == 0:
            out.flush()
            time.sleep(0.02)
    out.flush()
for turn in range(3):
    with open(path, "a") as out:
        write(3000, out)
        os.rename(path, "%s.%d" % (path, 10 - turn))
        write(500, out)
    time.sleep(1.5)
for turn in range(3):
    with open(path, "a") as out:
        write(3000, out)
    time.sleep(5)
    shutil.copyfile(path, "%s.copy%d" % (path, turn))
    os.truncate(path, 0)
with open(path, "a") as out:
    write(1000, out)
print(n)
`;

test('a file named later, rotated under load: followed without reconnecting, every line once', { timeout: 240_000 }, async () => {
  const pi = lab.pi('pi1');
  const client = await serve();
  await client.call('fleet.import', { text: readFileSync(home.fleetPath, 'utf8') });
  await client.until('the Pi and its workers', (fleet) => fleet.hosts[0]?.sample && fleet.workers.filter(({ process }) => process !== null).length === 2, 60_000);
  const { id, config, link } = hostOf(client);
  const { id: _id, isOn: _isOn, ...draft } = config;
  await pi.exec(['touch', path], { user: 'pi' });
  await client.call('hosts.edit', { id, draft: { ...draft, logFiles: [path] } });
  const source = await waitFor('the file', async () => (await client.call('logs.sources', { host: null })).sources.find((one) => one.path === path && one.state === 'following'), { deadlineMs: 30_000, everyMs: 300 });
  expect(hostOf(client).link.since).toBe(link.since);
  const end = await pi.exec(['/usr/bin/python3', '-'], { user: 'pi', input: writer, timeoutMs: 120_000 });
  expect(end.stderr).toBe('');
  const count = Number(end.stdout.trim());
  await waitFor('the last line', async () => (await client.call('logs.read', { sources: [source.id], filter: { levels: [], hosts: [], workers: [], pattern: null }, from: null, to: null, anchor: { kind: 'newest' }, limit: 1 })).lines[0]?.text.endsWith(`line ${count - 1}`), { deadlineMs: 60_000, everyMs: 500 });
  const numbers = (await linesOf(client, source.id)).map(({ text }) => Number(text.split(' ').at(-1))).toSorted((a, b) => a - b);
  process.stdout.write(`rotation on a Pi: ${count} lines written, ${numbers.length} read, ${new Set(numbers).size} different\n`);
  expect(numbers).toEqual(Array.from({ length: count }, (_, n) => n));
});

test('a killed child: its dossier has the memory of the minutes before', { timeout: 120_000 }, async () => {
  const pi = lab.pi('pi1');
  const client = panel ?? (await serve());
  expect(pi.kill(await childOf(pi, lab.worker('video@pi1').mainPid))).toBe(true);
  const found = await waitFor('the incident', async () => (await incidents(client)).find((one) => one.worker === 'video@pi1' && one.signal === 'SIGKILL'), { deadlineMs: 40_000, everyMs: 500 });
  const whole: Incident = await client.call('crashes.incident', { id: found.id });
  expect(whole.memoryBefore.filter(({ bytes }) => bytes !== null && bytes > 10_000_000).length).toBeGreaterThan(5);
  expect(whole.isRebuilt).toBe(false);
  expect(whole.surroundings.map(({ kind, label }) => `${kind} ${label}`)).toContainEqual(expect.stringMatching(/^address-space pid \d+: \d+ of 4096 MiB of addresses in use \(RLIMIT_AS\)$/));
});

test('what happened while Fleetbeat was not running is told when it is back', { timeout: 240_000 }, async () => {
  const pi = lab.pi('pi1');
  const client = panel ?? (await serve());
  const before = new Set((await incidents(client)).map(({ id }) => id));
  client.close();
  await served?.dispose();
  const stoppedAt = Date.now();
  expect(pi.kill(await childOf(pi, lab.worker('video@pi1').mainPid))).toBe(true);
  expect(pi.kill(lab.worker('mail@pi1').mainPid)).toBe(true);
  await waitFor('a minute to pass', () => Date.now() - stoppedAt > 62_000, { deadlineMs: 90_000, everyMs: 500 });
  const back = await serve();
  let last: AwaySummary | undefined;
  const summary = await waitFor('the summary', async () => { last = (await back.call('away.summary', { host: null })).summaries[0]; return last?.isComplete === true ? last : null; }, { deadlineMs: 90_000, everyMs: 500, lastSeen: () => JSON.stringify(last) });
  expect(summary.from).toBeLessThanOrEqual(stoppedAt + 2000);
  const fresh = (await incidents(back)).filter(({ id, kind }) => !before.has(id) && kind !== 'stall');
  expect(fresh.map(({ kind, signal, isRebuilt }) => ({ kind, signal, isRebuilt })).toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([{ kind: 'child-died', signal: 'SIGKILL', isRebuilt: true }, { kind: 'main-died', signal: 'SIGKILL', isRebuilt: true }]);
  // on a busy machine heartbeats come late, which is told beside the deaths
  expect(summary.incidents).toBe((await incidents(back)).filter(({ id, at }) => !before.has(id) && at >= summary.from && at <= summary.to).length);
  expect(summary.worst.filter(({ kind }) => kind !== 'stall').length).toBe(2);
  expect(summary.restarts).toBeGreaterThanOrEqual(1);
});
