/**
 * One operation as it goes: what it asks, how it ended, its ladder; of several targets, a list with the ladder of the one
 * looked at. It never says more than the engine said.
 */
import { useState } from 'react';
import { endedStates, type Operation, type OperationStep, type TargetOutcome } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';
import { describeError } from '#renderer/format/describe-error.ts';
import { endText, missingText, outcomeText, type OperationTongue } from '#renderer/format/describe-operation.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { classNames } from './class-names.ts';
import { ErrorNote } from './error-note.tsx';
import { Foreign } from './foreign.tsx';
import { OperationConsent } from './operation-consent.tsx';
import { OperationSteps, stepsFor } from './operation-steps.tsx';
import { StepGlyph, stepHue } from './step-glyph.tsx';
import { useOperationTongue } from './use-operation-tongue.ts';
import { useWords } from './words-context.tsx';

export type OperationViewProps = {
  operation: Operation;
  control: { readonly canAnswer: boolean; readonly isAnswering: boolean; readonly error: AppError | null; answer(step: OperationStep, allow: boolean): void };
};

export function OperationView({ operation, control }: OperationViewProps) {
  const asking = operation.steps.filter(({ state }) => state === 'asking-consent');
  return (
    <div className="flex flex-col gap-3">
      {asking.slice(0, 5).map((step) => <OperationConsent key={step.id} operation={operation} step={step} canAnswer={control.canAnswer} isWorking={control.isAnswering} onAnswer={control.answer} />)}
      {control.error !== null && <div role="alert" className="border-l-2 border-bad pl-3"><ErrorNote error={control.error} /></div>}
      <OperationEnd operation={operation} />
      {operation.targets.length > 1 ? <ManyTargets operation={operation} /> : <OneTarget operation={operation} />}
      <OperationLines operation={operation} />
    </div>
  );
}

/** Announced once, when it is there. */
function OperationEnd({ operation }: { operation: Operation }) {
  const tongue = useOperationTongue();
  const tError = useWords('errors');
  const isOver = endedStates.some((state) => state === operation.state);
  if (!isOver && operation.state !== 'cancelling') return null;
  const [only] = operation.targets.length === 1 ? operation.outcomes : [];
  const error = operation.error ?? only?.error ?? null;
  const words = error === null ? null : describeError(tError, tongue.formats, error);
  const missing = only === undefined ? null : missingText(tongue, only.missing);
  return (
    <div role="status" className="flex items-start gap-2 border-b pb-3">
      <span className="pt-0.75"><StepGlyph state={operation.state} size={16} /></span>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5 wrap-anywhere">
        <p className={classNames('text-lg font-semibold', operation.state === 'failed' && stepHue.failed, operation.state === 'unverified' && stepHue.unverified)}>{isOver ? endText(tongue, operation) : tongue.t('cancelling')}</p>
        {missing !== null && <p>{missing}</p>}
        {words !== null && <p className="text-muted">{[words.what, words.why, words.next].filter((part) => part !== '').join(' ')}</p>}
        {!isOver && <p className="text-muted">{tongue.t('cancelHint')}</p>}
      </div>
    </div>
  );
}

function OneTarget({ operation }: { operation: Operation }) {
  const { t } = useOperationTongue();
  const label = operation.targets[0]?.label ?? '';
  return <OperationSteps steps={stepsFor(operation, 0)} label={t('stepsOf', { target: isolateForeign(label, 60) })} />;
}

function ManyTargets({ operation }: { operation: Operation }) {
  const tongue = useOperationTongue();
  const { t } = tongue;
  const [picked, setPicked] = useState<number | null>(null);
  const common = operation.steps.filter(({ target }) => target === null);
  const lookedAt = picked ?? Math.max(0, operation.outcomes.findIndex(({ state }) => state === 'running'));
  return (
    <div className="grid min-h-0 grid-cols-[minmax(0,5fr)_minmax(0,6fr)] gap-x-5">
      <ul aria-label={t('allTargets')} className="flex max-h-100 min-w-0 flex-col overflow-auto border-r pr-2">
        {operation.targets.map((target, index) => {
          const outcome = operation.outcomes[index];
          if (outcome === undefined) return null;
          return (
            <li key={`${index} ${target.worker ?? target.label}`}>
              <button type="button" aria-pressed={index === lookedAt} onClick={() => setPicked(index)} className={classNames('row flex w-full min-w-0 items-center gap-2 rounded-md px-2 text-left', index === lookedAt ? 'bg-selected' : 'hover:bg-hover')}>
                <StepGlyph state={outcome.state} />
                <Foreign text={target.label} className="min-w-0 flex-1" />
                <span className={classNames('shrink-0 text-sm figures', toneOf(outcome))}>{shortOutcome(tongue, operation.kind, outcome)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className="max-h-100 min-w-0 overflow-auto">
        {common.length > 0 && <div className="mb-1 border-b pb-1"><OperationSteps steps={common} label={t('allTargets')} /></div>}
        <OperationSteps steps={stepsFor(operation, lookedAt)} label={t('stepsOf', { target: isolateForeign(operation.targets[lookedAt]?.label ?? '', 60) })} />
      </div>
    </div>
  );
}

function toneOf({ state }: TargetOutcome): string {
  return state === 'failed' || state === 'unverified' ? stepHue[state] : 'text-muted';
}

/** A narrow column: the time alone says that it went well. */
function shortOutcome(tongue: OperationTongue, kind: Operation['kind'], outcome: TargetOutcome): string {
  return outcome.state === 'done' && outcome.tookMs !== null ? tongue.formats.duration(outcome.tookMs) : outcomeText(tongue, kind, outcome);
}

function OperationLines({ operation }: { operation: Operation }) {
  const { t, formats } = useOperationTongue();
  if (operation.lines.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="w-fit rounded-sm text-muted hover:text-text">{t('lines')}</summary>
      <div className="mt-1 max-h-40 overflow-auto rounded-md bg-sunken px-2.5 py-1.5 font-mono">
        {operation.lines.slice(-100).map((one, index) => (
          <p key={index} className="flex gap-3"><span className="shrink-0 text-muted">{formats.clock(one.at)}</span><Foreign text={one.text} className="min-w-0 flex-1" /></p>
        ))}
      </div>
    </details>
  );
}
