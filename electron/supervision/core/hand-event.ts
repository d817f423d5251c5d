/**
 * What a hand at work says, one line each, numbered. Read again from any number after a cut.
 * Must stay true: never throws; a word that is not known is left out.
 */
import { StepWord } from '#shared/domain/operation.ts';
import type { AppError, SupervisionRefusal } from '#shared/errors.ts';
import { fieldsOf, numberOf, readHolder, textOf, wholeOf } from './read-answer.ts';
import type { ProcessRef } from './hand-talk.ts';

export type HandEvent = {
  readonly n: number;
  readonly agoMs: number;
  readonly step: { readonly what: StepWord; readonly state: 'running' | 'asking' | 'done' | 'skipped' | 'failed'; readonly leftMs: number | null; readonly detail: string } | null;
  readonly note: 'panel-lost' | null;
  readonly end: { readonly state: 'done' | 'cancelled' | 'failed'; readonly why: string; readonly about: string; readonly fresh: ProcessRef | null } | null;
};

const states = ['running', 'asking', 'done', 'skipped', 'failed'] as const;
const ends = ['done', 'cancelled', 'failed'] as const;

export function readHandEvent(value: unknown): HandEvent | null {
  const said = fieldsOf(value);
  const n = wholeOf(said['n']);
  if (n === null || n < 1) return null;
  const what = StepWord.safeParse(said['step']);
  const state = states.find((one) => one === said['state']);
  const leftS = numberOf(said['leftS']);
  const end = ends.find((one) => one === said['end']);
  const fresh = fieldsOf(said['fresh']);
  const pid = wholeOf(fresh['pid']);
  const startTicks = wholeOf(fresh['startTicks']);
  return {
    n, agoMs: Math.max(0, numberOf(said['agoS']) ?? 0) * 1000,
    step: what.success && state !== undefined ? { what: what.data, state, leftMs: leftS === null ? null : leftS * 1000, detail: textOf(said['detail'], 300) ?? '' } : null,
    note: said['note'] === 'panel-lost' ? 'panel-lost' : null,
    end: end === undefined ? null : { state: end, why: textOf(said['why'], 100) ?? '', about: textOf(said['about'], 300) ?? '', fresh: pid === null || startTicks === null ? null : { pid, startTicks } },
  };
}

const refused: readonly SupervisionRefusal[] = ['locked', 'process-changed', 'nothing-captured'];
const failed = ['backend-refused', 'did-not-end', 'did-not-start', 'died-at-once'] as const;

/** The hand's own reason as one of ours. `locked` comes with who holds it. */
export function errorOf(worker: string, why: string, about: string): AppError {
  const name = worker.slice(0, 600);
  const isRefusal = refused.find((one) => one === why);
  if (isRefusal === 'locked') return { code: 'supervision-refused', worker: name, because: 'locked', about: readHolder(parse(about))?.who ?? '' };
  if (isRefusal !== undefined) return { code: 'supervision-refused', worker: name, because: isRefusal, about: about.slice(0, 300) };
  return { code: 'supervision-failed', worker: name, because: failed.find((one) => one === why) ?? 'backend-refused', about: about.slice(0, 300) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
