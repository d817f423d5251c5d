/** `fleetbeat crashes [HOST…]`: incidents of the hosts since a moment, read from their own records and what was kept here. */
import type { Incident, IncidentSummary } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Engine } from '#electron/engine-needs.ts';
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import { cleanText } from '#electron/cli/core/clean-text.ts';
import { word } from '#electron/cli/core/cli-words.ts';
import { causeWords, crashWord, incidentWord } from '#electron/cli/core/crash-words.ts';
import { drawTable } from '#electron/cli/core/draw-table.ts';
import { exits } from '#electron/cli/core/exit-code.ts';
import { incidentReport, incidentText, timeText } from '#electron/cli/core/incident-text.ts';
import { readSince } from '#electron/cli/core/read-since.ts';
import { openForVerb } from '#electron/cli/look-at-fleet.ts';
import { untilRead } from '#electron/cli/until-read.ts';

export type CrashesOptions = LookOptions & { readonly since: string; readonly full?: true };

/** Dossiers are read one by one: a bound for what a terminal is good for. */
const maxIncidents = 500;

export async function crashes(context: CliContext, hosts: readonly string[], options: CrashesOptions): Promise<number> {
  const since = readSince(options.since, Date.now(), Date.parse);
  if (since === null) {
    context.err.write(`fleetbeat: --since: ${cleanText(options.since)}\n`);
    return exits.usage;
  }
  const opened = await openForVerb(context, { ...options, host: [...(options.host ?? []), ...hosts] });
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  try {
    const isComplete = await untilRead(engine, options.timeout * 1000, context.ending);
    if (context.ending.aborted) return exits.interrupted;
    const found = await incidentsOf(engine, since, context.ending);
    if (!found.ok) return context.fail(found.error);
    const names = new Map(engine.snapshot().hosts.map(({ config }) => [config.id, config.name]));
    const dossiers = options.json || options.full ? await dossiersOf(engine, found.value, context.ending) : [];
    if (options.json) context.out.write(`${JSON.stringify({ schema: 1, since: new Date(since).toISOString(), isComplete, incidents: dossiers.map((incident) => ({ host: names.get(incident.host) ?? incident.host, isRebuilt: incident.isRebuilt, ...incidentReport(incident) })) }, null, 2)}\n`);
    else if (options.full) context.out.write(dossiers.map((incident) => `${cleanText(names.get(incident.host) ?? incident.host)}  ${incidentText(incident, context.language)}`).join('\n'));
    else context.out.write(listText(found.value, names, context));
    if (!isComplete && !options.json) context.err.write(`${word('incomplete', context.language)}\n`);
    return found.value.length > 0 ? 1 : isComplete ? 0 : 3;
  } finally {
    await dispose();
  }
}

async function incidentsOf(engine: Engine, since: number, signal: AbortSignal): Promise<Result<readonly IncidentSummary[], AppError>> {
  const only = new Set(engine.snapshot().hosts.map(({ config }) => config.id));
  const page = await engine.handlers['crashes.incidents']({ group: null, host: null, worker: null, since, until: null, after: null, limit: maxIncidents }, { signal, isReadOnly: true });
  return page.ok ? ok(page.value.incidents.filter(({ host }) => only.has(host)).toReversed()) : page;
}

async function dossiersOf(engine: Engine, found: readonly IncidentSummary[], signal: AbortSignal): Promise<readonly Incident[]> {
  const dossiers = await Promise.all(found.map(({ id }) => engine.handlers['crashes.incident']({ id }, { signal, isReadOnly: true })));
  return dossiers.flatMap((one) => (one.ok ? [one.value] : []));
}

function listText(found: readonly IncidentSummary[], names: ReadonlyMap<HostId, string>, { language, hasColour }: CliContext): string {
  if (found.length === 0) return `${crashWord('none', language)}\n`;
  const rows = found.map((one) => [
    { text: timeText(one.at).replace(/\.\d+/, '') }, { text: names.get(one.host) ?? one.host },
    { text: one.worker ?? one.unit ?? one.program ?? one.container ?? '—' }, { text: incidentWord(one.kind, language) },
    { text: one.signal ?? (one.exitCode === null ? (one.exception?.type ?? '—') : `exit ${one.exitCode}`) },
    { text: causeWords(one.cause.code, language) }, { text: one.cause.confidence === 0 ? '—' : `${Math.round(one.cause.confidence * 100)} %`, align: 'right' as const },
    { text: one.task === null ? '' : (one.task.name ?? one.task.id) },
  ]);
  return drawTable(['', word('host', language), word('worker', language), '', '', crashWord('cause', language), '', crashWord('task', language)], rows, hasColour);
}
