import { expect, test } from 'vitest';
import { createActionJournal } from '#electron/journal/create-action-journal.ts';
import { describeControl } from '#electron/journal/core/describe-control.ts';
import { compareActions, matchAction } from '#electron/journal/core/match-action.ts';
import { createMemoryActionStore } from '#electron/journal/memory-action-store.ts';
import type { ActionStore } from '#electron/ports/action-store.ts';
import type { Action, ActionChange, ActionFilter } from '#shared/domain/action.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { err, ok } from '#shared/result.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

const any: ActionFilter = { hosts: [], workers: [], brokers: [], kinds: [], outcomes: [], from: null, to: null, text: '' };
const nobody = { host: null, hostName: null, worker: null, workerName: null, broker: null, brokerLabel: null, queue: null, tasks: [] };

function journalOn(store: ActionStore) {
  let now = 1000;
  let last = 0;
  const journal = createActionJournal({
    store, log: createMemoryLog(), who: 'ana@laptop', name: (target) => ({ ...nobody, ...target }),
    clock: { now: () => (now += 10), monotonic: () => now }, random: { next: () => 0.5, uuid: () => `a-${(last += 1)}`, token: () => '00' },
  });
  return journal;
}

test('AJ1 the intent is in the store before record() answers, and the end replaces it', async () => {
  const store = createMemoryActionStore();
  const journal = journalOn(store);
  const opened = await journal.record({ kind: 'control', what: 'pool-grow', target: { worker: 'w' as WorkerKey } });
  if (!opened.ok) throw new Error('not recorded');
  expect(await store.begun()).toMatchObject({ ok: true, value: [{ id: opened.value.id, outcome: 'begun', endedAt: null, who: 'ana@laptop' }] });
  await opened.value.end({ outcome: 'done', after: [{ name: 'said', value: 'pool will grow' }] });
  await opened.value.end({ outcome: 'failed' });
  const listed = await journal.list({ filter: any, after: null, limit: 10 });
  expect(listed).toMatchObject({ ok: true, value: { keptIn: 'memory', next: null, actions: [{ outcome: 'done', after: [{ name: 'said', value: 'pool will grow' }] }] } });
});

test('AJ2 an act whose intent cannot be written is refused, so that the caller does nothing', async () => {
  const store: ActionStore = { ...createMemoryActionStore(), put: async () => err({ code: 'file-failed', path: 'x', because: 'disk-full' }) };
  expect(await journalOn(store).record({ kind: 'stop', target: {} })).toEqual({ ok: false, error: { code: 'file-failed', path: 'x', because: 'disk-full' } });
});

test('AJ3 an act begun by an engine that is gone ends as unknown; one of this engine is left alone', async () => {
  const store = createMemoryActionStore();
  const before = journalOn(store);
  await before.record({ kind: 'restart', target: { host: 'h1' as HostId } });
  const after = createActionJournal({
    store, log: createMemoryLog(), who: 'ana@laptop', name: (target) => ({ ...nobody, ...target }),
    clock: { now: () => 5000, monotonic: () => 0 }, random: { next: () => 0.5, uuid: () => 'new', token: () => '00' },
  });
  await after.record({ kind: 'stop', target: {} });
  await after.start();
  const listed = await after.list({ filter: any, after: null, limit: 10 });
  expect(listed.ok && listed.value.actions.map(({ id, outcome }) => [id, outcome])).toEqual([['new', 'begun'], ['a-1', 'unknown']]);
});

test('AJ4 pages follow one another without a gap or a repetition, also among acts of one moment', async () => {
  const store = createMemoryActionStore();
  const journal = createActionJournal({ store, log: createMemoryLog(), who: 'x', name: (target) => ({ ...nobody, ...target }), clock: { now: () => 7, monotonic: () => 0 }, random: (() => { let n = 0; return { next: () => 0, uuid: () => `id-${String((n += 1)).padStart(2, '0')}`, token: () => '' }; })() });
  for (let index = 0; index < 25; index += 1) await journal.record({ kind: 'signal', target: {} });
  const seen: string[] = [];
  for (let after: { at: number; id: Action['id'] } | null = null; ;) {
    const page = await journal.list({ filter: any, after, limit: 10 });
    if (!page.ok) throw new Error('no page');
    seen.push(...page.value.actions.map(({ id }) => id));
    after = page.value.next;
    if (after === null) break;
  }
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
  expect(seen).toEqual([...seen].sort().reverse());
});

