/**
 * What rules are written with: subjects, unknowns, gradual loss, quoting.
 * Must stay true: an unknown keeps the first piece that was missing, so that the finding says what to grant.
 */
import type { FindingSubject } from '#shared/domain/finding.ts';
import type { CeleryEvidence } from './evidence-celery.ts';
import type { MainProcess } from './evidence-process.ts';
import type { RedisEvidence } from './evidence-redis.ts';
import type { Evidence, Had, NotHad, Piece } from './evidence.ts';
import type { Judgement } from './rule.ts';

export function isHad<T>(piece: Piece<T>): piece is Had<T> {
  return piece.state === 'had';
}

export function valueOf<T>(piece: Piece<T>): T | null {
  return piece.state === 'had' ? piece.value : null;
}

/** The piece is looked for and there is no such thing: often that is an answer (no swap device, no fan). */
export function isMissing(piece: Piece<unknown>): boolean {
  return piece.state === 'missing';
}

export function unknownOf(pieces: readonly Piece<unknown>[], subject?: FindingSubject): Judgement {
  return { severity: 'unknown', on: [...pieces].sort((a, b) => Number(isHad(a)) - Number(isHad(b))), ...(subject === undefined ? {} : { subject }) };
}

export function whyNot(pieces: readonly Piece<unknown>[]): NotHad | null {
  return pieces.find((piece): piece is NotHad => piece.state !== 'had') ?? null;
}

export function hostSubject(evidence: Evidence): FindingSubject {
  return { kind: 'host', name: evidence.host.name, pid: null, worker: null };
}

export function workerSubject(main: MainProcess): FindingSubject {
  return { kind: 'worker', name: main.node ?? `pid ${main.pid}`, pid: main.pid, worker: main.worker };
}

export function nodeSubject(node: CeleryEvidence): FindingSubject {
  return { kind: 'worker', name: node.node, pid: node.pid, worker: node.worker };
}

export function brokerSubject(redis: RedisEvidence): FindingSubject {
  return { kind: 'broker', name: redis.label, pid: null, worker: null };
}

export function subjectOf(kind: FindingSubject['kind'], name: string): FindingSubject {
  return { kind, name, pid: null, worker: null };
}

/** A warning costs a quarter of the check's points where it begins and half of them just before crit; crit costs all. Either direction. */
export function lossBetween(value: number, warnAt: number, critAt: number): number {
  const share = (value - warnAt) / (critAt - warnAt);
  return share >= 1 ? 1 : 0.25 + 0.25 * Math.max(0, share);
}

/** One POSIX shell word, whatever is in it. Control characters are dropped: nobody can read them before pasting. */
export function quoteWord(word: string): string {
  const clean = word.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '');
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(clean) && !clean.startsWith('-') ? clean : `'${clean.replaceAll("'", `'\\''`)}'`;
}

/** The node's own words about a main process, where it gave any. */
export function nodeOf(evidence: Evidence, main: MainProcess): CeleryEvidence | null {
  return evidence.celery.find(({ pid }) => pid === main.pid) ?? null;
}

/** What a sentence needs of a list: its first few and how many more. */
export function fewOf(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} +${names.length - most}` : shown;
}
