/**
 * Which hosts are being diagnosed and which wait: a few at a time, a host never twice at once.
 * Must stay true: each start ends in done or failed; a cancelled one too.
 */
import type { RunProgress, RunSummary } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

export type RunCause = Exclude<RunSummary['by'], 'replay'>;
export type RunQueue = {
  /** The hosts of these that were not under way already. */
  start(hosts: readonly HostId[], by: RunCause): HostId[];
  running(): RunProgress[];
  /** Waits for all that were begun to end. */
  dispose(): Promise<void>;
};

export type QueuedRun = { readonly host: HostId; readonly by: RunCause; readonly signal: AbortSignal; tell(change: Partial<Pick<RunProgress, 'step' | 'run'>> & { readonly parts?: Partial<RunProgress['parts']> }): void };
export type RunQueueNeeds = {
  readonly now: () => number;
  readonly onProgress: (progress: RunProgress) => void;
  /** Does it; an error ends it as failed. */
  readonly run: (queued: QueuedRun) => Promise<AppError | null>;
};

const atOnce = 4;
const noParts: RunProgress['parts'] = { host: 'waiting', redis: 'waiting', workers: 'waiting' };

export function createRunQueue(needs: RunQueueNeeds): RunQueue {
  const under = new Map<HostId, RunProgress>();
  const waiting: { readonly host: HostId; readonly by: QueuedRun['by'] }[] = [];
  const active = new Set<Promise<void>>();
  const ending = new AbortController();

  const tell = (host: HostId, change: Partial<RunProgress>): void => {
    const known = under.get(host);
    if (known === undefined) return;
    const progress = { ...known, ...change, at: needs.now() };
    under.set(host, progress);
    needs.onProgress(progress);
  };
  const work = async (host: HostId, by: QueuedRun['by']): Promise<void> => {
    tell(host, { step: 'collecting' });
    const error = await needs.run({ host, by, signal: ending.signal, tell: ({ parts, ...change }) => tell(host, { ...change, ...(parts === undefined ? {} : { parts: { ...(under.get(host)?.parts ?? noParts), ...parts } }) }) });
    tell(host, { step: error === null ? 'done' : 'failed', error });
    under.delete(host);
  };
  const next = (): void => {
    while (active.size < atOnce && !ending.signal.aborted) {
      const one = waiting.shift();
      if (one === undefined) return;
      const job: Promise<void> = work(one.host, one.by).finally(() => { active.delete(job); next(); });
      active.add(job);
    }
  };

  return {
    start: (hosts, by) => {
      const fresh = [...new Set(hosts)].filter((host) => !under.has(host));
      for (const host of fresh) {
        const at = needs.now();
        const progress: RunProgress = { host, run: null, step: 'waiting', parts: noParts, at, startedAt: at, error: null };
        under.set(host, progress);
        waiting.push({ host, by });
        needs.onProgress(progress);
      }
      next();
      return fresh;
    },
    running: () => [...under.values()],
    dispose: async () => {
      ending.abort();
      waiting.length = 0;
      await Promise.all(active);
      under.clear();
    },
  };
}
