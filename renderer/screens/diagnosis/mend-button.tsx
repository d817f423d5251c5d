/** From a finding to the plan of its fix. Not there where nothing can be planned: a replay, what is fine or unknown, a fix by hand only. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Wrench } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import type { Finding } from '#shared/domain/finding.ts';
import { isWorded } from '#shared/fix-words/say-fix.ts';
import { FixDialog } from './fix-dialog.tsx';
import { useFindingHost } from './mute-control.tsx';

export function MendButton({ finding: { fix, severity, subject } }: { finding: Finding }) {
  const { t } = useTranslation('diagnosis');
  const [isOpen, setOpen] = useState(false);
  const host = useFindingHost();
  if (host === null || fix === null || severity === 'ok' || severity === 'unknown' || !isWorded(fix.id)) return null;
  return (
    <>
      <Button size="small" icon={<Wrench size={13} aria-hidden />} onClick={() => setOpen(true)}>{t('fixes.mend')}</Button>
      {isOpen && <FixDialog request={{ host, worker: subject.worker, fix }} onClose={() => setOpen(false)} />}
    </>
  );
}
