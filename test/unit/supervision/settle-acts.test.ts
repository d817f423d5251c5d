import { expect, test } from 'vitest';
import { anyAction, createActionJournal } from '#electron/journal/create-action-journal.ts';
import { createMemoryActionStore } from '#electron/journal/memory-action-store.ts';
import { createOperationDesk } from '#electron/operations/create-operation-desk.ts';
import type { ActionStore } from '#electron/ports/action-store.ts';
import type { HandEvent } from '#electron/supervision/core/hand-event.ts';
import { leftBehind } from '#electron/supervision/core/left-behind.ts';
import type { FollowedHand, HandEnd } from '#electron/supervision/hand.ts';
import { createSettler, type SettleNeeds } from '#electron/supervision/settle-acts.ts';
import { createWorkerBook } from '#electron/supervision/worker-book.ts';
import type { Action, ActionKind } from '#shared/domain/action.ts';
import { createManualClock, type ManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { countingRandom } from '#test/fakes/real-time.ts';

const nobody = { host: null, hostName: null, worker: null, workerName: null, broker: null, brokerLabel: null, queue: null, tasks: [] };
const target = { host: 'h1' as never, worker: 'w1' as never, workerName: 'w1@pi' };
const before = [{ name: 'pid', value: 40 }, { name: 'startTicks', value: 4000 }, { name: 'boot', value: 'b1' }, { name: 'plan', value: 'op-1:0' }, { name: 'queues', value: 'q1 q2' }];
const journalOn = (store: ActionStore, { clock }: ManualClock) => createActionJournal({ store, log: createMemoryLog(), who: 'ana@laptop', name: (of) => ({ ...nobody, ...of }), clock, random: countingRandom() });

/** An act of an engine that was killed, and the next engine: its host, its worker's record, its hand as scripted. */
async function afterKill(kind: ActionKind, worker: unknown, script: readonly Partial<HandEvent>[], end: HandEnd | null, isReadOnly = false) {
  const time = createManualClock();
  const store = createMemoryActionStore();
  await journalOn(store, time).record({ kind, target, before, operation: 'op-1' });
  const journal = journalOn(store, time);
  const told: unknown[] = [];
  const asked: unknown[] = [];
  const released: string[] = [];
  const over = Promise.withResolvers<HandEnd>();
  let speak = (_event: HandEvent): void => undefined;
  const follow = (host: string, op: string, onEvent: (event: HandEvent) => void, _onLink: unknown, how: unknown): FollowedHand => {
    asked.push([host, op, how]);
    speak = onEvent;
    for (const [at, event] of script.entries()) onEvent({ n: at + 1, agoMs: 0, step: null, note: null, end: null, ...event });
    if (end !== null) over.resolve(end);
    return { tell: (word) => void told.push(word), ended: over.promise, leave: () => undefined, release: () => void released.push(op) };
  };
  const operations = createOperationDesk({ clock: time.clock, timers: time.timers, random: countingRandom(), log: createMemoryLog(), who: 'ana@laptop' });
  const given: unknown[] = [];
  const book = createWorkerBook();
  const needs: SettleNeeds = {
    isReadOnly: () => isReadOnly, clock: time.clock, timers: time.timers, journal, operations, book, record: journal.record, scan: () => undefined,
    keeper: { host: () => ({ link: { phase: 'connected' } }), worker: () => worker } as never, brokers: { watch: () => null } as never,
    hand: { follow } as never, intake: { resume: async (key: unknown) => { given.push(key); return { queues: ['q1', 'q2'], isAnswered: true }; } } as never,
  };
  await journal.start();
  const settler = createSettler(needs);
  await settler.start();
  const settled = async (): Promise<Action> => {
    for (let turn = 0; turn < 2000; turn += 1) {
      const listed = await journal.list({ filter: anyAction, after: null, limit: 1 });
      const [action] = listed.ok ? listed.value.actions : [];
      if (action?.after.some(({ name }) => name === 'settled-by') === true) return action;
      time.advance(100);
    }
    throw new Error('never settled');
  };
  return { settled, book, told, asked, given, released, operations, settler, journal, speak: (event: HandEvent) => speak(event), over };
}

const fresh = { process: { main: { pid: 77, startTicks: 7700 }, firstSeenAt: 5 }, heartbeat: { lastAt: 9 }, reply: { lastAt: null }, connection: { isWaiting: true }, active: null, processed: null, activeQueues: ['q1', 'q2'], host: 'h1', broker: null };

test('SU-23 a restart whose panel was killed is followed to its end by the next one: shown step by step, proven, and written down', async () => {
  const step = { what: 'warm-stop', state: 'done', leftMs: null, detail: '' } as const;
  const kill = await afterKill('restart', fresh, [{ step: { ...step, state: 'running' } }, { step }], { kind: 'ended', end: { state: 'done', why: '', about: '', fresh: { pid: 77, startTicks: 7700 } } });
  expect(await kill.settled()).toMatchObject({ outcome: 'done', error: null, after: [{ name: 'settled-by', value: 'host' }, { name: 'pid', value: 77 }, { name: 'startTicks', value: 7700 }] });
  // a witness: the hand on the host must not take it for the panel that began
  expect([kill.asked, kill.told, kill.given, kill.released]).toEqual([[['h1', 'op-1:0', { isWitness: true }]], [], [], ['op-1:0']]);
  expect(kill.operations.list()).toMatchObject([{ kind: 'restart', state: 'done', steps: [{ what: 'warm-stop', state: 'done' }, { what: 'verify', state: 'done', detail: 'pid 77' }] }]);
});

test('SU-23 a worker that was left alone gets its intake back', async () => {
  const kill = await afterKill('stop', fresh, [{ note: 'panel-lost' }], { kind: 'ended', end: { state: 'cancelled', why: '', about: '', fresh: null } });
  expect(await kill.settled()).toMatchObject({ outcome: 'cancelled' });
  expect(kill.given).toEqual(['w1']);
});

test('SU-23 a read-only panel sends nothing: what was taken away is remembered, for whoever may give it back', async () => {
  const kill = await afterKill('stop', fresh, [{ note: 'panel-lost' }], { kind: 'ended', end: { state: 'cancelled', why: '', about: '', fresh: null } }, true);
  expect(await kill.settled()).toMatchObject({ outcome: 'cancelled' });
  expect([kill.given, kill.told, kill.book.paused('w1' as never)]).toEqual([[], [], ['q1', 'q2']]);
});

test('SU-23 what the host kept no word of stays unknown, and what is seen now stands beside it', async () => {
  const rebooted = await afterKill('restart', { ...fresh, activeQueues: ['q1'] }, [], { kind: 'absent', boot: 'b2' });
  expect(await rebooted.settled()).toMatchObject({ outcome: 'unknown', error: { code: 'supervision-failed', because: 'host-restarted' }, after: [{ value: 'look' }, { name: 'pid', value: 77 }, { name: 'startTicks', value: 7700 }, { name: 'process', value: 'another' }, { name: 'consumes', value: 'q1' }, { name: 'not-consumed', value: 'q2' }] });
  expect(rebooted.operations.list()).toEqual([]);
  const same = await afterKill('drain', { ...fresh, process: { main: { pid: 40, startTicks: 4000 }, firstSeenAt: 5 }, activeQueues: [] }, [], { kind: 'ended', end: { state: 'cancelled', why: '', about: '', fresh: null } });
  expect(await same.settled()).toMatchObject({ outcome: 'unknown', after: [{ value: 'look' }, { value: 40 }, { value: 4000 }, { name: 'process', value: 'the same' }, { name: 'consumes', value: '' }, { name: 'not-consumed', value: 'q1 q2' }] });
  // the lock it held is over; its hand is let go, and what was taken away can be given back from here
  expect([same.asked, same.released, same.book.paused('w1' as never)]).toEqual([[['h1', 'op-1:0', { isWitness: true }]], ['op-1:0'], ['q1', 'q2']]);
});

test('SU-23 what was settled once, never had a plan, or names a strange one is left as it is', async () => {
  const action = { id: 'a', kind: 'restart', outcome: 'unknown', by: 'person', before, after: [], target: { ...nobody, ...target } } as unknown as Action;
  expect(leftBehind(action)).toMatchObject({ hand: 'op-1:0', guard: { pid: 40, startTicks: 4000, boot: 'b1' }, queues: ['q1', 'q2'], label: 'w1@pi' });
  const without = (name: string, value?: string): Action => ({ ...action, before: [...before.filter((fact) => fact.name !== name), ...(value === undefined ? [] : [{ name, value }])] });
  expect([leftBehind({ ...action, after: [{ name: 'settled-by', value: 'look' }] }), leftBehind({ ...action, outcome: 'begun' }), leftBehind({ ...action, kind: 'control' }), leftBehind(without('plan')), leftBehind(without('plan', 'x y:0')), leftBehind({ ...action, target: nobody })]).toEqual([null, null, null, null, null, null]);
  const { journal, settled } = await afterKill('restart', fresh, [], { kind: 'absent', boot: 'b1' });
  const first = await settled();
  await journal.settle(first.id, { outcome: 'done' });
  await journal.settle(first.id, { outcome: 'failed' });
  expect(await settled().catch(() => 'no word of it left')).toBe('no word of it left');
  const listed = await journal.list({ filter: anyAction, after: null, limit: 5 });
  expect(listed.ok && listed.value.actions.map(({ outcome }) => outcome)).toEqual(['done']);
});
