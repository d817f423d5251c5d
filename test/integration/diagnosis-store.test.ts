/** Diagnoses in the history file: the newest evidence only, so many runs of a host, rows of another version left out. */
import { afterEach, expect, test } from 'vitest';
import { createSqliteDiagnosisStore } from '#electron/adapters/sqlite/sqlite-diagnosis-store.ts';
import { makeRun } from '#electron/diagnosis/core/make-run.ts';
import { createMemoryDiagnosisStore } from '#electron/diagnosis/memory-diagnosis-store.ts';
import { keptRunsPerHost, type DiagnosisStore } from '#electron/ports/diagnosis-store.ts';
import { RunId, type DiagnosisRun } from '#shared/domain/diagnosis.ts';
import { HostId } from '#shared/domain/ids.ts';
import { captured } from '#test/fakes/diagnosis-evidence.ts';
import { openTestStore, type TestStore } from './history/store-kit.ts';

let opened: TestStore | null = null;
afterEach(async () => { await opened?.dispose(); opened = null; });

const evidence = captured();
const cost = { cpuMs: 110, wallMs: 1400, bytes: 29_000, commands: 90, redisCommands: 40, controlRequests: 9, variant: 'python' as const };
const runOf = (host: string, n: number): DiagnosisRun => ({ ...makeRun(evidence, { id: RunId.parse(`${host}-${n}`), startedAt: 1000 + n, endedAt: 2000 + n, by: 'person', version: '0', gaps: [], median24h: null, cost }, { nowMs: 1000, isMuted: () => false, onThrow: () => '' }), host: HostId.parse(host) });

async function behave(store: DiagnosisStore): Promise<void> {
  const one = HostId.parse('one');
  for (let n = 0; n < keptRunsPerHost + 5; n += 1) expect(await store.save({ run: runOf('one', n), bootId: `boot-${n % 2}`, evidence: `{"n":${n}}` })).toMatchObject({ ok: true });
  await store.save({ run: runOf('two', 1), bootId: null, evidence: '{}' });
  const runs = await store.runs(one);
  if (!runs.ok) throw new Error(runs.error.code);
  expect(runs.value).toHaveLength(keptRunsPerHost);
  expect(runs.value[0]).toMatchObject({ id: `one-${keptRunsPerHost + 4}`, bootId: 'boot-0' });
  const latest = await store.latest();
  expect(latest.ok && latest.value.map(({ id }) => id).sort()).toEqual([`one-${keptRunsPerHost + 4}`, 'two-1']);
  expect(await store.evidence(one)).toEqual({ ok: true, value: `{"n":${keptRunsPerHost + 4}}` });
  const whole = await store.run(RunId.parse('one-30'));
  expect(whole.ok && whole.value).toEqual(runOf('one', 30));
  expect(await store.run(RunId.parse('one-1'))).toEqual({ ok: true, value: null });
  await store.drop(one);
  expect(await store.runs(one)).toEqual({ ok: true, value: [] });
  expect(await store.evidence(one)).toEqual({ ok: true, value: null });
}

test('in memory', () => behave(createMemoryDiagnosisStore()));

test('in the file', async () => {
  opened = await openTestStore();
  await behave(createSqliteDiagnosisStore(opened.client));
});

test('a row that cannot be read is left out', async () => {
  opened = await openTestStore();
  const row = { id: 'x', host: 'h', startedAt: 1, bootId: null, summary: '{"of":"another version"}', body: new Uint8Array([1, 2, 3]), evidence: new Uint8Array([9]) };
  await opened.client.call('diagnoses', 'save', { row, keep: 5 });
  const store = createSqliteDiagnosisStore(opened.client);
  expect(await store.latest()).toEqual({ ok: true, value: [] });
  expect(await store.run(RunId.parse('x'))).toEqual({ ok: true, value: null });
  expect(await store.evidence(HostId.parse('h'))).toEqual({ ok: true, value: '' });
});
