/** Which hosts are diagnosed, and what is told of them. */
import { expect, test } from 'vitest';
import { createRunQueue, type QueuedRun } from '#electron/diagnosis/run-queue.ts';
import { mergeDiagnosisChange } from '#electron/transport/core/merge-diagnosis-change.ts';
import type { DiagnosisChange, RunProgress } from '#shared/domain/diagnosis.ts';
import { HostId } from '#shared/domain/ids.ts';

const hosts = (count: number): HostId[] => Array.from({ length: count }, (_, n) => HostId.parse(`h${n}`));

function held() {
  const told: RunProgress[] = [];
  const begun: { queued: QueuedRun; end(error?: Parameters<PromiseWithResolvers<null>['resolve']>[0]): void }[] = [];
  const queue = createRunQueue({
    now: () => told.length, onProgress: (progress) => told.push(progress),
    run: (queued) => new Promise((resolve) => { begun.push({ queued, end: () => resolve(null) }); queued.signal.addEventListener('abort', () => resolve({ code: 'cancelled' }), { once: true }); }),
  });
  const steps = (host: string): string[] => told.filter((progress) => progress.host === host).map(({ step }) => step);
  return { queue, told, begun, steps };
}

const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

test('DG30 four at once, a host never twice, the next begins when one ends', async () => {
  const { queue, begun, steps } = held();
  expect(queue.start(hosts(6), 'person')).toHaveLength(6);
  expect(queue.start(hosts(6), 'person')).toEqual([]);
  expect(begun.map(({ queued }) => queued.host)).toEqual(['h0', 'h1', 'h2', 'h3']);
  expect(queue.running().map(({ step }) => step)).toEqual(['collecting', 'collecting', 'collecting', 'collecting', 'waiting', 'waiting']);
  begun[0]?.end();
  await settle();
  expect(begun.map(({ queued }) => queued.host)).toEqual(['h0', 'h1', 'h2', 'h3', 'h4']);
  expect(steps('h0')).toEqual(['waiting', 'collecting', 'done']);
  expect(queue.start([HostId.parse('h0')], 'person')).toEqual(['h0']);
  await queue.dispose();
});

test('DG31 ending the engine ends each run, said as failed', async () => {
  const { queue, steps, told } = held();
  queue.start(hosts(2), 'schedule');
  await queue.dispose();
  expect(steps('h1')).toEqual(['waiting', 'collecting', 'failed']);
  expect(told.at(-1)?.error).toEqual({ code: 'cancelled' });
  expect(queue.running()).toEqual([]);
});

test('DG32 changes that wait for a client are joined: the latest progress of each host, every finished run, an overview replaces all', () => {
  const progress = (host: string, step: RunProgress['step']): RunProgress => ({ host: HostId.parse(host), run: null, step, parts: { host: 'waiting', redis: 'waiting', workers: 'waiting' }, at: 0, startedAt: 0, error: null });
  const change = (part: Partial<DiagnosisChange>): DiagnosisChange => ({ overview: null, progress: [], finished: [], ...part });
  const joined = mergeDiagnosisChange(change({ progress: [progress('a', 'waiting'), progress('b', 'waiting')] }), change({ progress: [progress('a', 'done')] }));
  expect(joined?.progress.map(({ host, step }) => `${host} ${step}`)).toEqual(['b waiting', 'a done']);
  const overview = { latest: [], running: [], mutes: [], everyHours: null };
  expect(mergeDiagnosisChange(change({ progress: [progress('a', 'done')] }), change({ overview }))).toEqual(change({ overview }));
});
