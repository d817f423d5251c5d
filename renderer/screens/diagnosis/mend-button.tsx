/** From a finding to the plan of its fix. Not there where nothing can be planned: a replay, what is fine or unknown, a fix by hand only. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Wrench } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import type { Finding } from '#shared/domain/finding.ts';
import { isOfWorker, type FixRequest } from '#shared/domain/fix.ts';
import { isWorded } from '#shared/fix-words/say-fix.ts';
import { FixDialog } from './fix-dialog.tsx';
import { useFindingHost } from './mute-control.tsx';
import { useWorkerChoice } from './use-worker-choice.tsx';

export function MendButton({ finding: { fix, severity, subject } }: { finding: Finding }) {
  const { t } = useTranslation('diagnosis');
  const [isOpen, setOpen] = useState(false);
  const host = useFindingHost();
  if (host === null || fix === null || severity === 'ok' || severity === 'unknown' || !isWorded(fix.id)) return null;
  const request = { host, worker: subject.worker, fix };
  const close = (): void => setOpen(false);
  return (
    <>
      <Button size="small" icon={<Wrench size={13} aria-hidden />} onClick={() => setOpen(true)}>{t('fixes.mend')}</Button>
      {isOpen && (subject.kind === 'host' && subject.worker === null && isOfWorker(fix.id) ? <ChosenWorkerDialog request={request} onClose={close} /> : <FixDialog request={request} onClose={close} />)}
    </>
  );
}

/** A host's own finding may be mended at one of its workers. */
function ChosenWorkerDialog({ request, onClose }: { request: FixRequest; onClose: () => void }) {
  const { worker, chooser } = useWorkerChoice(request.host);
  return <FixDialog request={{ ...request, worker }} chooser={chooser} onClose={onClose} />;
}
