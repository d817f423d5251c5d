/** What an operation asks before a grave step: what it would do, to whom, and what happens without an answer. */
import type { Operation, OperationStep } from '#shared/domain/operation.ts';
import { consentKey } from '#renderer/format/describe-operation.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { Button } from './button.tsx';
import { Countdown } from './countdown.tsx';
import { useWords } from './words-context.tsx';

export type ConsentProps = { operation: Operation; step: OperationStep; canAnswer: boolean; isWorking: boolean; onAnswer: (step: OperationStep, allow: boolean) => void };

export function OperationConsent({ operation, step, canAnswer, isWorking, onAnswer }: ConsentProps) {
  const t = useWords('operations');
  const key = consentKey(step);
  const target = isolateForeign(operation.targets[step.target ?? 0]?.label ?? '', 60);
  return (
    <section aria-label={t(`consent.${key}.title`)} className="flex flex-col gap-2 rounded-md border border-warn bg-sunken p-3">
      <p className="font-semibold">{t(`consent.${key}.title`)}</p>
      <p className="wrap-anywhere">{key === 'other' ? t('consent.other.body', { step: t(`step.${step.what}`), target }) : t(`consent.${key}.body`, { target })}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Button look={key === 'other' ? 'plain' : 'danger'} disabled={!canAnswer} isWorking={isWorking} onClick={() => onAnswer(step, true)}>{t(`consent.${key}.allow`)}</Button>
        <Button disabled={!canAnswer} isWorking={isWorking} onClick={() => onAnswer(step, false)}>{t(`consent.${key}.deny`)}</Button>
        {step.until !== null && <Countdown until={step.until} say={(time) => t('consent.rest', { time })} over="" className="text-sm text-muted" />}
      </div>
    </section>
  );
}
