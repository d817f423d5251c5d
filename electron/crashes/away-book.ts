/** What happened on each host while it was not connected: begun at each session, complete when its records were read. */
import type { Clock } from '#electron/ports/clock.ts';
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AwaySummary } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { HostLogs } from '#electron/logs/host-logs.ts';
import { readEvent } from './incident-room.ts';
import { sumUpAway } from './core/sum-up-away.ts';

export type AwayBook = {
  /** A session began; `from`: until when the host was seen before. */
  began(host: HostId, from: number | null, logs: HostLogs): void;
  ended(host: HostId): void;
  summaries(host: HostId | null): readonly AwaySummary[];
};

const leastGapMs = 60_000;
const lookEveryMs = 1000;
/** Records that take longer are summed up as far as they are read. */
const patienceMs = 120_000;

export function createAwayBook(needs: { readonly store: IncidentStore; readonly clock: Clock; readonly timers: Timers }): AwayBook {
  const { store, clock, timers } = needs;
  const summaries = new Map<HostId, AwaySummary>();
  const looking = new Map<HostId, Disposable>();
  const stop = (host: HostId): void => {
    looking.get(host)?.[Symbol.dispose]();
    looking.delete(host);
  };
  const sum = async (host: HostId, from: number, to: number, logs: HostLogs, isComplete: boolean): Promise<void> => {
    const [incidents, events] = await Promise.all([store.incidents({ group: null, host, worker: null, since: from, until: to, after: null, limit: 500 }), store.recentEvents(host, from)]);
    if (!incidents.ok || !events.ok) return;
    const unseen: AwaySummary['unseen'] = [];
    if (logs.sources().some(({ gaps }) => gaps > 0)) unseen.push({ from, to, because: 'rotated-away' });
    if (logs.journalState() === 'not-readable') unseen.push({ from, to, because: 'not-readable' });
    if (logs.journalState() === 'missing' && logs.sources().every(({ lines }) => lines === 0)) unseen.push({ from, to, because: 'no-records' });
    const during = incidents.value.incidents.filter((incident) => incident.at >= from);
    summaries.set(host, sumUpAway({ host, from, to, isComplete, incidents: during, events: events.value.map(readEvent), unseen }));
  };
  return {
    began: (host, from, logs) => {
      stop(host);
      const to = clock.now();
      if (from === null || to - from < leastGapMs) return;
      summaries.set(host, sumUpAway({ host, from, to, isComplete: false, incidents: [], events: [], unseen: [] }));
      const startedAt = clock.monotonic();
      let quiet = 0;
      looking.set(host, timers.every(lookEveryMs, () => {
        quiet = logs.isCaughtUp() ? quiet + 1 : 0;
        const isTooLong = clock.monotonic() - startedAt > patienceMs;
        // twice, with a second between: what was just read may still be on its way into the store
        const isDone = quiet >= 3 || isTooLong;
        if (isDone) stop(host);
        void sum(host, from, to, logs, isDone);
      }));
    },
    ended: stop,
    summaries: (host) => (host === null ? [...summaries.values()] : [summaries.get(host)].filter((one) => one !== undefined)),
  };
}
