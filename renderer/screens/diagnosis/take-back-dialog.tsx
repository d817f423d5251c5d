/** Taking a fix back: what goes back to what, and that the worker is restarted for it; then the operation is followed. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import { isBackRemake, isBackRestart, type AppliedFix } from '#shared/domain/fix.ts';
import { OperationId } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';
import { FixValues } from './fix-plan-view.tsx';

export function TakeBackDialog({ fix, title, onClose }: { fix: AppliedFix; title: string; onClose: () => void }) {
  const { t } = useTranslation('diagnosis');
  const { ask, wish } = useActions();
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const isReadOnly = useApp(selectIsReadOnly);
  const files = fix.changes.filter(({ kind }) => kind === 'file');
  const send = async (): Promise<void> => {
    if (isWorking || isReadOnly) return;
    setWorking(true);
    setFailure(null);
    const result = await ask('fixes.roll-back', { host: fix.host, id: fix.id });
    setWorking(false);
    if (!result.ok) return setFailure(result.error);
    onClose();
    wish({ kind: 'follow', operation: OperationId.parse(result.value.operation) });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={<span className="wrap-anywhere">{t('fixes.takeBack.title', { title })}</span>}
      description={t('fixes.takeBack.body')}
      footer={(
        <>
          <Button onClick={onClose}>{t('fixes.cancel')}</Button>
          <Button look="filled" disabled={isReadOnly} isWorking={isWorking} onClick={() => void send()}>{t('fixes.takeBack.button')}</Button>
        </>
      )}
    >
      <div className="flex flex-col gap-4 pb-1 wrap-anywhere">
        <p><bdi>{showForeign(fix.label)}</bdi></p>
        {isBackRestart(fix) && <p className="font-medium">{t('fixes.takeBack.restarts')}{isBackRemake(fix) && ` ${t('fixes.takeBack.remakes')}`}</p>}
        <FixValues changes={fix.changes} isBack />
        {files.length > 0 && <section><h3 className="mb-1 font-semibold">{t('fixes.plan.files')}</h3><ul className="font-mono text-sm">{files.map(({ what }) => <li key={what}><bdi>{showForeign(what)}</bdi></li>)}</ul></section>}
        {failure !== null && <div role="alert" className="border-l-2 border-bad pl-3"><ErrorNote error={failure} /></div>}
      </div>
    </Dialog>
  );
}
