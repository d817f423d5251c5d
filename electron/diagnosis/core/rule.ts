/**
 * A check: from evidence to what it says of each subject. One file each in rules/, and one line in rules/all-rules.ts.
 * Must stay true: pure; without evidence a rule answers `unknown` (with what to grant), never ok; no answer at all means
 * that the check does not apply to this host.
 */
import type { CauseGroup, CheckWords, FindingArgs, FindingCategory, FindingSeverity, FindingSubject, FixRef, Grant } from '#shared/domain/finding.ts';
import type { Evidence, Piece } from './evidence.ts';

export type RuleContext = {
  /** Engine clock. */
  readonly nowMs: number;
};

export type Judgement = {
  readonly severity: FindingSeverity;
  /** A key of `words.*.says`. May be left out for ok and unknown, which have general sentences. */
  readonly says?: string;
  readonly args?: FindingArgs;
  /** Left out: the host. */
  readonly subject?: FindingSubject;
  /** The pieces it rests on, most telling first; shown with the finding. */
  readonly on: readonly Piece<unknown>[];
  readonly group?: CauseGroup;
  readonly isBlocking?: boolean;
  /** Ready to type. Foreign words in it go through `quoteWord`. */
  readonly command?: string;
  readonly fix?: FixRef;
  /** 0..1 of the check's points, between the thresholds of a gradual figure: `lossBetween`. */
  readonly loss?: number;
  /** With unknown: what would have to be granted, where the pieces do not say it themselves. */
  readonly grant?: Grant;
};

export type Rule = {
  /** `SYS-01`. */
  readonly id: string;
  readonly category: FindingCategory;
  readonly impact: 1 | 2 | 3 | 4 | 5;
  readonly link: string;
  readonly words: { readonly en: CheckWords; readonly fr: CheckWords };
  judge(evidence: Evidence, context: RuleContext): readonly Judgement[];
};
