/** Steps, their proof and their way back, over a fleet of a few lines; time by hand. */
import { expect, test } from 'vitest';
import { createRecoveryDesk } from '#electron/recovery/create-recovery-desk.ts';
import { playbookOf } from '#electron/recovery/core/playbooks.ts';
import type { RecoveryFacts } from '#electron/recovery/core/recovery-facts.ts';
import { judgePreconditions } from '#electron/recovery/core/judge-preconditions.ts';
import type { PlaybookNeeds } from '#electron/recovery/recovery-needs.ts';
import { runSteps } from '#electron/recovery/run-steps.ts';
import { proofSteps } from '#electron/recovery/steps/proof-steps.ts';
import type { StepContext } from '#electron/recovery/steps/step-context.ts';
import type { RunningOperation } from '#electron/operations/operation-desk.ts';
import type { PlaybookId, RecoveryRequest } from '#shared/domain/playbook.ts';
import { err, ok } from '#shared/result.ts';
import { brokerView, fleetSnapshot, hostView, workerView } from '#test/fakes/fleet-views.ts';
import { createManualClock, type ManualClock } from '#test/fakes/manual-clock.ts';

const start = 1_800_000_000_000;
const w1 = workerView({ queues: ['scan'] });
const w2 = workerView({ key: 'h1/w2' as never, name: 'w2@pi' as never, queues: ['scan', 'mail'] });
const task = '21bcedb0-6a62-40cd-b37c-000000000001' as never;

function operation(cancel = new AbortController()): { readonly operation: RunningOperation; readonly steps: string[]; cancel(): void } {
  const steps: string[] = [];
  const running = { id: 'op', who: 'ana', signal: cancel.signal, say: () => undefined, settle: () => undefined, begin: (_what: unknown, { detail }: { detail: string }) => ({ id: 's', change: () => undefined, askConsent: async () => false, end: ({ state }: { state: string }) => void steps.push(`${detail} ${state}`) }) };
  return { operation: running as unknown as RunningOperation, steps, cancel: () => cancel.abort() };
}
const request = (playbook: PlaybookId): RecoveryRequest => ({ playbook, target: { kind: 'worker', worker: w1.key }, choices: { task, tags: [], files: [], maxMemoryPerChildKiB: null } });
const factsOf = (): RecoveryFacts => ({
  now: start, target: request('poison-task').target, choices: request('poison-task').choices, host: hostView(), worker: w1, broker: brokerView(), supervision: null, look: null, active: [{ id: task, queue: 'scan' } as never],
  unacked: null, memoryDeaths: null, stormSeenAt: null, limit: null, guard: { isOpen: false, because: null, until: null, leftThisHour: 3, leftToday: 10 }, isReadOnly: false, isBusy: false,
});
type Said = { readonly controls: string[] };
function needsOf(time: ManualClock, said: Said, more: object = {}): PlaybookNeeds {
  const snapshot = fleetSnapshot({ workers: [w1, w2], brokers: [brokerView({ queues: [{ ...brokerView().queues[0]!, name: 'scan' }] })] });
  return {
    ...time, random: { next: () => 0 }, keeper: { snapshot: () => snapshot, worker: () => null, host: () => null }, scan: () => undefined, journal: { record: async () => ok({ end: async () => undefined }) },
    brokers: { watch: () => ({ control: async (name: string, action: { kind: string; queue: string }, signal: AbortSignal) => { if (signal.aborted) return err({ code: 'cancelled' }); said.controls.push(`${name} ${action.kind} ${action.queue}`); return ok({ outcome: 'done', said: 'ok' }); }, askNow: () => undefined, tasks: async () => ok({ active: { tasks: [] } }) }) },
    unacked: { setAside: async () => err({ code: 'broker-unreachable', broker: 'x', because: 'refused' }), list: async () => ok({ messages: [] }) }, ...more,
  } as unknown as PlaybookNeeds;
}
const paused = ['w1@pi-atelier cancel-consumer scan', 'w2@pi cancel-consumer scan'];
const resumed = ['w1@pi-atelier add-consumer scan', 'w2@pi add-consumer scan'];

test('PR7 when a step fails, the intake that was paused is resumed, of every worker it was taken from', async () => {
  const said = { controls: [] as string[] };
  const { operation: running, steps } = operation();
  const ended = await runSteps(needsOf(createManualClock(start), said), playbookOf('poison-task')!, request('poison-task'), factsOf(), [], running);
  expect([ended.state, steps.map((step) => step.replace(/:.* /, ' '))]).toEqual(['failed', ['snapshot done', 'pause-intake done', 'set-aside failed', 'resume-intake done']]);
  expect(said.controls).toEqual([...paused, ...resumed]);
});

test('PR7 cancel stops the steps, not the way back', async () => {
  const said = { controls: [] as string[] };
  const { operation: running, cancel } = operation();
  const setAside = async (): Promise<unknown> => { cancel(); return err({ code: 'cancelled' }); };
  const ended = await runSteps(needsOf(createManualClock(start), said, { unacked: { setAside } }), playbookOf('poison-task')!, request('poison-task'), factsOf(), [], running);
  expect(ended.state).toBe('cancelled');
  expect(said.controls).toEqual([...paused, ...resumed]);
});

test('PR7 a loop that was started again and came back is stopped again', () => {
  const steps = playbookOf('restart-storm')!.steps(factsOf());
  expect(steps.filter(({ rollback }) => rollback !== undefined).map(({ id, rollback }) => [id, rollback])).toEqual([['start', 'stop-loop']]);
});

