/** The profiles, for one worker of a host; choosing one plans it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SlidersHorizontal } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Menu } from '#renderer/components/menu.tsx';
import type { HostId } from '#shared/domain/ids.ts';
import { sayFix } from '#shared/fix-words/say-fix.ts';
import { FixDialog } from './fix-dialog.tsx';
import { useWorkerChoice } from './use-worker-choice.tsx';

const profiles = ['profile-many-queues', 'profile-native-libraries'] as const;

export function ProfileMenu({ host, isConnected }: { host: HostId; isConnected: boolean }) {
  const { t } = useTranslation('diagnosis');
  const { language } = useFormats();
  const [open, setOpen] = useState<(typeof profiles)[number] | null>(null);
  const { worker, chooser } = useWorkerChoice(host);
  const isOff = worker === null || !isConnected;
  return (
    <>
      <Menu
        trigger={<Button size="small" look="quiet" disabled={isOff} title={isConnected ? t(worker === null ? 'fixes.profiles.noWorker' : 'fixes.profiles.help') : t('fixes.inForce.away')} icon={<SlidersHorizontal size={13} aria-hidden />}>{t('fixes.profiles.button')}</Button>}
        // The menu is gone from the page before the dialog takes the focus.
        items={profiles.map((id) => ({ kind: 'action', id, label: sayFix(id, language).title, onChoose: () => void setTimeout(() => setOpen(id), 0) }))}
      />
      {open !== null && worker !== null && (
        <FixDialog
          request={{ host, worker, fix: { id: open, args: {} } }}
          chooser={chooser}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
