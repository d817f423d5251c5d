/** Whether an alert may speak now, and if not, why. Pure; rules AL10-AL13. */
import type { Alert, AlertPlan, Mute, QuietHours, Silence } from '#shared/domain/alert.ts';

/** The engine's local time: minutes after midnight and day of the week (0 is Sunday). */
export type LocalTime = { readonly minute: number; readonly day: number };

export function findSilence(alert: Alert, plan: AlertPlan, now: number, local: LocalTime): Silence | null {
  if (plan.mutes.some((mute) => isMuted(mute, alert, now))) return 'muted';
  if (plan.maintenance.some(({ from, to, hosts }) => now >= from && now < to && (hosts.length === 0 || (alert.subject.host !== null && hosts.includes(alert.subject.host))))) return 'maintenance';
  if (alert.cause !== null) return 'cause';
  if (isQuiet(plan.quietHours, local) && !(plan.quietHours.lettingCritical && alert.severity === 'critical')) return 'quiet-hours';
  return null;
}

function isMuted(mute: Mute, alert: Alert, now: number): boolean {
  if (mute.until !== null && now >= mute.until) return false;
  if (mute.rule === null && mute.host === null && mute.worker === null) return true;
  return (mute.rule === null || mute.rule === alert.rule) && (mute.host === null || mute.host === alert.subject.host) && (mute.worker === null || mute.worker === alert.subject.worker);
}

/** A night that began on a listed day lasts until its end, also after midnight. */
export function isQuiet({ isOn, fromMinute, toMinute, days }: QuietHours, { minute, day }: LocalTime): boolean {
  if (!isOn || fromMinute === toMinute) return false;
  if (fromMinute < toMinute) return days.includes(day) && minute >= fromMinute && minute < toMinute;
  if (minute >= fromMinute) return days.includes(day);
  return minute < toMinute && days.includes((day + 6) % 7);
}
