/**
 * A table of cases for checks: what is changed on a healthy Pi, and what the check must say of it.
 * `says` may be left out where only the severity matters; `nothing` means that the check does not apply.
 */
import type { FindingSeverity } from '#shared/domain/finding.ts';
import type { Draft } from './evidence.ts';

export type RuleCase = {
  readonly check: string;
  /** `good`: fine, or not applicable. `bad`: the fault itself. `trap`: looks like it and is none, or is another. `missing`: evidence lost. */
  readonly kind: 'good' | 'bad' | 'trap' | 'missing';
  readonly name: string;
  readonly change: (draft: Draft) => void;
  readonly severity: FindingSeverity | 'nothing';
  readonly says?: string;
  /** Figures and names that must be in the finding. */
  readonly args?: Readonly<Record<string, unknown>>;
};

type Change = RuleCase['change'];

export const untouched: Change = () => undefined;

/** Cases of one check. */
export function casesOf(check: string) {
  return {
    good: (name: string, change: Change = untouched, severity: RuleCase['severity'] = 'ok', says?: string): RuleCase => ({ check, kind: 'good', name, change, severity, ...(says === undefined ? {} : { says }) }),
    bad: (name: string, change: Change, severity: 'info' | 'warn' | 'crit', says: string, args?: RuleCase['args']): RuleCase => ({ check, kind: 'bad', name, change, severity, says, ...(args === undefined ? {} : { args }) }),
    trap: (name: string, change: Change, severity: RuleCase['severity'], says?: string): RuleCase => ({ check, kind: 'trap', name, change, severity, ...(says === undefined ? {} : { says }) }),
    missing: (name: string, change: Change): RuleCase => ({ check, kind: 'missing', name, change, severity: 'unknown' }),
  };
}
