/** Every fix there is, and the plan of one for a finding. */
import type { FixCard, FixId } from '#shared/domain/fix.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { Finding } from '#shared/domain/finding.ts';
import { cannot, type Fix, type FixAnswer } from './fix.ts';
import { hostFixes } from './host-fixes.ts';
import { workerFixes } from './worker-fixes.ts';

export const allFixes: readonly Fix[] = [...workerFixes, ...hostFixes];

/** What the finding's own fix would change on this host, as its evidence stands. */
export function planFix(evidence: Evidence, finding: Pick<Finding, 'fix' | 'subject' | 'check'>): FixAnswer {
  const fix = allFixes.find(({ id }) => id === finding.fix?.id);
  return fix === undefined || finding.fix === null ? cannot('no-such-target') : fix.plan(evidence, { subject: finding.subject, args: finding.fix.args, check: finding.check });
}

export function fixCards(): FixCard[] {
  return allFixes.map(({ id, kind, checks, words }) => ({ id: id as FixId, kind: [...kind], checks: [...checks], words }));
}
