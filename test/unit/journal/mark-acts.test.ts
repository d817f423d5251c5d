import { expect, test } from 'vitest';
import { markingActs } from '#electron/journal/mark-acts.ts';
import type { ActionIntent, RecordAction } from '#electron/journal/action-journal.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { err, ok } from '#shared/result.ts';

const worker = 'pi|w1@pi' as WorkerKey;
const pi = 'pi' as HostId;
const taken: RecordAction = async () => ok({ id: 'a' as never, end: async () => undefined });
async function marksOf(record: RecordAction, intent: ActionIntent): Promise<unknown[]> {
  const marks: unknown[] = [];
  const keeper = { worker: (key: WorkerKey) => (key === worker ? ({ name: 'w1@pi', host: pi } as never) : null), markAct: (...mark: unknown[]) => { marks.push(mark); } };
  await markingActs(record, keeper)(intent);
  return marks;
}

test.each<[string, ActionIntent, unknown[]]>([
  ['an act on a worker stands on its host, with its name', { kind: 'restart', target: { worker } }, [[pi, { kind: 'action', action: 'restart', label: 'w1@pi' }]]],
  ['a live control by what it was', { kind: 'control', what: 'pool-grow', target: { worker } }, [[pi, { kind: 'action', action: 'pool-grow', label: 'w1@pi' }]]],
  ['a deployment is one of its own kind', { kind: 'deploy', target: { host: pi } }, [[pi, { kind: 'deploy', action: 'deploy', label: '' }]]],
  ['messages of a broker stand nowhere on it', { kind: 'retry', target: {} }, []],
])('%s', async (_name, intent, expected) => expect(await marksOf(taken, intent)).toEqual(expected));

test('what the journal could not take was not done, and is no mark', async () => {
  expect(await marksOf(async () => err({ code: 'file-failed', path: 'x', because: 'disk-full' }), { kind: 'restart', target: { worker } })).toEqual([]);
});
