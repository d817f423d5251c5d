/** A verdict in words: its name, what it means, why it was chosen. Keys are typed by the contract's own enums. */
import type { TFunction } from 'i18next';
import type { Verdict, VerdictKind } from '#shared/domain/worker.ts';

export type VerdictWords = { readonly name: string; readonly meaning: string; readonly reason: string };

export function describeVerdict(t: TFunction<'verdicts'>, verdict: Pick<Verdict, 'kind' | 'reason'>): VerdictWords {
  return { name: t(`kind.${verdict.kind}`), meaning: t(`meaning.${verdict.kind}`), reason: t(`reason.${verdict.reason}`) };
}

/** Wants a person's eye; decides the order, the fold and the count in the navigation. */
export function isSick(kind: VerdictKind): boolean {
  return kind === 'crashed' || kind === 'deaf' || kind === 'blocked';
}

/** Worst first. */
const order: readonly VerdictKind[] = ['crashed', 'blocked', 'deaf', 'unknown', 'unreachable', 'restarting', 'stopped', 'busy', 'working', 'idle'];

export function verdictRank(kind: VerdictKind): number {
  return order.indexOf(kind);
}
