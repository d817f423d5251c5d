/** How the tasks of each node of the host ended, as far as somebody heard: task events are off unless asked for. */
import type { CeleryEvidence } from './evidence-celery.ts';
import type { PanelEvidence } from './evidence-panel.ts';
import type { Evidence, Piece } from './evidence.ts';
import { nodeSubject, unknownOf } from './judging.ts';
import type { Judgement } from './rule.ts';

export type Outcomes = NonNullable<PanelEvidence['taskOutcomes']>[number];

export function eachOutcome(evidence: Evidence, judge: (outcomes: Outcomes, base: Pick<Judgement, 'subject' | 'on'>) => Judgement): readonly Judgement[] {
  return evidence.celery.map((node) => {
    const outcomes = (evidence.panel.taskOutcomes ?? []).find((one) => one.node === node.node);
    const subject = nodeSubject(node);
    const on = [pieceOf(evidence, node, outcomes)];
    return outcomes === undefined ? { ...unknownOf(on, subject), grant: 'task-events' } : judge(outcomes, { subject, on });
  });
}

function pieceOf({ host: { at } }: Evidence, { node }: CeleryEvidence, outcomes: Outcomes | undefined): Piece<Outcomes> {
  const head = { name: `panel.tasks.${node}`, at, source: 'task events' };
  if (outcomes === undefined) return { ...head, state: 'missing', because: 'no task event of this worker was heard', grant: 'task-events' };
  const { succeeded, failed, retried, revoked, overMs } = outcomes;
  return { ...head, state: 'had', value: outcomes, raw: `${succeeded} succeeded, ${failed} failed, ${retried} retried, ${revoked} revoked in ${Math.round(overMs / 60_000)} min` };
}
