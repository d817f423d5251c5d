/** The open alerts as groups: each cause with what it explains, the gravest first. Pure; derived, never stored. */
import type { Alert, AlertId } from '#shared/domain/alert.ts';
import { severityRank } from '#renderer/format/describe-alert.ts';

export type AlertGroup = { readonly alert: Alert; readonly explained: readonly Alert[] };
export type AlertGroups = { readonly firing: readonly AlertGroup[]; readonly silenced: readonly AlertGroup[]; readonly cleared: readonly AlertGroup[] };

const order = (a: Alert, b: Alert): number => severityRank(a.severity) - severityRank(b.severity) || b.since - a.since || (a.id < b.id ? -1 : 1);

export function groupAlerts(alerts: Iterable<Alert>): AlertGroups {
  const all = [...alerts].filter(({ state }) => state !== 'pending');
  const known = new Map<AlertId, Alert>(all.map((alert) => [alert.id, alert]));
  const explained = new Map<AlertId, Alert[]>();
  const heads: Alert[] = [];
  for (const alert of all) {
    const isExplained = alert.cause !== null && alert.state !== 'cleared' && known.get(alert.cause)?.state !== 'cleared' && known.has(alert.cause);
    if (isExplained && alert.cause !== null) explained.set(alert.cause, [...(explained.get(alert.cause) ?? []), alert]);
    else heads.push(alert);
  }
  const groups = heads.toSorted(order).map((alert): AlertGroup => ({ alert, explained: (explained.get(alert.id) ?? []).toSorted(order) }));
  return {
    firing: groups.filter(({ alert }) => alert.state !== 'cleared' && alert.silence === null),
    silenced: groups.filter(({ alert }) => alert.state !== 'cleared' && alert.silence !== null),
    cleared: groups.filter(({ alert }) => alert.state === 'cleared').toSorted((a, b) => (b.alert.clearedAt ?? 0) - (a.alert.clearedAt ?? 0)),
  };
}
