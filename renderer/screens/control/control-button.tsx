/** One control action as a button where its subject stands (a task's row, an empty list). Disabled with its reason. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import type { TaskId } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { controlFormOf, type ControlForm } from './action-of-form.ts';
import { ControlDialog } from './control-dialog.tsx';
import { permissionOf } from './describe-action.ts';

export type ControlWish = { readonly kind: 'enable-events' } | { readonly kind: 'revoke'; readonly task: TaskId; readonly terminate: boolean };

function formOfWish(wish: ControlWish): ControlForm {
  return wish.kind === 'revoke' ? controlFormOf('revoke', { taskIds: [wish.task], terminate: wish.terminate }) : controlFormOf(wish.kind);
}

export function ControlButton({ worker, isReadOnly, wish, label }: { worker: WorkerView; isReadOnly: boolean; wish: ControlWish; label: string }) {
  const { t } = useTranslation('control');
  const [isOpen, setOpen] = useState(false);
  const permission = permissionOf(wish.kind === 'revoke' ? { kind: 'revoke', tasks: [wish.task], terminate: wish.terminate, signal: 'SIGTERM' } : wish.kind, worker, isReadOnly);
  return (
    <>
      <Button size="small" look="quiet" disabled={!permission.can} title={permission.can ? undefined : t('cannot', { reason: t(`reason.${permission.because}`) })} onClick={() => setOpen(true)}>{label}</Button>
      {isOpen && <ControlDialog worker={worker} initial={formOfWish(wish)} isReadOnly={isReadOnly} onClose={() => setOpen(false)} />}
    </>
  );
}
