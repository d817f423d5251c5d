/** Groups on a real store: reopened when seen again, merged and split, renamed, muted, and what a host's absence held. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSqliteClient, type SqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteIncidentStore } from '#electron/adapters/sqlite/sqlite-incident-store.ts';
import { createCrashDesk, type LiveCrashDesk } from '#electron/crashes/create-crash-desk.ts';
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import { Incident, type CrashChange, type CrashGroup, type GroupChange, type SignatureId } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { realTimers } from '#test/fakes/real-time.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-groups-'));
const signal = new AbortController().signal;
const everything = { hosts: [], states: [], causes: [], since: null, text: '' };
let now = Date.UTC(2026, 10, 22);
let client: SqliteClient;
let store: IncidentStore;
let desk: LiveCrashDesk;

beforeAll(() => {
  client = createSqliteClient({ path: join(folder, 'history.sqlite'), workerUrl: new URL('../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log: createMemoryLog(), timers: realTimers });
  store = createSqliteIncidentStore(client);
  desk = createCrashDesk({ store, clock: { now: () => now, monotonic: () => now }, away: () => [] });
});
afterAll(async () => {
  await client.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function incident(id: string, signature: string, at: number, host = 'pi1'): Incident {
  return Incident.parse({
    id, signature, host, kind: 'child-died', worker: `w@${host}`, workerKey: null, backend: 'systemd', unit: null, program: null, container: null, pid: 7, child: null, at, atIsEstimated: false, lastAt: at, times: 1,
    signal: 'SIGSEGV', exitCode: null, coreDumped: null, exception: null, cause: { code: 'native-crash', confidence: 0.6, rules: ['fault-signal'], raise: [] }, otherCauses: [], task: null, isRebuilt: false,
    taskCandidates: [], frames: [], nativeFrame: null, evidence: [], memoryBefore: [], memoryLimit: null, surroundings: [],
  });
}

async function take(...incidents: readonly Incident[]): Promise<void> {
  const kept = await store.ingest({ host: 'pi1' as HostId, at: now, marks: [], blocks: [], events: [], gone: [], incidents: incidents.map((one) => ({ incident: one, group: { family: 'SIGSEGV', title: `title of ${one.signature}` } })) });
  if (!kept.ok) throw new Error(kept.error.code);
  await desk.touched(kept.value);
}
async function groups(): Promise<readonly CrashGroup[]> {
  const found = await desk.groups(everything, signal);
  if (!found.ok) throw new Error(found.error.code);
  return found.value.groups;
}
async function change(id: string, what: GroupChange): Promise<void> {
  const done = await desk.changeGroup(id as SignatureId, what, signal);
  if (!done.ok) throw new Error(done.error.code);
}
const of = async (id: string): Promise<CrashGroup | undefined> => (await groups()).find((group) => group.id === id);

test('the same incident twice counts once; hosts and course are told', async () => {
  await take(incident('i1', 's-a', now - 1000), incident('i1', 's-a', now - 1000), incident('i2', 's-a', now - 500, 'pi2'));
  expect(await of('s-a')).toMatchObject({ count: 2, hosts: ['pi2', 'pi1'], state: 'open', lastIncident: 'i2', title: 'title of s-a', firstSeen: now - 1000, lastSeen: now - 500 });
  expect((await of('s-a'))?.trend.counts.at(-1)).toBe(0);
  expect((await of('s-a'))?.trend.counts.reduce((a, b) => a + b, 0)).toBe(2);
});

test('resolved, it is reopened only by a new incident that is later', async () => {
  now += 10_000;
  await change('s-a', { kind: 'resolve' });
  await take(incident('i2', 's-a', now - 500, 'pi2'), incident('i0', 's-a', now - 60_000));
  expect((await of('s-a'))?.state).toBe('resolved');
  now += 10_000;
  await take(incident('i3', 's-a', now - 100));
  expect(await of('s-a')).toMatchObject({ state: 'reopened', count: 4 });
});

test('merged groups are one until split; names and notes stay', async () => {
  await take(incident('i9', 's-b', now));
  await change('s-a', { kind: 'rename', title: 'OpenCV dies' });
  await change('s-a', { kind: 'note', text: 'seen in **staging**' });
  await change('s-b', { kind: 'merge', into: 's-a' as SignatureId });
  expect(await groups()).toMatchObject([{ id: 's-a', count: 5, merged: ['s-b'], title: 'OpenCV dies', isRenamed: true, note: 'seen in **staging**' }]);
  const page = await desk.incidents({ group: 's-a' as SignatureId, host: null, worker: null, since: null, until: null, after: null, limit: 2 }, signal);
  expect(page).toMatchObject({ ok: true, value: { total: 5 } });
  await change('s-b', { kind: 'split' });
  expect((await groups()).map(({ id, count }) => [id, count])).toEqual([['s-b', 1], ['s-a', 4]]);
  await change('s-a', { kind: 'rename', title: '' });
  expect((await of('s-a'))?.title).toBe('title of s-a');
});

test('watchers get the whole first, then what changed, and what is no group of its own any more', async () => {
  const seen: CrashChange[] = [];
  const stop = desk.watch((one) => seen.push(one));
  await waitFor('the whole', () => seen.length === 1, { deadlineMs: 5000 });
  await change('s-b', { kind: 'merge', into: 's-a' as SignatureId });
  await waitFor('the change', () => seen.length === 2, { deadlineMs: 5000 });
  stop();
  expect(seen[0]).toMatchObject({ whole: true, gone: [] });
  expect(seen[1]).toMatchObject({ whole: false, groups: [{ id: 's-a', count: 5 }], gone: ['s-b'] });
  expect(seen[1]?.seq).toBe((seen[0]?.seq ?? 0) + 1);
});

test('pages of incidents meet', async () => {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page = await store.incidents({ group: null, host: null, worker: null, since: null, until: null, after, limit: 2 });
    if (!page.ok) throw new Error(page.error.code);
    ids.push(...page.value.incidents.map(({ id }) => id));
    after = page.value.next;
  } while (after !== null);
  expect(ids.toSorted()).toEqual(['i0', 'i1', 'i2', 'i3', 'i9']);
});
