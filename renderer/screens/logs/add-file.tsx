/** Names another file of a host to be followed: at once, and from now on; the host's settings keep the list. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Plus } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Popover } from '#renderer/components/popover.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import type { HostId } from '#shared/domain/ids.ts';

const maxFiles = 20;

export function AddFile({ host, hostName }: { host: HostId; hostName: string }) {
  const { t } = useTranslation('logs');
  const label = t('addFile.title', { host: isolateForeign(hostName) });
  return (
    <Popover label={label} side="right" trigger={<button type="button" aria-label={label} title={label} className="inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-selected hover:text-text"><Plus size={14} aria-hidden /></button>}>
      <FileForm host={host} />
    </Popover>
  );
}

function FileForm({ host }: { host: HostId }) {
  const { t } = useTranslation('logs');
  const { ask } = useActions();
  const config = useApp((state) => state.replica.hosts.get(host)?.config ?? null);
  const [path, setPath] = useState('');
  const [said, setSaid] = useState<'notAPath' | 'tooMany' | 'added' | null>(null);
  const add = (): void => {
    const wanted = path.trim();
    if (config === null) return;
    const { id, isOn: _isOn, ...draft } = config;
    const files = [...new Set([...(draft.logFiles ?? []), wanted])];
    if (!/^\/[^\p{Cc}]{1,4095}$/u.test(wanted) || wanted.endsWith('/')) return setSaid('notAPath');
    if (files.length > maxFiles) return setSaid('tooMany');
    void ask('hosts.edit', { id, draft: { ...draft, logFiles: files } }, { subject: id }).then((result) => {
      if (!result.ok) return;
      setPath('');
      setSaid('added');
    });
  };
  return (
    <form className="flex w-100 flex-col gap-2" onSubmit={(event) => { event.preventDefault(); add(); }}>
      <TextField
        label={t('addFile.path')} value={path} isMono placeholder="/srv/app/worker.log" help={said === 'added' ? t('addFile.added') : t('addFile.help')}
        error={said === 'notAPath' || said === 'tooMany' ? t(`addFile.${said}`) : undefined} onChange={(text) => { setPath(text); setSaid(null); }} after={<Button type="submit">{t('addFile.go')}</Button>}
      />
    </form>
  );
}
