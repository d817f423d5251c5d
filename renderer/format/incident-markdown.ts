/**
 * An incident as Markdown that one would paste into a bug report. Foreign text stands in code, where no Markdown and
 * no HTML is read; a fence is always longer than any run of backticks within it.
 */
import type { TFunction } from 'i18next';
import type { Cause, Incident } from '#shared/domain/crash.ts';
import type { Formats } from './create-formats.ts';
import { describeCause, describeEvent, describeIncident } from './describe-incident.ts';
import { showForeign } from './show-foreign.ts';

export type MarkdownNeeds = { readonly t: TFunction<'crashes'>; readonly tCause: TFunction<'causes'>; readonly formats: Formats; readonly hostName: string; readonly title: string };

export function incidentMarkdown(incident: Incident, needs: MarkdownNeeds): string {
  const { t, tCause, formats } = needs;
  const cause = describeCause(tCause, formats, incident.cause);
  const sections = [
    `## ${plain(showForeign(needs.title, 300))}`,
    sentence(incident, needs),
    facts(incident, needs),
    `### ${t('incident.cause')}\n\n**${cause.name}** (${cause.percent}, ${cause.sureness}). ${cause.text}`,
    list(t('incident.why'), cause.rules.map(plain)),
    list(t('incident.raise'), cause.raise.map(plain)),
    list(t('incident.other'), incident.otherCauses.map((other) => otherLine(other, needs))),
    list(t('incident.task'), tasks(incident)),
    memory(incident, needs),
    list(t('incident.around'), incident.surroundings.map(({ at, kind, label }) => `${iso(at)} ${describeEvent(tCause, kind)}${label === '' ? '' : `: ${code(label)}`}`)),
    frames(incident, t),
    evidence(incident, t),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** Names stand in code; the words around them are ours. */
function sentence(incident: Incident, { tCause, formats, hostName }: MarkdownNeeds): string {
  const names: string[] = [];
  const words = describeIncident(tCause, formats, incident, hostName, (text) => `\u0001${names.push(code(text)) - 1}\u0002`);
  return plain(words).replace(/\u0001(\d+)\u0002/g, (_, index: string) => names[Number(index)] ?? '');
}

function otherLine(other: Cause, { tCause, formats }: MarkdownNeeds): string {
  const words = describeCause(tCause, formats, other);
  return `${words.name} (${words.percent})`;
}

function facts(incident: Incident, { t, hostName }: MarkdownNeeds): string {
  const about = incident.atIsEstimated ? ` (${t('incident.estimated')})` : '';
  const rows: readonly (readonly [string, string | null])[] = [
    [t('column.last'), `${iso(incident.at)}${about}`],
    [t('incident.fact.host'), code(hostName)],
    [t('incident.fact.worker'), given(incident.worker)],
    [t('incident.fact.backend'), t(`incident.backend.${incident.backend}`)],
    [t('incident.fact.unit'), given(incident.unit)],
    [t('incident.fact.program'), given(incident.program)],
    [t('incident.fact.container'), given(incident.container)],
    [t('incident.fact.child'), given(incident.child)],
    [t('incident.fact.pid'), incident.pid === null ? null : String(incident.pid)],
    [t('incident.fact.signal'), given(incident.signal)],
    [t('incident.fact.exitCode'), incident.exitCode === null ? null : String(incident.exitCode)],
    [t('incident.fact.core'), incident.coreDumped === null ? null : incident.coreDumped ? t('incident.core.yes') : t('incident.core.no')],
    [t('incident.fact.exception'), incident.exception === null ? null : code(`${incident.exception.type}: ${incident.exception.message}`)],
    [t('incident.fact.times'), incident.times > 1 ? String(incident.times) : null],
    [t('incident.fact.signature'), code(incident.signature)],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`- ${name}: ${value}`])).join('\n');
}

function tasks({ task, taskCandidates }: Incident): readonly string[] {
  const all = task === null ? taskCandidates : [task];
  return all.map(({ id, name }) => (name === null ? code(id) : `${code(name)} ${code(id)}`));
}

/** The shape in five figures: a table of 700 points helps nobody. */
function memory(incident: Incident, { t, formats }: MarkdownNeeds): string {
  const known = incident.memoryBefore.flatMap(({ at, bytes }) => (bytes === null ? [] : [{ at, bytes }]));
  if (known.length === 0) return '';
  const picked = new Set([0, 0.25, 0.5, 0.75, 1].map((share) => Math.round((known.length - 1) * share)));
  const line = [...picked].map((index) => known[index]).flatMap((point) => (point === undefined ? [] : [`−${formats.age(Math.max(0, incident.at - point.at))}: ${formats.bytes(point.bytes)}`])).join(', ');
  const limit = incident.memoryLimit === null ? '' : ` (${t('incident.limit', { size: formats.bytes(incident.memoryLimit) })})`;
  return `### ${t('incident.memory')}\n\n${line}${limit}`;
}

function frames(incident: Incident, t: MarkdownNeeds['t']): string {
  const native = incident.nativeFrame === null ? [] : [`${incident.nativeFrame.library}${incident.nativeFrame.function === null ? '' : ` ${incident.nativeFrame.function}`}${incident.nativeFrame.offset === null ? '' : ` +${incident.nativeFrame.offset}`}`];
  const lines = [...native, ...incident.frames.map((frame) => `${frame.file}${frame.line === null ? '' : `:${frame.line}`} ${frame.function}`)];
  return lines.length === 0 ? '' : `### ${t('incident.code')}\n\n${fenced(lines.map((line) => showForeign(line)))}`;
}

function evidence({ evidence: lines }: Incident, t: MarkdownNeeds['t']): string {
  if (lines.length === 0) return '';
  const shown = lines.flatMap((line, index) => {
    const isNew = index === 0 || lines[index - 1]?.sourceName !== line.sourceName;
    return [...(isNew ? [`# ${showForeign(line.sourceName, 300)}${line.place.offset === null ? '' : ` @${line.place.offset}`}`] : []), ...line.text.split(/\r?\n/).map((one) => showForeign(one, 4000))];
  });
  return `### ${t('incident.evidence')}\n\n${fenced(shown)}`;
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `### ${title}\n\n${items.map((item) => `- ${item}`).join('\n')}`;
}

function given(text: string | null): string | null {
  return text === null ? null : code(text);
}

/** Inline code with as many backticks as it takes. */
export function code(text: string): string {
  const shown = showForeign(text, 1000);
  const fence = '`'.repeat(longestRun(shown) + 1);
  return shown.includes('`') ? `${fence} ${shown} ${fence}` : `${fence}${shown === '' ? ' ' : shown}${fence}`;
}

export function fenced(lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return `${fence}text\n${lines.join('\n')}\n${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** Words of ours with foreign names in them: nothing in them may be read as Markdown or HTML. */
function plain(text: string): string {
  return text.replace(/[\u2068\u2069]/g, '').replace(/[\\`*_[\]<>#|]/g, String.raw`\$&`);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
