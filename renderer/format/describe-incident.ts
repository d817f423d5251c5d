/**
 * An incident as a person reads it: one sentence of what happened, its cause with how sure that is, the rules behind
 * it in words. Exhaustive over the contract's own kinds. Foreign parts are isolated before they enter a sentence.
 */
import type { TFunction } from 'i18next';
import type { Cause, CrashEventKind, IncidentSummary, RaiseCode } from '#shared/domain/crash.ts';
import { never } from '#shared/result.ts';
import type { Formats } from './create-formats.ts';
import { isolateForeign } from './show-foreign.ts';

type T = TFunction<'causes'>;
type AnyT = (key: string, options: { readonly defaultValue: string }) => string;

export type SentenceNeeds = Pick<IncidentSummary, 'kind' | 'worker' | 'unit' | 'program' | 'container' | 'child' | 'signal' | 'exitCode' | 'exception' | 'task' | 'times' | 'lastAt' | 'at'> & { readonly taskCandidates?: readonly unknown[] };

/** `host`: its name. Made from what is known and nothing else. */
export function describeIncident(t: T, formats: Formats, incident: SentenceNeeds, host: string, isolate: (text: string) => string = isolateForeign): string {
  const who = subjectOf(t, incident, isolate);
  const parts = { who, host: isolate(host), child: incident.child === null ? t('sentence.aChild') : isolate(incident.child), by: endOf(t, incident, isolate), task: taskOf(t, incident, isolate) };
  const sentence = sentenceOf(t, incident.kind, parts);
  return incident.times > 1 ? `${sentence} ${t('sentence.times', { count: incident.times, last: formats.clock(incident.lastAt) })}` : sentence;
}

function sentenceOf(t: T, kind: SentenceNeeds['kind'], parts: { who: string; host: string; child: string; by: string; task: string }): string {
  switch (kind) {
    case 'main-died': return t('sentence.main-died', parts);
    case 'child-died': return t('sentence.child-died', parts);
    case 'task-killed': return t('sentence.task-killed', parts);
    case 'start-failed': return t('sentence.start-failed', parts);
    case 'gave-up': return t('sentence.gave-up', parts);
    case 'stall': return t('sentence.stall', parts);
    case 'outage': return t('sentence.outage', parts);
    case 'host-restarted': return t('sentence.host-restarted', parts);
    default: return never(kind);
  }
}

function subjectOf(t: T, { worker, unit, program, container }: SentenceNeeds, isolate: (text: string) => string): string {
  const name = worker ?? unit ?? program ?? container;
  return name === null ? t('sentence.aWorker') : isolate(name);
}

function endOf(t: T, { signal, exitCode, exception }: SentenceNeeds, isolate: (text: string) => string): string {
  if (signal !== null) return t('sentence.bySignal', { signal: isolate(signal) });
  if (exception !== null) return t('sentence.byException', { exception: isolate(exception.type) });
  return exitCode === null ? '' : t('sentence.byExit', { code: exitCode });
}

function taskOf(t: T, { task, taskCandidates }: SentenceNeeds, isolate: (text: string) => string): string {
  if (task !== null) return t('sentence.holding', { task: isolate(task.name ?? task.id) });
  const count = taskCandidates?.length ?? 0;
  return count === 0 ? '' : t('sentence.holdingOne', { count });
}

export type CauseWords = { readonly name: string; readonly text: string; readonly sureness: string; readonly percent: string; readonly rules: readonly string[]; readonly raise: readonly string[] };

export function describeCause(t: T, formats: Formats, cause: Cause): CauseWords {
  return {
    name: t(`cause.${cause.code}.name`),
    text: t(`cause.${cause.code}.text`),
    sureness: surenessOf(t, cause.confidence),
    percent: formats.percent(cause.confidence * 100),
    rules: cause.rules.map((rule) => describeRule(t, rule)),
    raise: cause.raise.map((code) => describeRaise(t, code)),
  };
}

function surenessOf(t: T, confidence: number): string {
  if (confidence >= 0.9) return t('confidence.certain');
  if (confidence >= 0.65) return t('confidence.likely');
  return confidence >= 0.4 ? t('confidence.possible') : t('confidence.weak');
}

/** Rules are named by the engine. One without words here is shown by its name rather than left out. */
export function describeRule(t: T, rule: string): string {
  return (t as unknown as AnyT)(`rule.${rule}`, { defaultValue: rule.replaceAll('-', ' ') });
}

export function describeRaise(t: T, code: RaiseCode): string {
  return t(`raise.${code}`);
}

export function describeEvent(t: T, kind: CrashEventKind): string {
  return t(`event.${kind}`);
}
