/** What windows are told about diagnoses: the overview first, mutes and schedule kept in the settings, bundles of what there is. */
import { expect, test } from 'vitest';
import { createDiagnosisDesk } from '#electron/diagnosis/create-diagnosis-desk.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import { makeRun } from '#electron/diagnosis/core/make-run.ts';
import { createMemoryDiagnosisStore } from '#electron/diagnosis/memory-diagnosis-store.ts';
import { RunId, type DiagnosisChange, type RunProgress } from '#shared/domain/diagnosis.ts';
import { CheckId } from '#shared/domain/finding.ts';
import { HostId } from '#shared/domain/ids.ts';
import { defaultSettings, type Settings } from '#shared/domain/settings.ts';
import { ok } from '#shared/result.ts';
import { capturedAt, captured } from '#test/fakes/diagnosis-evidence.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

const host = HostId.parse('fishy');
const cost = { cpuMs: 110, wallMs: 1400, bytes: 29_000, commands: 90, redisCommands: 40, controlRequests: 9, variant: 'python' as const };
const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

function desk() {
  let choices: Settings['diagnosis'] = defaultSettings.diagnosis;
  const store = createMemoryDiagnosisStore();
  const newest = new Map<HostId, Evidence>();
  const started: string[][] = [];
  const made = createDiagnosisDesk({
    clock: { now: () => capturedAt, monotonic: () => 0 }, random: { next: () => 0.5, uuid: () => 'id', token: () => 'ab' }, log: createMemoryLog(), store, newest, version: '0.9',
    queue: { start: (hosts) => { started.push([...hosts]); return [...hosts]; }, running: () => [], dispose: async () => undefined },
    hosts: () => [{ id: host, isConnected: true }, { id: HostId.parse('away'), isConnected: false }], choices: () => choices, choose: async (next) => { choices = next; return ok(next); },
  });
  const keep = async (evidence = captured()): Promise<void> => {
    const run = makeRun(evidence, { id: RunId.parse('r1'), startedAt: capturedAt - 1000, endedAt: capturedAt, by: 'person', version: '0.9', gaps: [], median24h: null, cost }, { nowMs: capturedAt, isMuted: () => false, onThrow: () => '' });
    newest.set(host, evidence);
    await store.save({ run, bootId: null, evidence: JSON.stringify(evidence) });
    made.ended(run);
  };
  return { made, started, keep, newest, choices: () => choices };
}

test('DG33 nobody named means all that are connected; an unknown host is refused', () => {
  const { made, started } = desk();
  expect(made.start([])).toEqual({ ok: true, value: { started: ['fishy'] } });
  expect(made.start([HostId.parse('away')])).toMatchObject({ ok: true });
  expect(made.start([HostId.parse('nobody')])).toEqual({ ok: false, error: { code: 'not-found', what: 'nobody' } });
  expect(started).toEqual([['fishy'], ['away']]);
});

test('DG34 the overview comes first, what moved meanwhile after it', async () => {
  const { made, keep } = desk();
  const told: DiagnosisChange[] = [];
  const stop = made.watch((change) => told.push(change));
  const progress: RunProgress = { host, run: null, step: 'waiting', parts: { host: 'waiting', redis: 'waiting', workers: 'waiting' }, at: 1, startedAt: 1, error: null };
  made.moved(progress);
  await settle();
  expect(told.map(({ overview, progress: moved }) => [overview !== null, moved.length])).toEqual([[true, 0], [false, 1]]);
  await keep();
  expect(told.at(-1)?.finished.map(({ id }) => id)).toEqual(['r1']);
  stop();
  made.moved(progress);
  expect(told).toHaveLength(3);
});

test('DG35 mutes and the schedule are settings: one mute for a check and host, told to every window', async () => {
  const { made, choices } = desk();
  const told: DiagnosisChange[] = [];
  made.watch((change) => told.push(change));
  await settle();
  const mute = { check: CheckId.parse('RED-02'), host, until: null };
  await made.mute(mute, true);
  await made.mute({ ...mute, until: capturedAt + 1000 }, true);
  expect(choices().mutes).toEqual([{ ...mute, until: capturedAt + 1000 }]);
  await made.schedule(6);
  await settle();
  expect(told.at(-1)?.overview).toMatchObject({ everyHours: 6, mutes: [{ check: 'RED-02' }] });
  expect(await made.mute(mute, false)).toEqual({ ok: true, value: { mutes: [] } });
});

test('DG36 a bundle is of what was seen: none without a run, and it opens again', async () => {
  const { made, keep, newest } = desk();
  const options = { withTaskArguments: false, isAnonymous: false };
  expect(await made.bundle([], options)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  await keep();
  const fromMemory = await made.bundle([], options);
  newest.clear();
  const fromStore = await made.bundle([host], options);
  expect(fromStore).toEqual(fromMemory);
  if (!fromMemory.ok) throw new Error(fromMemory.error.code);
  expect(fromMemory.value.name).toMatch(/^fleetbeat-fishy-\d+\.json$/);
  expect(made.openBundle(fromMemory.value.text)).toMatchObject({ ok: true, value: { runs: [{ hostName: 'fishy', by: 'replay' }] } });
  expect(made.openBundle('{}')).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
});
