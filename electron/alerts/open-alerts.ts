/** Joins the parts of the room: the notifier, the watch, the scout for stuck tasks, the desk. */
import type { AlertStore } from '#electron/ports/alert-store.ts';
import type { Calendar } from '#electron/ports/calendar.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { WebPoster } from '#electron/ports/web-poster.ts';
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { createNotifier } from '#electron/notify/notifier.ts';
import type { AlertChoices } from '#shared/domain/alert.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import { createAlertDesk, type AlertDesk } from './alert-desk.ts';
import { createAlertWatch, type AlertWatch } from './alert-watch.ts';
import { createMemoryAlertStore } from './memory-alert-store.ts';
import { createStuckScout } from './stuck-scout.ts';

export type Alerts = { readonly desk: AlertDesk; readonly watch: AlertWatch; readonly store: AlertStore; start(): Promise<void>; dispose(): Promise<void> };

export type AlertsNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly calendar: Calendar;
  readonly vault: SecretVault;
  readonly poster: WebPoster;
  /** null: alerts are kept while the engine runs. */
  readonly store: AlertStore | null;
  readonly settings: () => Settings;
  readonly choose: (next: AlertChoices) => Promise<Result<unknown, AppError>>;
  readonly keeper: FleetKeeper;
  readonly brokers: BrokerDesk;
  /** The language of this machine, for `auto`. */
  readonly tongue: 'en' | 'fr';
  /** Another Fleetbeat may be the one that watches; then this one only shows. */
  readonly isOnGuard: () => boolean;
  readonly hoursToLimit: (worker: string) => { readonly hours: number | null } | null;
  readonly criticalFindings: (host: string, now: number) => number | null;
};

export function createAlerts(needs: AlertsNeeds): Alerts {
  const { clock, timers, random, log, settings } = needs;
  const store = needs.store ?? createMemoryAlertStore();
  const choices = (): AlertChoices => settings().alerts;
  const tongue = (): 'en' | 'fr' => { const { language } = settings(); return language === 'auto' ? needs.tongue : language; };
  const notifier = createNotifier({ clock, timers, random, log, vault: needs.vault, poster: needs.poster, saved: () => choices().channels, tongue, onChange: () => watch.channelsChanged() });
  const scout = createStuckScout({
    clock, timers, workers: () => watch.facts.workers(),
    ask: async (worker, signal) => {
      const broker = worker.broker === null ? null : needs.brokers.watch(worker.broker);
      const listed = broker === null ? null : await broker.tasks(worker.name, signal);
      return listed === null || !listed.ok ? null : listed.value.active;
    },
  });
  const watch = createAlertWatch({ clock, timers, random, log, calendar: needs.calendar, store, notifier, choices, isOnGuard: needs.isOnGuard, told: { stuckForS: scout.stuckForS, hoursToLimit: needs.hoursToLimit, criticalFindings: needs.criticalFindings } });
  const desk = createAlertDesk({ clock, random, watch, notifier, store, choices, choose: needs.choose });
  let stop: (() => void) | null = null;
  return {
    desk, watch, store,
    async start() {
      await watch.start();
      stop = needs.keeper.listen({ onChange: watch.take });
    },
    async dispose() {
      stop?.();
      scout.dispose();
      await watch.dispose();
    },
  };
}
