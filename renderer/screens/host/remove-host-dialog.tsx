/** Removing a host from the list: says what goes (our entry) and what stays (everything on the Pi). */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useIsPending } from '#renderer/state/hooks.tsx';
import type { HostView } from '#shared/domain/host.ts';
import type { AppError } from '#shared/errors.ts';

export function RemoveHostDialog({ host, onClose, onRemoved }: { host: HostView; onClose: () => void; onRemoved: () => void }) {
  const { t } = useTranslation('host');
  const { ask } = useActions();
  const [error, setError] = useState<AppError | null>(null);
  const isWorking = useIsPending('hosts.remove', host.id);
  const name = isolateForeign(host.config.name, 60);
  const remove = async (): Promise<void> => {
    setError(null);
    const result = await ask('hosts.remove', { id: host.id }, { subject: host.id });
    if (result.ok || result.error.code === 'not-found') onRemoved();
    else setError(result.error);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="small"
      title={<span className="wrap-anywhere">{t('remove.title', { name })}</span>}
      footer={(
        <>
          <Button look="danger" isWorking={isWorking} className="min-w-0 shrink" onClick={() => void remove()}><span className="truncate">{t('remove.confirm', { name: isolateForeign(host.config.name, 24) })}</span></Button>
          <Button look="filled" autoFocus onClick={onClose}>{t('remove.cancel')}</Button>
        </>
      )}
    >
      <p>{t('remove.body')}</p>
      {error !== null && <div role="alert" className="mt-3"><p className="font-medium">{t('action.failed')}</p><ErrorNote error={error} /></div>}
    </Dialog>
  );
}
