/**
 * What is under way, under every screen: each with its present step and the time that is left; who waits for an answer
 * stands out. What ended badly stays until it was read. Nothing is here when nothing is under way.
 */
import { X } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Countdown } from '#renderer/components/countdown.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { StepGlyph, stepHue } from '#renderer/components/step-glyph.tsx';
import { useOperationTongue } from '#renderer/components/use-operation-tongue.ts';
import { endText, operationTitle } from '#renderer/format/describe-operation.ts';
import { useActions, useApp, useAppShallow } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import { isEnded, presentStep, progressOf, stripOf } from '#renderer/state/selectors/operations.ts';
import type { Operation } from '#shared/domain/operation.ts';

const shownAtMost = 3;

export function OperationsStrip() {
  const { t } = useOperationTongue();
  const operations = useAppShallow(stripOf);
  if (operations.length === 0) return null;
  return (
    <section aria-label={t('tray.label')} data-under-way={Math.min(operations.length, shownAtMost + 1)} className="flex shrink-0 flex-col border-t bg-raised">
      {operations.slice(0, shownAtMost).map((operation) => <StripLine key={operation.id} operation={operation} />)}
      {operations.length > shownAtMost && <a href={formatRoute({ screen: 'operations', operation: null })} className="px-4 pb-1 text-sm text-muted hover:text-text hover:underline">{t('tray.more', { count: operations.length - shownAtMost })}</a>}
    </section>
  );
}

function StripLine({ operation }: { operation: Operation }) {
  const tongue = useOperationTongue();
  const { t } = tongue;
  const { wish, putOperationAside } = useActions();
  const title = operationTitle(tongue, operation);
  const isOver = isEnded(operation);
  const isAsking = operation.state === 'asking-consent';
  return (
    <div className={classNames('row flex items-center gap-3 border-b border-l-3 border-b-line/60 px-4 pl-3.25 last:border-b-0', isAsking || operation.state === 'unverified' ? 'border-l-warn' : operation.state === 'failed' ? 'border-l-bad' : 'border-l-transparent')}>
      <StepGlyph state={operation.state} />
      <span className="max-w-[45%] shrink-0 truncate font-medium" title={title}>{title}</span>
      <span className="flex min-w-0 flex-1 items-center gap-3 text-muted"><Progress operation={operation} /></span>
      {isOver || <StripCancel operation={operation} title={title} />}
      <Button size="small" look={isAsking ? 'filled' : 'plain'} aria-label={t('openOf', { what: title })} onClick={() => wish({ kind: 'follow', operation: operation.id })}>{t('open')}</Button>
      {isOver && <IconButton size="small" label={t('dismiss', { what: title })} icon={<X size={14} aria-hidden />} onClick={() => putOperationAside(operation.id)} />}
    </div>
  );
}

function Progress({ operation }: { operation: Operation }) {
  const tongue = useOperationTongue();
  const { t } = tongue;
  const step = presentStep(operation);
  const { done, total } = progressOf(operation);
  if (isEnded(operation)) return <span className={classNames('truncate', operation.state === 'failed' && stepHue.failed, operation.state === 'unverified' && stepHue.unverified)}>{endText(tongue, operation)}</span>;
  if (operation.state === 'cancelling') return <span>{t('cancelling')}</span>;
  return (
    <>
      {total > 1 && <span className="shrink-0 figures">{t('tray.progress', { done, total })}</span>}
      {step !== null && <span className={classNames('min-w-0 truncate', step.state === 'asking-consent' && 'font-medium text-warn')}>{step.state === 'asking-consent' ? t(`consent.${step.what === 'kill' ? 'kill' : step.what === 'cold-stop' ? 'cold' : 'other'}.title`) : t(`step.${step.what}`)}</span>}
      {step?.until !== null && step?.until !== undefined && <Countdown until={step.until} say={(time) => t('left', { time })} over={t('leftOver')} className="shrink-0" />}
    </>
  );
}

function StripCancel({ operation, title }: { operation: Operation; title: string }) {
  const { t } = useOperationTongue();
  const { ask } = useActions();
  const isReadOnly = useApp(selectIsReadOnly);
  if (!operation.canCancel || operation.state === 'cancelling') return null;
  return <Button size="small" look="quiet" disabled={isReadOnly} aria-label={t('cancelOf', { what: title })} onClick={() => void ask('operations.cancel', { id: operation.id }, { subject: operation.id })}>{t('cancel')}</Button>;
}
