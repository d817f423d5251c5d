/** What a worker is seen to suffer, and what cannot be seen of it. */
import { expect, test } from 'vitest';
import { createFleetFacts } from '#electron/alerts/fleet-facts.ts';
import { createStuckScout } from '#electron/alerts/stuck-scout.ts';
import { foldGap, isLate, noGaps, type Gaps } from '#electron/alerts/core/heartbeat-gaps.ts';
import { workerConditions, type WorkerSeen } from '#electron/alerts/core/see-worker.ts';
import { defaultRules, type AlertCondition } from '#shared/domain/alert.ts';
import type { TaskList } from '#shared/domain/task.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { brokerView, fleetSnapshot, hostView, viewsAt as now, workerView } from '#test/fakes/fleet-views.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

const beatAgo = (ms: number, intervalS: number | null = 2): Partial<WorkerView> => ({ heartbeat: { at: now - ms, intervalS } });
const verdict = (kind: WorkerView['verdict']['kind'], reason: WorkerView['verdict']['reason'] = 'waiting-for-work'): Partial<WorkerView> => ({ verdict: { kind, reason, since: now, proofs: [], remedy: null } });

test('AL14 a gap is a silence of three of the worker’s own intervals, ten seconds at least, and counts once as it begins', () => {
  expect([beatAgo(10_000), beatAgo(10_001), beatAgo(10_001, 10), beatAgo(30_001, 10)].map((change) => isLate(workerView(change), true, now))).toEqual([false, true, false, true]);
  let gaps: Gaps = noGaps;
  for (const [at, late] of [[1, false], [2, true], [3, true], [4, false], [5, true]] as const) gaps = foldGap(gaps, late, at);
  expect(gaps.at).toEqual([2, 5]);
  expect(foldGap(gaps, false, 2 + 3_600_000).at).toEqual([5]);
});

test('AL14 what a peer’s log says of missed heartbeats is no evidence: only the worker’s own gaps count', () => {
  const rule = workerConditions['heartbeat-missed']!;
  const seen: WorkerSeen = { view: workerView({ ends: [{ at: now, reason: 'process-ended' }] as never, verdict: verdict('deaf').verdict! }), now, gaps: [], isHeard: true, killsTold: [now, now], stuckForS: null, hoursToLimit: null };
  expect(rule(seen, 2)).toEqual({ holds: false, value: 0 });
  expect(rule({ ...seen, gaps: [now - 1, now - 3_600_000] }, 2)).toEqual({ holds: false, value: 1 });
  expect(rule({ ...seen, gaps: [now - 1, now - 3_599_999] }, 2)).toEqual({ holds: true, value: 2 });
});

test.each([
  ['its broker is away', beatAgo(60_000), false], ['its host is away', { ...beatAgo(60_000), ...verdict('unreachable') }, true], ['solo in a task', { ...beatAgo(60_000), ...verdict('busy') }, true],
  ['nobody looked lately', { ...beatAgo(60_000), ...verdict('unknown', 'evidence-stale') }, true], ['it never beat', { heartbeat: null }, true], ['it ended', { ...beatAgo(60_000), ...verdict('stopped') }, true],
] as const)('AL15 nothing is missed of a worker that cannot be heard: %s', (_why, change, isBrokerHeard) => {
  expect(isLate(workerView(change), isBrokerHeard, now)).toBeNull();
  expect(foldGap({ isLate: false, at: [now - 5] }, null, now)).toEqual({ isLate: false, at: [now - 5] });
});

