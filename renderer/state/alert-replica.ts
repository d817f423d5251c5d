/** The open alerts as the window holds them, and the rules by which they change. Pure. */
import type { Alert, AlertChange, AlertId, AlertPlan, Channel } from '#shared/domain/alert.ts';

export type AlertReplica = {
  /** null until the first word. */
  readonly plan: AlertPlan | null;
  readonly channels: readonly Channel[];
  readonly alerts: ReadonlyMap<AlertId, Alert>;
  /** Firing and not silenced. */
  readonly openCount: number;
};

export const emptyAlerts: AlertReplica = { plan: null, channels: [], alerts: new Map(), openCount: 0 };

const clearedAtMost = 200;

/** Cleared ones stay a while, so that a row does not vanish under the eye; the oldest of them go. */
export function applyAlertChange(old: AlertReplica, change: AlertChange): AlertReplica {
  const alerts = new Map(change.whole ? [] : old.alerts);
  for (const alert of change.alerts) alerts.set(alert.id, alert);
  const cleared = [...alerts.values()].filter(({ state }) => state === 'cleared').sort((a, b) => (b.clearedAt ?? 0) - (a.clearedAt ?? 0));
  for (const alert of cleared.slice(clearedAtMost)) alerts.delete(alert.id);
  return { plan: change.plan ?? old.plan, channels: change.channels ?? old.channels, alerts, openCount: change.openCount };
}
