/** The workbench on a real Redis with real Celery workers: a real watch, real files, the fleet's records as the test sets them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileCopyStore } from '#electron/adapters/files/file-copy-store.ts';
import { createIoredisMessageBroker } from '#electron/adapters/redis/ioredis-message-broker.ts';
import { createBrokerWatch, type BrokerWatch } from '#electron/celery/index.ts';
import { createActionJournal } from '#electron/journal/create-action-journal.ts';
import { createMemoryActionStore } from '#electron/journal/memory-action-store.ts';
import type { CopyStore } from '#electron/ports/copy-store.ts';
import type { MessageBroker } from '#electron/ports/message-broker.ts';
import { createUnackedDesk } from '#electron/unacked/create-unacked-desk.ts';
import { noStuckSource } from '#electron/unacked/stuck-source.ts';
import type { BrokerId, WorkerName } from '#shared/domain/ids.ts';
import { newWorker } from '#electron/fleet/core/worker-record.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { addressOf, clock, random, timers } from '#test/integration/celery-watch-kit.ts';
import { waitFor } from '#test/lab/wait-for.ts';

export const broker = 'b1' as BrokerId;
export const never = new AbortController().signal;

/** How a worker's process stands, as a host would have told. */
export type Standing = 'alive' | 'ended' | 'unseen';
export type Bench = AsyncDisposable & {
  readonly desk: ReturnType<typeof createUnackedDesk>;
  readonly watch: BrokerWatch;
  readonly copies: CopyStore;
  readonly journal: ReturnType<typeof createActionJournal>;
  readonly folder: string;
  /** The fleet's record of a worker. */
  stand(name: string, how: Standing, startedAt?: number): void;
  ready(): Promise<void>;
};

export function openBench(url: string, options: { readonly keyPrefix?: string; readonly messageBroker?: MessageBroker; readonly folder?: string } = {}): Bench {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'fleetbeat-bench-'));
  const log = createMemoryLog();
  const messageBroker = options.messageBroker ?? createIoredisMessageBroker({ timers, log });
  const watch = createBrokerWatch({ broker: messageBroker, address: addressOf(url, options.keyPrefix), open: null, clock, timers, random, log, expectedNodes: () => [] });
  let phase = 'connecting';
  watch.onObservation((seen) => { if (seen.kind === 'phase') phase = seen.phase; });
  const standing = new Map<string, { how: Standing; startedAt: number | null }>();
  const records = () => [...standing].map(([name, { how, startedAt }]) => ({
    ...newWorker(`k:${name}` as never, name as WorkerName, 'h1' as never, broker, Date.now()),
    process: how === 'alive' ? ({ main: { startedAt } } as never) : null, gone: how === 'ended' ? { pid: 1, at: Date.now() } : null,
  }));
  const keeper = {
    snapshot: () => ({ workers: records().map(({ key, name }) => ({ key, name, broker })), brokers: [{ id: broker, listeners: null, queues: [{ name: 'celery', consumers: ['x'] }, { name: 'prio', consumers: ['x'] }], unacked: { visibilityTimeoutS: 3600 } }] }),
    worker: (key: string) => records().find((record) => record.key === key) ?? null,
    host: () => ({ link: { phase: 'connected' } }),
  } as never;
  const journal = createActionJournal({ store: createMemoryActionStore(), clock, random, log, who: 'ana@laptop', name: (target) => ({ host: null, hostName: null, worker: null, workerName: null, broker: null, brokerLabel: null, queue: null, tasks: [], ...target }) });
  const copies = createFileCopyStore(join(folder, 'copies'));
  const desk = createUnackedDesk({ keeper, clock, timers, random, watches: () => watch, copies, journal, stuck: noStuckSource });
  return {
    desk, watch, copies, journal, folder,
    stand: (name, how, startedAt) => void standing.set(name, { how, startedAt: startedAt ?? null }),
    ready: async () => { await waitFor('the watch to be ready', () => phase === 'ready', { deadlineMs: 15_000 }); await waitFor('a way in', async () => { const side = await watch.open(never); if (side.ok) await side.value.session.dispose(); return side.ok; }, { deadlineMs: 15_000 }); },
    [Symbol.asyncDispose]: async () => { await watch.dispose(); if (options.folder === undefined) rmSync(folder, { recursive: true, force: true }); },
  };
}

/** Lines of a file that tasks append their own runs to. */
export const runsIn = (path: string): readonly string[] => { try { return readFileSync(path, 'utf8').split('\n').filter((line) => line !== ''); } catch { return []; } };
