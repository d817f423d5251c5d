/** What goes out of a review: kills to the alerts, questions to the broker; with a store and a fleet of a few lines. */
import { expect, it } from 'vitest';
import { createIncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import type { CrashEvent } from '#electron/crashes/core/crash-event.ts';
import { createPanelFacts } from '#electron/crashes/panel-facts.ts';
import { createResultLookUp } from '#electron/crashes/result-look-up.ts';
import { createReview, type ReviewNeeds } from '#electron/crashes/create-review.ts';
import type { IngestBatch } from '#electron/ports/incident-store.ts';
import type { Action, ActionChange } from '#shared/domain/action.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { ok } from '#shared/result.ts';
import { workerView } from '#test/fakes/fleet-views.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { host, incidentsOf, readInPieces } from './read-whole.ts';

const start = Date.UTC(2026, 10, 22, 0, 49);
const key = WorkerKey.parse('w');
const worker: WorkerView = workerView({ key, host, name: WorkerName.parse('w@pi4') });
const banner = ' -------------- w@pi4 v5.2.6 (dawn-chorus)\n- ** ---------- .> concurrency: 2 (prefork)\n[2026-11-22 00:49:00,000: INFO/MainProcess] w@pi4 ready.\n';
const exited = "[2026-11-22 00:49:03,745: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:77 exited with 'signal 9 (SIGKILL)'\n";
const limited = '[2026-11-22 00:49:03,000: ERROR/MainProcess] Hard time limit (2.0s) exceeded for app.eat[21bcedb0-6a62-40cd-b37c-000000000001]\n';
const eventsOf = (text: string): readonly CrashEvent[] => {
  const events: CrashEvent[] = [];
  readInPieces([new TextEncoder().encode(text)], { name: '/var/log/w.log', onEvent: (event) => events.push(event) });
  return events;
};
const settled = async (): Promise<void> => { for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => { setImmediate(resolve); }); };
const action = (id: string): Action => ({
  id: id as Action['id'], who: 'ana@laptop', by: 'person', at: start + 3000 + id.charCodeAt(0), endedAt: null, kind: 'signal', what: 'SIGTERM', before: [], after: [], outcome: 'begun', error: null, undo: null, undoneBy: null, operation: null,
  target: { host, hostName: 'pi4', worker: null, workerName: 'w@pi4', broker: null, brokerLabel: null, queue: null, tasks: [] },
});

/** A review whose store already holds these lines; each action of the panel's changes what stands around their incidents. */
async function review(text: string): Promise<{ readonly told: unknown[]; readonly kept: IngestBatch[]; act(id: string): Promise<void>; dispose(): Promise<void> }> {
  const time = createManualClock(start + 10_000);
  const told: unknown[] = [];
  const kept: IngestBatch[] = [];
  const store = { marks: async () => ok([]), recentEvents: async () => ok(eventsOf(text).map((event) => JSON.stringify(event))), ingest: async (batch: IngestBatch) => { kept.push(batch); return ok([]); }, tidy: async () => ok(undefined) };
  const keeper = { workersOn: () => [worker], worker: () => worker };
  const made = createReview({
    ...time, store, keeper, log: createMemoryLog(), search: { dispose: async () => undefined }, history: null, followerScripts: {}, named: () => [], spoolBytes: () => 1, random: { next: () => 0.5, uuid: () => 'u', token: () => '' },
    killTold: (who: WorkerKey, at: number) => told.push([who, at]), brokers: { watch: () => null },
  } as unknown as ReviewNeeds);
  let emit: (change: ActionChange) => void = () => undefined;
  made.heedActions((_params, listener) => { emit = listener; return () => undefined; });
  return { told, kept, act: async (id) => { emit({ actions: [action(id)] } as unknown as ActionChange); await settled(); }, dispose: () => made.dispose() };
}

it('CR15 a SIGKILL nobody of ours sent is told to the alerts once, however often more becomes known of it', async () => {
  const one = await review(banner + exited);
  await one.act('a');
  await one.act('b');
  expect(one.kept.length).toBeGreaterThanOrEqual(2);
  expect(one.told).toEqual([[key, start + 3745]]);
  await one.dispose();
});

it('CR15 Celery’s own kill after a hard time limit is none', async () => {
  const one = await review(banner + limited + exited);
  await one.act('a');
  expect(one.kept.flatMap(({ incidents }) => incidents.map(({ incident }) => incident.cause.code))).toEqual(['hard-time-limit']);
  expect(one.told).toEqual([]);
  await one.dispose();
});

it('CR13 what the panel saw by itself changes the incident and is not kept as an event', async () => {
  const one = await review(banner + exited);
  await one.act('a');
  expect(one.kept.flatMap(({ events }) => events)).toEqual([]);
  expect(one.kept[0]?.incidents[0]?.incident.surroundings.map(({ label }) => label)).toEqual(['ana@laptop: signal SIGTERM w@pi4']);
  await one.dispose();
});

const meta = (status: string, exception: string): string => JSON.stringify({ status, result: { exc_type: exception, exc_message: ['x'] } });
const [lost, failed, none] = [meta('FAILURE', 'WorkerLostError'), meta('FAILURE', 'ValueError'), null] as const;
it.each([
  ['the only lost one was it', [failed, lost], 1], ['a hard limit too', [meta('FAILURE', 'TimeLimitExceeded'), none], 1], ['two lost ones', [lost, lost], 0], ['no result', [none, none], 0], ['foreign bytes', ['{', '[]'], 0],
] as const)('CR14 the kept results are asked once, 12 s later: %s', async (_what, values, found) => {
  const time = createManualClock(start + 10_000);
  const asked: unknown[] = [];
  const told: CrashEvent[] = [];
  const lookUp = createResultLookUp({
    ...time, log: createMemoryLog(), facts: createPanelFacts(), keeper: { worker: () => worker } as never, found: (_host, event) => told.push(event),
    brokers: { watch: () => ({ look: async (commands: unknown) => { asked.push(commands); return ok({ answers: values.map((value) => ({ ok: true, value })) }); } }) } as never,
  });
  const [incident] = incidentsOf(readInPieces([new TextEncoder().encode(banner + exited)], { assembler: createIncidentAssembler() })) as [Incident];
  const unsure: Incident = { ...incident, worker: WorkerName.parse('w@pi4'), taskCandidates: ['a', 'b'].map((id) => ({ id, name: 'app.eat' })) as never };
  lookUp.unsure(key, unsure);
  lookUp.unsure(key, unsure);
  time.advance(11_999);
  await settled();
  expect(asked).toEqual([]);
  time.advance(1);
  await settled();
  expect(asked).toEqual([[['GET', 'celery-task-meta-a'], ['GET', 'celery-task-meta-b']]]);
  expect(told).toHaveLength(found);
  lookUp.dispose();
});
