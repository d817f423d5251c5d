/** An alert watch over a real fleet keeper, with time by hand and every word heard. */
import { createAlertDesk, type AlertDesk } from '#electron/alerts/alert-desk.ts';
import { createAlertWatch, type AlertWatch } from '#electron/alerts/alert-watch.ts';
import { createMemoryAlertStore } from '#electron/alerts/memory-alert-store.ts';
import { createFleetKeeper, type FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { createNotifier } from '#electron/notify/notifier.ts';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';
import type { AlertStore } from '#electron/ports/alert-store.ts';
import type { Random } from '#electron/ports/random.ts';
import { defaultAlertChoices, type AlertChange, type AlertChoices, type AlertNotice } from '#shared/domain/alert.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { ok } from '#shared/result.ts';
import { createManualClock, type ManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

export type Heard = AlertNotice & { readonly heardAt: number };
export type AlertScene = {
  readonly time: ManualClock;
  readonly keeper: FleetKeeper;
  readonly watch: AlertWatch;
  readonly desk: AlertDesk;
  readonly store: AlertStore;
  readonly heard: Heard[];
  readonly changes: AlertChange[];
  choices: AlertChoices;
  dispose(): Promise<void>;
};

const listening: AlertChoices = { ...defaultAlertChoices, channels: defaultAlertChoices.channels.map((channel) => ({ ...channel, minSeverity: 'note', sendsCleared: true })) };

export function countingRandom(): Random {
  let count = 0;
  return { next: () => 0.5, uuid: () => `id-${(count += 1)}`, token: (bytes) => '0'.repeat(bytes * 2) };
}

export function createAlertScene(options: { readonly time?: ManualClock; readonly store?: AlertStore; readonly choices?: AlertChoices; readonly stuckForS?: (worker: string) => number | null; readonly criticalFindings?: () => number | null; readonly isOnGuard?: boolean } = {}): AlertScene {
  const time = options.time ?? createManualClock();
  const { clock, timers } = time;
  const random = countingRandom();
  const log = createMemoryLog();
  const store = options.store ?? createMemoryAlertStore();
  const keeper = createFleetKeeper({ clock, timers, engine: { version: 'test', startedAt: 0, vault: 'memory', settings: defaultSettings, isForcedReadOnly: false, isDemo: false, settingsTrouble: null }, requests: { scan: () => undefined, ask: () => undefined, confirm: () => undefined } });
  const scene = { choices: options.choices ?? listening };
  const notifier = createNotifier({ clock, timers, random, log, vault: createMemoryVault(), poster: { sign: () => '', post: async () => ok({ status: 200 }) }, saved: () => scene.choices.channels, tongue: () => 'en', onChange: () => undefined });
  // 12:00 on a Wednesday, by a clock that only knows UTC
  const calendar = { local: (at: number) => ({ minute: Math.floor(at / 60_000) % 1440, day: 3, date: '2026-01-01' }), bounds: () => null };
  const watch = createAlertWatch({ clock, timers, random, calendar, log, store, notifier, choices: () => scene.choices, isOnGuard: () => options.isOnGuard ?? true, told: { stuckForS: options.stuckForS ?? (() => null), hoursToLimit: () => null, criticalFindings: options.criticalFindings ?? (() => null) } });
  const desk = createAlertDesk({ clock, random, watch, notifier, store, choices: () => scene.choices, choose: async (next) => { scene.choices = next; return ok({}); } });
  const heard: Heard[] = [];
  const changes: AlertChange[] = [];
  watch.watch((change) => { changes.push(change); heard.push(...change.notices.map((notice) => ({ ...notice, heardAt: clock.now() }))); });
  const stop = keeper.listen({ onChange: watch.take });
  return Object.assign(scene, { time, keeper, watch, desk, store, heard, changes, dispose: async () => { stop(); keeper.dispose(); await watch.dispose(); } });
}
