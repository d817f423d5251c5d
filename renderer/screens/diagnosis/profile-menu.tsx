/** The profiles, for one worker of a host; choosing one plans it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SlidersHorizontal } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Menu } from '#renderer/components/menu.tsx';
import { Select } from '#renderer/components/select.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useAppShallow } from '#renderer/state/hooks.tsx';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { sayFix } from '#shared/fix-words/say-fix.ts';
import { FixDialog } from './fix-dialog.tsx';

const profiles = ['profile-many-queues', 'profile-native-libraries'] as const;

export function ProfileMenu({ host, isConnected }: { host: HostId; isConnected: boolean }) {
  const { t } = useTranslation('diagnosis');
  const { language } = useFormats();
  const [open, setOpen] = useState<(typeof profiles)[number] | null>(null);
  const [chosen, setChosen] = useState<WorkerKey | null>(null);
  const keys = useAppShallow(({ replica }) => [...replica.workers.values()].filter((worker) => worker.host === host).map(({ key }) => key));
  const names = useAppShallow(({ replica }) => keys.map((key) => replica.workers.get(key)?.name ?? key));
  const worker = keys.find((key) => key === chosen) ?? keys[0] ?? null;
  const isOff = keys.length === 0 || !isConnected;
  return (
    <>
      <Menu
        trigger={<Button size="small" look="quiet" disabled={isOff} title={isConnected ? t(keys.length === 0 ? 'fixes.profiles.noWorker' : 'fixes.profiles.help') : t('fixes.inForce.away')} icon={<SlidersHorizontal size={13} aria-hidden />}>{t('fixes.profiles.button')}</Button>}
        // The menu is gone from the page before the dialog takes the focus.
        items={profiles.map((id) => ({ kind: 'action', id, label: sayFix(id, language).title, onChoose: () => void setTimeout(() => setOpen(id), 0) }))}
      />
      {open !== null && worker !== null && (
        <FixDialog
          request={{ host, worker, fix: { id: open, args: {} } }}
          chooser={<Select label={t('fixes.plan.worker')} prefix={t('fixes.plan.worker')} value={worker} onChange={setChosen} choices={keys.map((key, index) => ({ value: key, label: showForeign(names[index] ?? key, 120) }))} className="max-w-100" />}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
