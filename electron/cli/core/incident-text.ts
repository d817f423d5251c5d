/**
 * Incidents for a terminal. Must stay true: every piece of foreign text is cleaned; evidence names its place; a cause never
 * stands without its confidence and rule.
 */
import type { Cause, EvidenceLine, Incident } from '#shared/domain/crash.ts';
import { cleanText } from './clean-text.ts';
import { causeWords, crashWord, incidentWord, raiseWords } from './crash-words.ts';
import { isoTime } from './iso-time.ts';
import type { Language } from './language.ts';

const shownEvidence = 12;

export function incidentText(incident: Incident, language: Language): string {
  const row = (title: string, text: string): string => `  ${title.padEnd(11)}${text}\n`;
  const { cause, otherCauses, task, taskCandidates } = incident;
  const where = incident.frames[0] === undefined ? null : incident.frames.slice(0, 3).map(({ file, function: name, line }) => `${name} (${file}${line === null ? '' : `:${line}`})`).join(' < ');
  return [
    `${headline(incident, language)}\n`,
    row(crashWord('cause', language), causeText(cause, language)),
    ...otherCauses.map((other) => row(crashWord('also', language), causeText(other, language))),
    ...cause.raise.map((code, index) => row(index === 0 ? crashWord('help', language) : '', raiseWords(code, language))),
    task === null ? '' : row(crashWord('task', language), cleanText(`${task.name ?? '?'}[${task.id}]`)),
    taskCandidates.length === 0 ? '' : row(crashWord('task', language), cleanText(`${crashWord('maybe', language)} ${taskCandidates.map(({ id, name }) => `${name ?? '?'}[${id}]`).join(', ')}`, 400)),
    incident.exception === null ? '' : row('', cleanText(`${incident.exception.type}: ${incident.exception.message}`, 300)),
    where === null ? '' : row(crashWord('code', language), cleanText(where, 400)),
    incident.nativeFrame === null ? '' : row(crashWord('code', language), cleanText(`${incident.nativeFrame.function ?? '?'} ${incident.nativeFrame.library}${incident.nativeFrame.offset === null ? '' : ` + 0x${incident.nativeFrame.offset}`}`, 300)),
    row(crashWord('signature', language), incident.signature),
    row(crashWord('evidence', language), ''),
    ...incident.evidence.slice(0, shownEvidence).map((line) => evidenceText(line)),
    incident.evidence.length > shownEvidence ? `    … ${incident.evidence.length - shownEvidence} ${crashWord('more', language)}\n` : '',
    ...incident.surroundings.slice(0, 5).map(({ at, label }) => row(crashWord('around', language), `${timeText(at)} ${cleanText(label, 160)}`)),
  ].join('');
}

function headline(incident: Incident, language: Language): string {
  const end = incident.signal ?? (incident.exitCode === null ? null : `exit ${incident.exitCode}`);
  const who = [incident.worker, incident.unit ?? incident.program ?? incident.container, incident.child, incident.pid === null ? null : `pid ${incident.pid}`].filter((part) => part !== null && part !== '');
  const when = `${timeText(incident.at)}${incident.atIsEstimated ? ` (${crashWord('estimated', language)})` : ''}`;
  const times = incident.times > 1 ? `${incident.times} ${crashWord('times', language)}` : null;
  return [when, incidentWord(incident.kind, language), end, times, ...who.map((part) => cleanText(String(part), 120))].filter((part) => part !== null).join('  ');
}

function causeText({ code, confidence, rules }: Cause, language: Language): string {
  return confidence === 0 ? causeWords(code, language) : `${causeWords(code, language)}: ${Math.round(confidence * 100)} % (${rules.join(', ')})`;
}

function evidenceText({ place, sourceName, text }: EvidenceLine): string {
  const first = text.split('\n').slice(0, 8).map((line, index) => `    ${index === 0 ? '' : '  '}${cleanText(line, 300)}\n`);
  const at = place.line ?? place.offset;
  return `    ${cleanText(sourceName, 120)}${at === null ? '' : `:${at}`}\n${first.join('')}`;
}

export const timeText = (at: number): string => (isoTime(at) ?? '').replace('T', ' ').replace('Z', ' UTC');

/** The documented JSON of `explain`: stable names, apart from the wire's shapes. */
export function incidentReport(incident: Incident): object {
  const { cause, otherCauses, evidence, surroundings, at, lastAt, workerKey: _key, memoryBefore: _memory, memoryLimit: _limit, isRebuilt: _rebuilt, host: _host, ...rest } = incident;
  return {
    ...rest, at: isoTime(at), lastAt: isoTime(lastAt), cause, otherCauses,
    evidence: evidence.map((line) => ({ source: line.sourceName, line: line.place.line, offset: line.place.offset, at: isoTime(line.at), atIsEstimated: line.atIsEstimated, kind: line.kind, text: line.text })),
    surroundings: surroundings.map((one) => ({ ...one, at: isoTime(one.at) })),
  };
}
