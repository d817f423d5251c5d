import { describe, expect, it } from 'vitest';
import { emptyReplica } from '#renderer/state/replica.ts';
import { emptyOperations } from '#renderer/state/operation-replica.ts';
import { selectFixNews, selectWorkersOn } from '#renderer/state/selectors/fix-news.ts';
import { makeHost, makeWorker } from '#test/fakes/fleet-fixtures.ts';
import { startOperationScript } from '#test/fakes/operation-script.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { Operation, OperationId } from '#shared/domain/operation.ts';

const [here, there] = ['h-1' as HostId, 'h-2' as HostId];
const operation = (id: string, kind: Operation['kind'], host: HostId, state: Operation['state']): readonly [OperationId, Operation] => {
  const begun = startOperationScript({ id, kind, targets: [{ host, worker: null, label: 'x' }], words: ['write'], stepMs: 1, end: 'ok', now: () => 0, after: () => undefined, tell: () => undefined }).operation();
  return [begun.id, { ...begun, state }];
};
const news = (...all: readonly (readonly [OperationId, Operation])[]): string => selectFixNews(here)({ operations: { ...emptyOperations, operations: new Map(all) } });

describe('DW14 when a host’s fixes are asked for again', () => {
  it('is when a fix or a profile of this host has ended, however', () => {
    expect(news(operation('a', 'fix', here, 'running'))).toBe('');
    expect(news(operation('a', 'fix', here, 'done'), operation('b', 'profile', here, 'failed'), operation('c', 'fix', here, 'unverified'))).toBe('a b c');
  });
  it('is not for another host or another kind', () => {
    expect(news(operation('a', 'fix', there, 'done'), operation('b', 'restart', here, 'done'), operation('c', 'fix', here, 'cancelling'))).toBe('');
  });
});

it('DW15 the workers that a fix may be for: those of the host, the largest pool first', () => {
  const [host, other] = [makeHost({ name: 'pi-1', at: 0 }), makeHost({ name: 'pi-2', at: 0 })];
  const workers = [makeWorker({ name: 'a@pi-1', host, at: 0, size: 1 }), makeWorker({ name: 'x@pi-2', host: other, at: 0, size: 8 }), makeWorker({ name: 'b@pi-1', host, at: 0, size: 4 })];
  const replica = { ...emptyReplica, workers: new Map(workers.map((worker) => [worker.key, worker])) };
  expect(selectWorkersOn(host.id)({ replica }).map((key) => replica.workers.get(key)?.name)).toEqual(['b@pi-1', 'a@pi-1']);
  expect(selectWorkersOn(there)({ replica })).toEqual([]);
});
