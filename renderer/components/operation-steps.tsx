/**
 * The steps of one target as a ladder: what is done, what is done now with the time that is left, what is still to come.
 * Details are foreign text and shown as such. Nothing here acts.
 */
import type { Operation, OperationStep } from '#shared/domain/operation.ts';
import { describeError } from '#renderer/format/describe-error.ts';
import { missingText } from '#renderer/format/describe-operation.ts';
import { classNames } from './class-names.ts';
import { Countdown } from './countdown.tsx';
import { Foreign } from './foreign.tsx';
import { StepGlyph, stepHue } from './step-glyph.tsx';
import { useOperationTongue } from './use-operation-tongue.ts';
import { useWords } from './words-context.tsx';

/** `target` null: the steps that concern all. A single target's list holds those too. */
export function stepsFor({ steps, targets }: Pick<Operation, 'steps' | 'targets'>, target: number | null): readonly OperationStep[] {
  return steps.filter((step) => step.target === target || (targets.length <= 1 && step.target === null));
}

export function OperationSteps({ steps, label }: { steps: readonly OperationStep[]; label: string }) {
  return (
    <ol aria-label={label} className="flex flex-col">
      {steps.map((step, index) => <StepLine key={step.id} step={step} isLast={index === steps.length - 1} />)}
    </ol>
  );
}

function StepLine({ step, isLast }: { step: OperationStep; isLast: boolean }) {
  const t = useWords('operations');
  const isNow = step.state === 'running' || step.state === 'asking-consent';
  const isQuiet = step.state === 'waiting' || step.state === 'skipped';
  return (
    <li aria-current={isNow ? 'step' : undefined} className="flex gap-3">
      <span className="flex w-3.5 flex-col items-center pt-1.75">
        <StepGlyph state={step.state} />
        {!isLast && <span aria-hidden className="mt-1 w-px flex-1 bg-line" />}
      </span>
      <div className="min-w-0 flex-1 pt-1 pb-1.5">
        <div className="flex items-baseline gap-3">
          <span className={classNames('min-w-0 shrink-0', isNow && 'font-medium', isQuiet && 'text-muted')}>{t(`step.${step.what}`)}</span>
          {step.detail !== '' && <Foreign text={step.detail} className="min-w-0 flex-1 text-sm text-muted" />}
          <span className="ml-auto shrink-0 text-sm text-muted"><StepTime step={step} /></span>
        </div>
        <StepTrouble step={step} />
      </div>
    </li>
  );
}

function StepTime({ step }: { step: OperationStep }) {
  const { t, formats } = useOperationTongue();
  const isNow = step.state === 'running' || step.state === 'asking-consent';
  if (isNow && step.until !== null) return <Countdown until={step.until} say={(time) => t('left', { time })} over={t('leftOver')} className={step.state === 'asking-consent' ? stepHue['asking-consent'] : 'text-text'} />;
  const took = step.startedAt !== null && step.endedAt !== null ? t('took', { time: formats.duration(step.endedAt - step.startedAt) }) : '';
  if (step.state === 'done') return <><span className="sr-only">{t('stepState.done')} </span><span className="figures">{took}</span></>;
  if (step.state === 'waiting') return <span className="sr-only">{t('stepState.waiting')}</span>;
  return <span className={step.state === 'failed' || step.state === 'unverified' || step.state === 'asking-consent' ? stepHue[step.state] : ''}>{t(`stepState.${step.state}`)}</span>;
}

function StepTrouble({ step }: { step: OperationStep }) {
  const tongue = useOperationTongue();
  const tError = useWords('errors');
  const missing = missingText(tongue, step.missing);
  const words = step.error === null ? null : describeError(tError, tongue.formats, step.error);
  if (missing === null && words === null) return null;
  return (
    <div className="flex flex-col gap-0.5 text-sm wrap-anywhere">
      {missing !== null && <p>{missing}</p>}
      {words !== null && <p>{[words.what, words.why, words.next].filter((part) => part !== '').join(' ')}</p>}
    </div>
  );
}
