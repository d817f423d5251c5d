import { describe, expect, it } from 'vitest';
import { emptyOperations } from '#renderer/state/operation-replica.ts';
import { selectFixNews } from '#renderer/state/selectors/fix-news.ts';
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
