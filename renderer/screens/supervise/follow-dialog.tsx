/** An operation as it goes, over whatever screen it was begun on. Closing the dialog does not end it: the strip below goes on showing it. */
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { OperationView } from '#renderer/components/operation-view.tsx';
import { Skeleton } from '#renderer/components/skeleton.tsx';
import { useOperationTongue } from '#renderer/components/use-operation-tongue.ts';
import { operationTitle } from '#renderer/format/describe-operation.ts';
import { useActions, useApp, useOperationControl } from '#renderer/state/hooks.tsx';
import { isEnded } from '#renderer/state/selectors/operations.ts';
import type { OperationId } from '#shared/domain/operation.ts';

export function FollowDialog({ id, onClose }: { id: OperationId; onClose: () => void }) {
  const { t } = useTranslation('operations');
  const tongue = useOperationTongue();
  const { putOperationAside } = useActions();
  const operation = useApp((state) => state.operations.operations.get(id) ?? null);
  const control = useOperationControl(operation);
  const isOver = operation !== null && isEnded(operation);
  const close = (): void => {
    // It was read here: the strip need not repeat it.
    if (isOver) putOperationAside(id);
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={close}
      width={operation !== null && operation.targets.length > 1 ? 'wide' : 'normal'}
      title={<span className="wrap-anywhere">{operation === null ? t('title') : operationTitle(tongue, operation)}</span>}
      footer={isOver ? <Button look="filled" autoFocus onClick={close}>{t('close')}</Button> : (
        <>
          {operation !== null && operation.canCancel && <Button isWorking={control.isCancelling} disabled={!control.canAnswer} onClick={control.cancel}>{control.isCancelling ? t('cancelling') : t('cancel')}</Button>}
          <Button look="filled" onClick={close}>{t('hide')}</Button>
        </>
      )}
    >
      <div className="min-h-60 pb-1">
        {operation === null
          ? <div role="status" className="flex flex-col gap-4 pt-2"><Skeleton className="w-1/2" /><Skeleton className="w-2/3" /><Skeleton className="w-1/3" /></div>
          : <OperationView operation={operation} control={control} />}
      </div>
    </Dialog>
  );
}
