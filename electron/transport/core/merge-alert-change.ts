/**
 * Joins alert changes for a client that has not read the first yet.
 * Must stay true: applying the merge equals applying both in order; a notice is never dropped unless too many wait.
 */
import type { AlertChange } from '#shared/domain/alert.ts';

export const maxMergedNotices = 1000;
const maxMergedAlerts = 20_000;

export function mergeAlertChange(earlier: AlertChange, later: AlertChange): AlertChange | null {
  const notices = [...earlier.notices, ...later.notices].slice(-maxMergedNotices);
  if (later.whole) return { ...later, notices };
  const alerts = new Map(earlier.alerts.map((alert) => [alert.id, alert]));
  for (const alert of later.alerts) alerts.set(alert.id, alert);
  if (alerts.size > maxMergedAlerts) return null;
  return { whole: earlier.whole, alerts: [...alerts.values()], notices, plan: later.plan ?? earlier.plan, channels: later.channels ?? earlier.channels, openCount: later.openCount };
}
