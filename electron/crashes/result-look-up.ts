/**
 * Which of several tasks a dead process held, by the results that Celery keeps: the lost one ends as WorkerLostError.
 * Must stay true: asked once for each incident, after Celery had its time to write; only fresh incidents are asked about.
 */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import { askResults, readResults } from '#electron/celery/core/task-results.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { Incident } from '#shared/domain/crash.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { CrashEvent } from './core/crash-event.ts';
import type { PanelFacts } from './panel-facts.ts';

export type ResultLookUpNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly facts: PanelFacts;
  readonly keeper: Pick<FleetKeeper, 'worker'>;
  readonly brokers: Pick<BrokerDesk, 'watch'>;
  readonly found: (host: HostId, event: CrashEvent) => void;
};

/** Celery waits up to ten seconds before it gives a lost task up. */
const waitMs = 12_000;
const freshMs = 600_000;
const mostAsked = 500;

export function createResultLookUp(needs: ResultLookUpNeeds): { unsure(worker: WorkerKey, incident: Incident): void; dispose(): void } {
  const asked = new Set<string>();
  const timers = new Set<Disposable>();
  const stop = new AbortController();
  const ask = async (worker: WorkerKey, incident: Incident): Promise<void> => {
    const ids = incident.taskCandidates.map(({ id }) => id);
    const broker = needs.keeper.worker(worker)?.broker ?? null;
    const answer = broker === null ? undefined : await needs.brokers.watch(broker)?.look(askResults(ids), stop.signal);
    if (answer?.ok !== true) return;
    const results = readResults(ids, answer.value.answers);
    const lost = results.filter(({ exception }) => exception?.endsWith('WorkerLostError') === true || exception?.endsWith('TimeLimitExceeded') === true);
    // two lost at once: still not known which of them this one held
    const only = lost.length === 1 ? incident.taskCandidates.find(({ id }) => id === lost[0]?.id) : undefined;
    if (only === undefined || stop.signal.aborted) return;
    needs.found(incident.host, needs.facts.result(incident, only, lost[0]?.exception ?? 'WorkerLostError'));
  };
  return {
    unsure: (worker, incident) => {
      if (asked.has(incident.id) || asked.size >= mostAsked || needs.clock.now() - incident.at > freshMs) return;
      asked.add(incident.id);
      const timer = needs.timers.after(waitMs, () => {
        timers.delete(timer);
        void ask(worker, incident).catch((error: unknown) => needs.log.bug(error, 'result-look-up'));
      });
      timers.add(timer);
    },
    dispose: () => {
      stop.abort();
      for (const timer of timers) timer[Symbol.dispose]();
      timers.clear();
    },
  };
}