test('AJ5 a subscriber hears the latest first and then each change', async () => {
  const store = createMemoryActionStore();
  const journal = journalOn(store);
  await journal.record({ kind: 'start', target: {} });
  const heard: ActionChange[] = [];
  const stop = journal.watch((change) => heard.push(change));
  await store.begun();
  const second = await journal.record({ kind: 'stop', target: {} });
  if (second.ok) await second.value.end({ outcome: 'cancelled' });
  stop();
  await journal.record({ kind: 'drain', target: {} });
  expect(heard.map(({ actions }) => actions.map(({ kind, outcome }) => `${kind}:${outcome}`))).toEqual([['start:begun'], ['stop:begun'], ['stop:cancelled']]);
});

test('AJ6 filters: by target, kind, time and any word', () => {
  const action = { id: 'a', who: 'ana@laptop', by: 'person', at: 50, endedAt: 60, kind: 'control', what: 'pool-grow', target: { ...nobody, host: 'h1', workerName: 'W1@Pi3', tasks: [] }, before: [{ name: 'max-concurrency', value: 4 }], after: [], outcome: 'done', error: null, undo: null, undoneBy: null, operation: null } as unknown as Action;
  const matches = (part: Partial<ActionFilter>): boolean => matchAction({ ...any, ...part }, action);
  expect(matches({})).toBe(true);
  expect(matches({ text: 'w1@pI3' })).toBe(true);
  expect(matches({ text: 'max-concurrency=4' })).toBe(true);
  expect(matches({ text: 'nothing like it' })).toBe(false);
  expect(matches({ hosts: ['h2' as HostId] })).toBe(false);
  expect(matches({ kinds: ['control'], from: 50, to: 50 })).toBe(true);
  expect(matches({ from: 51 })).toBe(false);
  expect(compareActions({ at: 2, id: action.id }, { at: 1, id: action.id })).toBeLessThan(0);
});

test('AJ7 a control command knows what undoes it, and says null where nothing does', () => {
  const around = { pool: { kind: 'prefork', from: 'reply', maxConcurrency: 4, prefetchCount: 16, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null, autoscale: null }, queues: ['celery'], taskEvents: false } as const;
  expect(describeControl({ kind: 'pool-grow', by: 2 }, around)).toMatchObject({ undo: { kind: 'control', action: { kind: 'pool-shrink', by: 2 } }, before: [{ name: 'asked.by', value: 2 }, { name: 'max-concurrency', value: 4 }] });
  expect(describeControl({ kind: 'add-consumer', queue: 'celery' }, around).undo).toBeNull();
  expect(describeControl({ kind: 'add-consumer', queue: 'video' }, around).undo).toEqual({ kind: 'control', action: { kind: 'cancel-consumer', queue: 'video' } });
  expect(describeControl({ kind: 'revoke', tasks: ['t' as never], terminate: true, signal: 'SIGTERM' }, around)).toMatchObject({ undo: null, tasks: ['t'] });
  expect(describeControl({ kind: 'enable-events' }, around).undo).toEqual({ kind: 'control', action: { kind: 'disable-events' } });
});

test('AJ8 an undone act names the act that took it back', async () => {
  const store = createMemoryActionStore();
  const journal = journalOn(store);
  const first = await journal.record({ kind: 'give-back', target: {} });
  const second = await journal.record({ kind: 'undo', target: {} });
  if (!first.ok || !second.ok) throw new Error('not recorded');
  await first.value.end({ outcome: 'done' });
  await journal.markUndone(first.value.id, second.value.id);
  expect(await store.get(first.value.id)).toMatchObject(ok({ undoneBy: second.value.id, outcome: 'done' }));
});
