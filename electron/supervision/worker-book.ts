/**
 * What is remembered of workers between two looks: their backend, and how to start them again. In memory only.
 * Must stay true: a captured environment may hold secrets; it never leaves the engine but to the host it came from.
 */
import type { SupervisionLayer } from '#shared/domain/supervision.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { CeleryMain } from '#electron/probes/core/host-observation.ts';
import type { BackendHandle } from './core/supervision-backend.ts';

export type RememberedWorker = { readonly host: HostId; readonly handle: BackendHandle; readonly layers: readonly SupervisionLayer[]; readonly captured: unknown; readonly pausedQueues: readonly string[] };

export type WorkerBook = {
  get(key: WorkerKey): RememberedWorker | null;
  put(key: WorkerKey, worker: RememberedWorker): void;
  /** Queues that were taken away from it here, to give them back. */
  setPaused(key: WorkerKey, queues: readonly string[]): void;
  paused(key: WorkerKey): readonly string[];
};

const most = 5_000;

export function createWorkerBook(): WorkerBook {
  const workers = new Map<WorkerKey, RememberedWorker>();
  const paused = new Map<WorkerKey, readonly string[]>();
  return {
    get: (key) => workers.get(key) ?? null,
    put: (key, worker) => {
      if (workers.size > most) workers.clear();
      workers.set(key, { ...worker, captured: worker.captured ?? workers.get(key)?.captured ?? null });
    },
    setPaused: (key, queues) => { if (queues.length === 0) paused.delete(key); else paused.set(key, queues); },
    paused: (key) => paused.get(key) ?? [],
  };
}

/** What the last scan said of a worker that does not run any more, where that is enough to start it. */
export function handleFromScan(main: CeleryMain): BackendHandle | null {
  const { kind, unit } = main.backend;
  if (main.container !== null && kind === 'docker') return { kind: 'docker', container: main.container };
  if (unit === null || unit.startsWith('-')) return null;
  if (kind === 'systemd') return { kind: 'systemd-system', unit };
  if (kind === 'supervisord') return { kind: 'supervisord', program: unit.includes(':') ? unit : `${unit}:${unit}`, url: 'unix:///var/run/supervisor.sock' };
  return null;
}
