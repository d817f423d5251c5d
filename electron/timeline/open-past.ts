/** Joins what looks back and ahead: the recorder of comings and goings, the forecasts, the desk of the past. */
import type { AlertStore } from '#electron/ports/alert-store.ts';
import type { Calendar } from '#electron/ports/calendar.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { Log } from '#electron/ports/log.ts';
import type { TimelineStore } from '#electron/ports/timeline-store.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { createForecastDesk, type ForecastDesk } from '#electron/forecast/forecast-desk.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { createPastDesk } from './create-past-desk.ts';
import type { PastDesk } from './past-desk.ts';
import { quietPastDesk } from './quiet-desk.ts';
import { createTimelineRecorder } from './timeline-recorder.ts';

export type Past = { readonly desk: PastDesk; readonly hoursToLimit: ForecastDesk['hoursToLimit']; dispose(): Promise<void> };

export type OpenPastNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly calendar: Calendar;
  readonly keeper: FleetKeeper;
  readonly settings: () => Settings;
  /** null: nothing is recorded, and the past is empty. */
  readonly records: { readonly history: HistoryStore; readonly timeline: TimelineStore; readonly alerts: AlertStore } | null;
};

export function openPast(needs: OpenPastNeeds): Past {
  const { records, keeper, settings } = needs;
  const forecasts = createForecastDesk({ ...needs, history: records?.history ?? null });
  const recorder = records === null ? null : createTimelineRecorder({ ...needs, store: records.timeline, isRecording: () => settings().history.isOn && records.history.state().state === 'on' });
  const stop = keeper.listen({ onChange: (change) => { forecasts.take(change); recorder?.take(change); } });
  return {
    desk: records === null ? { ...quietPastDesk, forecast: forecasts.forecast } : createPastDesk({ ...needs, ...records, forecast: forecasts.forecast }),
    hoursToLimit: forecasts.hoursToLimit,
    async dispose() {
      stop();
      forecasts.dispose();
      await recorder?.dispose();
    },
  };
}
