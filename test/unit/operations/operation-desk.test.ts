import { expect, test } from 'vitest';
import { createOperationDesk } from '#electron/operations/create-operation-desk.ts';
import type { RunningOperation, RunningStep } from '#electron/operations/operation-desk.ts';
import { mergeOperationChange } from '#electron/transport/core/merge-operation-change.ts';
import { Operation, type OperationChange } from '#shared/domain/operation.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

function desk() {
  const time = createManualClock();
  let count = 0;
  const made = createOperationDesk({
    clock: time.clock, timers: time.timers, random: { next: () => 0.5, uuid: () => `o-${String((count += 1))}`, token: () => '00' },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, bug: () => 'B-7' }, who: 'ana@laptop',
  });
  return { desk: made, time };
}
const target = { host: null, worker: null, label: 'w1@pi1' };
const plan = { kind: 'restart', targets: [target, { ...target, label: 'w2@pi1' }] } as const;

test('SU-8 an operation ends once, the worst of its targets speaks for it, and what was left open is closed', async () => {
  const { desk: operations } = desk();
  let step: RunningStep | null = null;
  const id = operations.begin(plan, async (operation) => {
    step = operation.begin('warm-stop', { target: 0, until: 5_000 });
    operation.settle(0, { state: 'done', tookMs: 1200 });
    operation.settle(1, { state: 'unverified', missing: ['heartbeat-or-reply'] });
    return null;
  });
  const ended = await operations.ended(id);
  expect(ended).toMatchObject({ state: 'unverified', who: 'ana@laptop', canCancel: false, outcomes: [{ state: 'done', tookMs: 1200 }, { state: 'unverified', missing: ['heartbeat-or-reply'] }] });
  expect(ended?.steps[0]).toMatchObject({ state: 'cancelled', until: null });
  (step as RunningStep | null)?.end({ state: 'done' });
  expect(operations.get(id)).toBe(ended);
  expect(Operation.safeParse(ended).success).toBe(true);
});

test('SU-8 work that throws is a failed operation with a reference, never one that hangs', async () => {
  const { desk: operations } = desk();
  const id = operations.begin(plan, async () => { throw new Error('oops'); });
  expect(await operations.ended(id)).toMatchObject({ state: 'failed', error: { code: 'internal', reference: 'B-7' } });
});

test('SU-6 consent: allowed goes on, refused and cancelled do not, and nobody answering ends with its time', async () => {
  const { desk: operations, time } = desk();
  const answers: boolean[] = [];
  const work = async (operation: RunningOperation): Promise<null> => {
    answers.push(await operation.begin('kill').askConsent(null));
    answers.push(await operation.begin('kill').askConsent(null));
    answers.push(await operation.begin('kill').askConsent(time.clock.now() + 1_000));
    answers.push(await operation.begin('kill').askConsent(null));
    return null;
  };
  const id = operations.begin({ kind: 'stop', targets: [] }, work);
  const tick = async (): Promise<void> => { for (let turn = 0; turn < 10; turn += 1) await Promise.resolve(); };
  expect(operations.get(id)?.state).toBe('asking-consent');
  expect(operations.consent(id, 's1', true)).toBe(true);
  await tick();
  expect(operations.consent(id, 's1', true)).toBe(false);
  operations.consent(id, 's2', false);
  await tick();
  time.advance(1_000);
  await tick();
  expect(operations.cancel(id)).toBe(true);
  expect(await operations.ended(id)).toMatchObject({ state: 'done' });
  expect(answers).toEqual([true, false, false, false]);
  expect(operations.cancel(id)).toBe(false);
});

test('watchers get the whole list first, then gathered changes; joined changes lose nothing', async () => {
  const { desk: operations, time } = desk();
  const first = operations.begin(plan, async () => null);
  await operations.ended(first);
  const heard: OperationChange[] = [];
  const stop = operations.watch((change) => heard.push(change));
  expect(heard[0]).toMatchObject({ kind: 'all', operations: [{ id: first }] });
  const second = operations.begin(plan, async (operation) => { operation.say('one', 0); operation.say('two', 0); return null; });
  await operations.ended(second);
  time.advance(50);
  expect(heard).toHaveLength(2);
  expect(heard[1]).toMatchObject({ kind: 'changed', operations: [{ id: second, lines: [{ text: 'one' }, { text: 'two' }] }] });
  const [all, changed] = heard;
  if (all === undefined || changed === undefined) throw new Error('two changes');
  expect(mergeOperationChange(all, changed)).toMatchObject({ kind: 'all', operations: [{ id: first }, { id: second }] });
  expect(mergeOperationChange(changed, { kind: 'changed', operations: [], gone: [second] })).toMatchObject({ operations: [], gone: [second] });
  stop();
});
