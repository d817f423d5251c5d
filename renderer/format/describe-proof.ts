/** One proof as a line: who says it, what, and the figures behind it. Figures that are not known are left out. */
import type { TFunction } from 'i18next';
import type { Proof } from '#shared/domain/worker.ts';
import type { Formats } from './create-formats.ts';

export type ProofWords = { readonly source: string; readonly says: string; readonly figures: readonly string[] };

export function describeProof(t: TFunction<'verdicts'>, formats: Formats, proof: Proof): ProofWords {
  return { source: t(`source.${proof.source}`), says: t(`proof.${proof.says}`, { pid: numberOf(proof, 'pid') ?? '–' }), figures: figuresOf(t, formats, proof) };
}

function figuresOf(t: TFunction<'verdicts'>, formats: Formats, proof: Proof): readonly string[] {
  const figures: (string | null)[] = [
    given(numberOf(proof, 'tookMs'), (value) => t('fields.tookMs', { value: formats.duration(value) })),
    given(numberOf(proof, 'waitedMs'), (value) => t('fields.waitedMs', { value: formats.duration(value) })),
    given(numberOf(proof, 'intervalS'), (value) => t('fields.intervalS', { value: formats.number(value, 1) })),
    given(numberOf(proof, 'depth'), (count) => t('fields.depth', { count })),
    given(numberOf(proof, 'active'), (count) => t('fields.active', { count })),
  ];
  return figures.filter((figure) => figure !== null);
}

function numberOf(proof: Proof, name: string): number | null {
  const value = Object.hasOwn(proof.params, name) ? proof.params[name] : null;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function given<T>(value: T | null, say: (value: T) => string): string | null {
  return value === null ? null : say(value);
}
