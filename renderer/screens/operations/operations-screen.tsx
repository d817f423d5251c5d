/** Operations under way and ended: the list on the left, the one looked at on the right with its ladder. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { OperationView } from '#renderer/components/operation-view.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { StepGlyph, stepHue } from '#renderer/components/step-glyph.tsx';
import { Age } from '#renderer/components/age.tsx';
import { useOperationTongue } from '#renderer/components/use-operation-tongue.ts';
import { describeError } from '#renderer/format/describe-error.ts';
import { endText, operationTitle } from '#renderer/format/describe-operation.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useApp, useOperationControl } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { isEnded, listOperations, progressOf } from '#renderer/state/selectors/operations.ts';
import type { Operation, OperationId } from '#shared/domain/operation.ts';

export function OperationsScreen({ chosen }: { chosen: OperationId | null }) {
  const { t } = useTranslation('operations');
  const { isKnown, operations } = useApp((state) => state.operations);
  const list = useMemo(() => listOperations(operations.values()), [operations]);
  const present = list.find(({ id }) => id === chosen) ?? list[0] ?? null;
  return (
    <>
      <header className="flex shrink-0 items-center px-4 pt-3 pb-2.5"><h1 className="flex-1 text-xl font-semibold">{t('title')}</h1></header>
      <FeedTrouble />
      {!isKnown ? <Waiting /> : list.length === 0 ? <NothingYet /> : (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(18rem,2fr)_minmax(0,3fr)] border-t">
          <OperationList list={list} present={present} />
          {present !== null && <Present key={present.id} operation={present} />}
        </div>
      )}
    </>
  );
}

function OperationList({ list, present }: { list: readonly Operation[]; present: Operation | null }) {
  const tongue = useOperationTongue();
  return (
    <ul aria-label={tongue.t('title')} className="min-h-0 overflow-auto border-r">
      {list.map((operation) => {
        const isHere = operation.id === present?.id;
        const { done, total } = progressOf(operation);
        return (
          <li key={operation.id}>
            <a href={formatRoute({ screen: 'operations', operation: operation.id })} aria-current={isHere ? 'true' : undefined} className={classNames('flex h-11 items-center gap-3 border-b border-b-line/60 px-4', isHere ? 'bg-selected' : 'hover:bg-hover')}>
              <StepGlyph state={operation.state} />
              <span className="flex min-w-0 flex-1 flex-col leading-4.5">
                <span className={classNames('truncate', !isEnded(operation) && 'font-medium')}>{operationTitle(tongue, operation)}</span>
                <span className={classNames('truncate text-sm', operation.state === 'failed' ? stepHue.failed : operation.state === 'unverified' || operation.state === 'asking-consent' ? stepHue.unverified : 'text-muted')}>
                  {isEnded(operation) ? endText(tongue, operation) : `${tongue.t(`state.${operation.state}`)}${total > 1 ? ` · ${tongue.t('tray.progress', { done, total })}` : ''}`}
                </span>
              </span>
              <Age at={operation.endedAt ?? operation.createdAt} />
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Present({ operation }: { operation: Operation }) {
  const tongue = useOperationTongue();
  const { t, formats } = tongue;
  const control = useOperationControl(operation);
  return (
    <section aria-labelledby="operation" className="flex min-h-0 flex-col overflow-auto px-5 py-3">
      <div className="flex items-start gap-3 pb-3">
        <div className="min-w-0 flex-1">
          <h2 id="operation" className="text-lg font-semibold wrap-anywhere">{operationTitle(tongue, operation)}</h2>
          <p className="flex flex-wrap gap-x-3 text-sm text-muted figures">
            <span>{formats.absolute(operation.createdAt)}</span>
            {operation.who !== '' && <span>{t('who', { who: isolateForeign(operation.who, 60) })}</span>}
            {operation.targets.length === 1 && <Foreign text={operation.targets[0]?.label ?? ''} className="max-w-80" />}
          </p>
        </div>
        {operation.canCancel && !isEnded(operation) && <Button isWorking={control.isCancelling} disabled={!control.canAnswer} onClick={control.cancel}>{control.isCancelling ? t('cancelling') : t('cancel')}</Button>}
      </div>
      <OperationView operation={operation} control={control} />
    </section>
  );
}

function FeedTrouble() {
  const { t } = useTranslation('operations');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  const error = useApp((state) => state.operationError);
  if (error === null) return null;
  const words = describeError(tErrors, formats, error);
  return <Banner tone="bad" title={t('failedFeed')}>{`${words.why} ${words.next}`}</Banner>;
}

function Waiting() {
  const isLate = useIsLate();
  if (!isLate) return null;
  return <div role="status" className="flex flex-col gap-5 px-4 pt-6">{Array.from({ length: 5 }, (_, row) => <Skeleton key={row} className="w-1/3" />)}</div>;
}

function NothingYet() {
  const { t } = useTranslation('operations');
  const navigate = useNavigate();
  return <EmptyState title={t('empty.title')} action={<Button onClick={() => navigate(formatRoute({ screen: 'fleet' }))}>{t('empty.fleet')}</Button>}>{t('empty.body')}</EmptyState>;
}