test('AL15 gaps from before stand, but fire nothing while it cannot be heard; a broker counts from 20 s after its return', () => {
  const rule = defaultRules.filter(({ condition }) => condition === 'heartbeat-missed');
  const heldAfter = (readyForMs: number): unknown => {
    const facts = createFleetFacts({ stuckForS: () => null, hoursToLimit: () => null, criticalFindings: () => null });
    const late = workerView(beatAgo(60_000));
    facts.take({ kind: 'snapshot', snapshot: fleetSnapshot({ hosts: [hostView()], brokers: [brokerView({ since: now - readyForMs })], workers: [late] }) } as never, rule, now);
    return facts.look(rule, now).find(({ condition }) => condition === 'heartbeat-missed')?.value;
  };
  expect([heldAfter(20_000), heldAfter(20_001)]).toEqual([0, 1]);
  const seen: WorkerSeen = { view: workerView(), now, gaps: [now - 1, now - 2], isHeard: false, killsTold: [], stuckForS: null, hoursToLimit: null };
  expect(workerConditions['heartbeat-missed']!(seen, 2).holds).toBeNull();
});

const deaths = (...agoMs: number[]): Partial<WorkerView> => ({ childDeaths: agoMs.map((ago) => ({ at: now - ago })) as never });
const pool = (change: Partial<WorkerView['pool']>): Partial<WorkerView> => ({ pool: { ...workerView().pool, ...change } });
const see = (condition: AlertCondition, change: Partial<WorkerView>, more: Partial<WorkerSeen> = {}, threshold = 1): unknown => workerConditions[condition]!({ view: workerView(change), now, gaps: [], isHeard: true, killsTold: [], stuckForS: null, hoursToLimit: null, ...more }, threshold).holds;

test('AL16 children that end where the pool recycles or scales by itself are no news; a log that tells of a kill is', () => {
  expect(see('child-killed', deaths(1000))).toBe(true);
  expect(see('child-killed', deaths(3_600_000))).toBe(false);
  expect([{ maxTasksPerChild: 10 }, { maxMemoryPerChildKiB: 200_000 }, { autoscale: { min: 1, max: 4 } as never }].map((change) => see('child-killed', { ...deaths(1000), ...pool(change) }))).toEqual([false, false, false]);
  expect(see('child-killed', { ...deaths(1000), ...pool({ maxTasksPerChild: 10 }) }, { killsTold: [now - 5] })).toBe(true);
  // the main process took them along
  expect(see('child-killed', { ...deaths(1000), ends: [{ at: now - 2000 }] as never })).toBe(false);
});

test('AL16 a solo worker has no child to be over a limit, and no limit is over nothing', () => {
  const child = (rss: number): WorkerView['children'] => [{ usage: { rss } }] as never;
  const limited = pool({ maxMemoryPerChildKiB: 100 });
  expect([child(102_400), child(102_401)].map((children) => see('worker-memory-over-limit', { ...limited, children }, {}, 100))).toEqual([false, true]);
  expect(see('worker-memory-over-limit', { ...pool({ kind: 'solo', maxMemoryPerChildKiB: 100 }), children: [], totalRss: 9e9 }, {}, 100)).toBeNull();
  expect(see('worker-memory-over-limit', { children: child(9e9) }, {}, 100)).toBeNull();
});

test('AL16 a pool without a time limit is not even asked for stuck tasks; the hard limit counts, else the soft one', async () => {
  const time = createManualClock(now);
  const asked: string[] = [];
  const worker = (name: string, limits: Partial<WorkerView['pool']>): WorkerView => workerView({ key: name as never, ...pool(limits), counts: { at: now, active: 1, reserved: 0, scheduled: 0, processed: 1, perMinute: 1 } });
  const scout = createStuckScout({
    ...time, workers: () => [worker('none', {}), worker('hard', { hardTimeLimitS: 100, softTimeLimitS: 50 }), worker('soft', { softTimeLimitS: 50 })],
    ask: async ({ key }) => { asked.push(key); return { tasks: [{ startedAt: now }] } as unknown as TaskList; },
  });
  time.advance(60_000);
  await new Promise((resolve) => { setImmediate(resolve); });
  time.advance(60_000);
  expect([...new Set(asked)].sort()).toEqual(['hard', 'soft']);
  expect(['none', 'hard', 'soft'].map((name) => scout.stuckForS(name))).toEqual([null, 20, 70]);
  expect([see('task-stuck', {}, { stuckForS: 60 }, 60), see('task-stuck', {}, { stuckForS: 61 }, 60)]).toEqual([false, true]);
  scout.dispose();
});
