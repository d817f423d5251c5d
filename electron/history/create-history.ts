/**
 * The door of the room: recording what the keeper says, answering questions, and giving the live view its last hour back
 * after a start. Without a store it answers honestly that nothing is recorded.
 */
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { TrendRecorder } from '#electron/trends/trend-recorder.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { createHistoryDesk, type HistoryDesk } from './history-desk.ts';
import { createHistoryRecorder, type HistoryRecorder } from './history-recorder.ts';
import { refillTrends } from './refill-trends.ts';

export type History = HistoryDesk & {
  /** null: nothing is recorded. */
  readonly recorder: HistoryRecorder | null;
  /** Fills the live view of these hosts with what was recorded in the last hour. */
  recall(hosts: readonly HostId[]): Promise<void>;
  /** Ends every span and writes what waits. The keeper must still be there; the store is closed by whoever made it. */
  dispose(): Promise<void>;
};

export type HistoryNeeds = {
  readonly store: HistoryStore | null;
  readonly keeper: Pick<FleetKeeper, 'listen'>;
  readonly trends: Pick<TrendRecorder, 'refill'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly settings: () => Settings;
};

export function createHistory({ store, keeper, trends, clock, timers, settings }: HistoryNeeds): History {
  const recorder = store === null ? null : createHistoryRecorder({ store, clock, timers, settings });
  const desk = createHistoryDesk({ store, clock, settings, lost: () => recorder?.lost() ?? 0 });
  const stopListening = recorder === null ? () => undefined : keeper.listen(recorder);
  const ending = new AbortController();
  return {
    ...desk,
    recorder,
    restore: async (name) => {
      const restored = await desk.restore(name);
      if (restored.ok) recorder?.sayAgain();
      return restored;
    },
    recall: async (hosts) => {
      if (store !== null) await refillTrends({ store, trends, clock, signal: ending.signal }, hosts);
    },
    dispose: async () => {
      ending.abort();
      stopListening();
      await recorder?.dispose();
    },
  };
}
