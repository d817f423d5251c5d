/** One judgement or more for each container of ours; without Docker the check does not apply. */
import type { ContainerFact } from './evidence-services.ts';
import type { Evidence } from './evidence.ts';
import { isHad, isMissing, subjectOf, unknownOf } from './judging.ts';
import type { Judgement } from './rule.ts';

export function eachContainer(evidence: Evidence, judge: (container: ContainerFact, base: Pick<Judgement, 'subject' | 'on'>) => readonly Judgement[], okWhenNone: 'ok' | 'nothing' = 'ok'): readonly Judgement[] {
  const { containers } = evidence.docker;
  if (isMissing(containers)) return [];
  if (!isHad(containers)) return [unknownOf([containers])];
  const found = containers.value.slice(0, 200).flatMap((container) => judge(container, { subject: subjectOf('container', container.name), on: [containers] }));
  return found.length > 0 || okWhenNone === 'nothing' ? found : [{ severity: 'ok', says: 'ok', on: [containers] }];
}
