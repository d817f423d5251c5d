/** One channel's form. What is in the vault is never shown: an empty field keeps it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { Select } from '#renderer/components/select.tsx';
import { Switch } from '#renderer/components/switch.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { useActions } from '#renderer/state/hooks.tsx';
import type { Channel, ChannelChange } from '#shared/domain/alert.ts';
import { useFailure } from './use-mute.ts';

type Draft = Pick<Channel, 'kind' | 'name' | 'isOn' | 'minSeverity' | 'sendsCleared' | 'hasSound'> & { readonly url: string; readonly secret: string };
const fresh: Draft = { kind: 'webhook', name: '', isOn: true, minSeverity: 'warning', sendsCleared: true, hasSound: false, url: '', secret: '' };

/** What is wrong with a channel's address; null when nothing is. An address in the vault may stay. */
export function problemOfUrl(url: string, hasUrl: boolean): 'needUrl' | 'badUrl' | null {
  if (url.trim() === '') return hasUrl ? null : 'needUrl';
  return /^https?:\/\/[^\s/]+/.test(url.trim()) && URL.canParse(url.trim()) ? null : 'badUrl';
}

function changeOf(channel: Channel | null, draft: Draft): ChannelChange {
  const { url, secret, ...saved } = draft;
  return { kind: 'put', id: channel?.id ?? null, channel: { ...saved, name: saved.name.trim() }, ...(url.trim() === '' ? {} : { url: url.trim() }), ...(secret === '' ? {} : { secret }) };
}

export function ChannelForm({ channel, onClose }: { channel: Channel | null; onClose: () => void }) {
  const { t } = useTranslation('alerts');
  const { ask } = useActions();
  const fail = useFailure();
  const [draft, setDraft] = useState<Draft>(channel === null ? fresh : { kind: channel.kind, name: channel.name, isOn: channel.isOn, minSeverity: channel.minSeverity, sendsCleared: channel.sendsCleared, hasSound: channel.hasSound, url: '', secret: '' });
  const [wasTried, setTried] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const { kind } = draft;
  const urlProblem = kind === 'desktop' ? null : problemOfUrl(draft.url, channel?.hasUrl ?? false);
  const isNameless = draft.name.trim() === '';
  const send = (change: ChannelChange): void => {
    setSaving(true);
    void ask('channels.change', change).then((result) => {
      setSaving(false);
      if (result.ok) onClose();
      else fail(result.error);
    });
  };
  const save = (): void => {
    setTried(true);
    if (urlProblem === null && !isNameless) send(changeOf(channel, draft));
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(channel === null ? 'channels.addTitle' : 'channels.editTitle')}
      footer={
        <>
          {channel !== null && kind !== 'desktop' && <Button look="danger" onClick={() => send({ kind: 'remove', id: channel.id })}>{t('channels.remove')}</Button>}
          <span className="flex-1" />
          <Button onClick={onClose}>{t('channels.cancel')}</Button>
          <Button look="filled" isWorking={isSaving} onClick={save}>{t('channels.save')}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 pb-2">
        {channel === null && <div><Select label={t('channels.add')} className="w-64" value={kind} onChange={(next) => setDraft({ ...draft, kind: next })} choices={(['webhook', 'ntfy', 'slack'] as const).map((value) => ({ value, label: t(`channels.kind.${value}`) }))} /></div>}
        {kind !== 'desktop' && <TextField label={t('channels.name')} value={draft.name} maxLength={200} error={wasTried && isNameless ? t('channels.needName') : null} onChange={(name) => setDraft({ ...draft, name })} />}
        {kind !== 'desktop' && (
          <TextField
            label={t('channels.url')} value={draft.url} inputMode="url" isMono maxLength={2048} autoComplete="off" placeholder={channel?.hasUrl === true ? t('channels.urlKept') : undefined}
            help={t(`channels.urlHelp.${kind}`)} error={wasTried && urlProblem !== null ? t(`channels.${urlProblem}`) : null} onChange={(url) => setDraft({ ...draft, url })}
          />
        )}
        {kind === 'webhook' && (
          <TextField
            label={t('channels.secret')} isOptional={t('channels.optional')} type="password" autoComplete="new-password" value={draft.secret} maxLength={1000} placeholder={channel?.hasSecret === true ? t('channels.secretKept') : undefined}
            help={t('channels.secretHelp')} onChange={(secret) => setDraft({ ...draft, secret })}
          />
        )}
        <div className="flex items-center gap-2"><Select label={t('channels.minSeverity')} prefix={t('channels.minSeverity')} value={draft.minSeverity} onChange={(minSeverity) => setDraft({ ...draft, minSeverity })} choices={(['note', 'warning', 'critical'] as const).map((value) => ({ value, label: t(`severity.${value}`) }))} /></div>
        <Switch label={t('channels.sendsCleared')} isOn={draft.sendsCleared} onChange={(sendsCleared) => setDraft({ ...draft, sendsCleared })} />
        {kind === 'desktop' && <Switch label={t('channels.hasSound')} isOn={draft.hasSound} onChange={(hasSound) => setDraft({ ...draft, hasSound })} />}
      </div>
    </Dialog>
  );
}
