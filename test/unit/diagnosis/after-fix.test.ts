import { expect, test } from 'vitest';
import { createAfterFix } from '#electron/diagnosis/after-fix.ts';
import type { OperationChange } from '#shared/domain/operation.ts';

const operation = (id: string, change: object = {}) => ({ id, kind: 'fix', state: 'done', targets: [{ host: 'h1', worker: null, label: 'w' }], ...change });
const moved = (...operations: object[]): OperationChange => ({ kind: 'changed', operations, gone: [] }) as unknown as OperationChange;

test('DG43 each fix that ended well is looked at once, and only what ended while somebody listened', () => {
  const started: string[] = [];
  const hear = createAfterFix({ start: (host) => started.push(host) });
  hear({ kind: 'all', operations: [operation('old')] } as unknown as OperationChange);
  hear(moved(operation('old')));
  expect(started).toEqual([]);
  hear(moved(operation('a', { state: 'running' }), operation('b', { state: 'failed' }), operation('c', { kind: 'restart' })));
  expect(started).toEqual([]);
  hear(moved(operation('a')));
  hear(moved(operation('a'), operation('d', { kind: 'profile', targets: [{ host: 'h2' }, { host: 'h2' }, { host: null }] })));
  expect(started).toEqual(['h1', 'h2']);
});
