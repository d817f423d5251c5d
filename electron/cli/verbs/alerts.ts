/** `fleetbeat alerts`: what stands and what was, from the record. Exit 2 while a critical alert stands, 1 for a warning. */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { drawTable } from '#electron/cli/core/draw-table.ts';
import { formatDuration } from '#electron/cli/core/format-figures.ts';
import { isoTime } from '#electron/cli/core/iso-time.ts';
import { reportSchema } from '#electron/cli/core/json-report.ts';
import { alertText, exitOfAlerts, stateWord, toneOf } from '#electron/cli/core/past-words.ts';
import { lookBack } from '#electron/cli/look-back.ts';
import type { Alert } from '#shared/domain/alert.ts';

export type AlertsOptions = { readonly since: number; readonly open?: true; readonly json?: true };

export async function alerts(context: CliContext, options: AlertsOptions): Promise<number> {
  const now = Date.now();
  const listed = await lookBack(context, (engine, call) => engine.handlers['alerts.list']({ from: now - options.since, to: now }, call));
  if (!listed.ok) return context.fail(listed.error);
  const all = listed.value.alerts;
  const exit = exitOfAlerts(all);
  const shown = options.open ? all.filter(({ state }) => state !== 'cleared') : all;
  if (options.json) context.out.write(`${JSON.stringify({ schema: reportSchema, at: isoTime(now), exit, alerts: shown.map(toJson) }, null, 2)}\n`);
  else if (shown.length === 0) context.out.write(context.language === 'fr' ? 'Aucune alerte.\n' : 'No alert.\n');
  else context.out.write(drawTable(context.language === 'fr' ? ['ÉTAT', 'DEPUIS', 'DURÉE', 'ALERTE'] : ['STATE', 'SINCE', 'FOR', 'ALERT'], shown.map((alert) => rowOf(alert, context, now)), context.hasColour));
  return exit;
}

function rowOf(alert: Alert, { language }: CliContext, now: number) {
  const isOver = alert.state === 'cleared';
  return [
    { text: stateWord(alert.state, language), tone: isOver ? ('quiet' as const) : toneOf[alert.severity] },
    { text: new Date(alert.since).toLocaleString(language, { dateStyle: 'short', timeStyle: 'short' }) },
    { text: formatDuration((alert.clearedAt ?? now) - alert.since), align: 'right' as const },
    { text: alertText(alert, language) },
  ];
}

function toJson(alert: Alert): object {
  return {
    id: alert.id, rule: alert.rule, severity: alert.severity, state: alert.state, name: alert.name, host: alert.hostName, value: alert.value, threshold: alert.threshold,
    since: isoTime(alert.since), firedAt: isoTime(alert.firedAt), clearedAt: isoTime(alert.clearedAt), silence: alert.silence, cause: alert.cause, explains: alert.explains, flapping: alert.isFlapping, notifiedAt: isoTime(alert.notifiedAt),
  };
}