type Seen = { readonly processed?: { at: number; movedAt: number | null; count: number } | null; readonly firstSeenAt?: number; readonly isWaiting?: boolean; readonly depth?: number };
async function verify(seen: Seen): Promise<unknown> {
  const time = createManualClock(start);
  const record = { process: { firstSeenAt: seen.firstSeenAt ?? start - 9000 }, processed: seen.processed ?? null, connection: { isWaiting: seen.isWaiting ?? false, at: start + 1 } };
  const queue = { ...brokerView().queues[0]!, name: 'scan', depth: seen.depth ?? 5, at: start + 1 };
  const needs = needsOf(time, { controls: [] }, { keeper: { worker: () => record, snapshot: () => fleetSnapshot({ workers: [w1], brokers: [brokerView({ queues: [queue] })] }) } });
  const ctx = { needs, facts: factsOf(), request: request('dead-worker'), consents: [], operation: operation().operation, since: start, maxMs: 1000, host: null, worker: w1.key, broker: brokerView().id, kept: { drained: null, crew: [], deaf: [], paused: [], facts: [] } } as unknown as StepContext;
  let outcome: unknown = null;
  void proofSteps['verify-consumed']!(ctx).then((one) => { outcome = one; });
  for (let turn = 0; turn < 12; turn += 1) { await new Promise((resolve) => { setImmediate(resolve); }); time.advance(200); }
  return outcome;
}

test('PR6 proof is a message consumed after the repair, by the worker’s own count', async () => {
  expect(await verify({ processed: { at: start + 5, movedAt: start + 5, count: 9 } })).toEqual({ state: 'done', detail: 'a message was consumed' });
  // a new process that has counted one at all
  expect(await verify({ processed: { at: start + 5, movedAt: null, count: 1 }, firstSeenAt: start })).toMatchObject({ state: 'done' });
  expect(await verify({ processed: { at: start + 5, movedAt: start - 1, count: 9 } })).toEqual({ state: 'unverified', missing: ['message-consumed'] });
  expect(await verify({ processed: { at: start - 1, movedAt: start - 1, count: 9 }, firstSeenAt: start })).toEqual({ state: 'unverified', missing: ['message-consumed'] });
});

test('PR6 where nothing waits to be taken a connection that waits for work is proof, and only there', async () => {
  expect(await verify({ isWaiting: true, depth: 0 })).toEqual({ state: 'done', detail: 'waiting; no message to take' });
  expect(await verify({ isWaiting: true, depth: 1 })).toEqual({ state: 'unverified', missing: ['message-consumed'] });
  expect(await verify({ isWaiting: false, depth: 0 })).toEqual({ state: 'unverified', missing: ['message-consumed'] });
});

test('PR4 one recovery of a target at a time: a second is refused while the first still looks, another target is not', async () => {
  const stuck = Promise.withResolvers<never>();
  const desk = createRecoveryDesk(needsOf(createManualClock(start), { controls: [] }, { supervision: { describe: () => stuck.promise } }));
  const { signal } = new AbortController();
  void desk.run(request('dead-worker'), [], signal);
  expect(await desk.run(request('deaf-worker'), [], signal)).toMatchObject({ ok: false, error: { code: 'recovery-refused', because: 'already-running' } });
  let isRefused = false;
  void desk.run({ ...request('dead-worker'), target: { kind: 'worker', worker: w2.key } }, [], signal).then(() => { isRefused = true; });
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(isRefused).toBe(false);
});

test('RS2 a pause that a plan saw end has ended for every later look, whatever was drawn by chance', async () => {
  const time = createManualClock(start);
  let drawn = 0;
  const past = { at: start - 5_900, outcome: 'done', target: { worker: null }, after: [] };
  const desk = createRecoveryDesk(needsOf(time, { controls: [] }, {
    // 0.4, then ever more: 5.5 s, and 6.2 s if it were drawn again
    random: { next: () => Math.min(0.99, 0.4 + 0.3 * drawn++) }, isReadOnly: () => false, mender: { ask: async () => err({ code: 'link-lost' }) }, journal: { list: async () => ok({ actions: [past] }) },
    keeper: { snapshot: () => fleetSnapshot({ hosts: [hostView()], workers: [], brokers: [] }), worker: () => null, host: () => null },
  }));
  const guards = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const plan = await desk.plan({ ...request('disk-full'), target: { kind: 'host', host: hostView().id } }, new AbortController().signal);
    guards.push(plan.ok && plan.value.guard.isOpen);
  }
  expect(guards).toEqual([false, false, false, false]);
});

test('PR4 a worker locked by another panel is left alone', () => {
  const judge = (change: Partial<RecoveryFacts>): unknown => judgePreconditions(['nobody-else'], { ...factsOf(), ...change })[0];
  expect([judge({}), judge({ isBusy: true }), judge({ supervision: { lockedBy: { who: 'bo@desk' } } as never })]).toMatchObject([{ state: 'met' }, { state: 'not-met' }, { state: 'not-met', params: { who: 'bo@desk' } }]);
  for (const id of ['dead-worker', 'deaf-worker', 'blocked-pipe', 'stuck-task', 'oom-loop', 'redis-down', 'restart-storm', 'orphaned-unacked', 'poison-task', 'disk-full'] as const) expect(playbookOf(id)?.needs, id).toContain('nobody-else');
});
