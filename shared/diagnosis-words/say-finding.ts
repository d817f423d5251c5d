/**
 * A finding in sentences of one language, from the catalogue's words and the finding's own arguments.
 * Must stay true: the same text in window and command line; foreign text stays plain, without control characters.
 */
import type { CheckCard, Finding, FindingArgs, WordsByVariant } from '#shared/domain/finding.ts';
import type { z } from 'zod';
import { fillWords } from './fill-words.ts';
import { generalWords, type Tongue } from './general-words.ts';

export type SaidFinding = {
  readonly title: string;
  readonly says: string;
  /** null where they have nothing to say: ok, unknown. */
  readonly cause: string | null;
  readonly fix: string | null;
  readonly refute: string | null;
  /** What to grant so that it can be judged; only for unknown. */
  readonly grant: string | null;
};

export function sayFinding(finding: Pick<Finding, 'check' | 'severity' | 'says' | 'args'>, card: CheckCard | null, tongue: Tongue): SaidFinding {
  const general = generalWords[tongue];
  const words = card?.words[tongue] ?? null;
  const { args, says, severity } = finding;
  // `unknown` is everybody's word for it, even where a check has a sentence of that name for something else
  const own = severity === 'unknown' && says === 'unknown' ? undefined : words?.says[says];
  const usual = says === 'threw' ? general.threw : severity === 'unknown' ? general.unknown : words === null ? general.notListed : general.ok;
  const isTold = severity !== 'ok' && severity !== 'unknown' && words !== null;
  return {
    title: words?.title ?? finding.check,
    says: fillWords(own ?? usual, args, tongue),
    cause: isTold ? pick(words.cause, says, args, tongue) : null,
    fix: isTold ? pick(words.fix, says, args, tongue) : null,
    refute: isTold ? pick(words.refute, says, args, tongue) : null,
    grant: severity === 'unknown' ? (general.grants[args['grant'] as keyof typeof general.grants] ?? general.grants.none) : null,
  };
}

function pick(words: z.infer<typeof WordsByVariant>, says: string, args: FindingArgs, tongue: Tongue): string | null {
  const text = typeof words === 'string' ? words : (words[says] ?? words['else']);
  return text === undefined || text === '' ? null : fillWords(text, args, tongue);
}
