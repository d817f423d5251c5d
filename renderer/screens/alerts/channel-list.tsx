/** Where the word goes: each channel with its last delivery, a test with its receipt, and its form. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Plus } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useIsDesktop } from '#renderer/state/hooks.tsx';
import type { Channel, ChannelTest } from '#shared/domain/alert.ts';
import { ChannelForm } from './channel-form.tsx';
import { SeveritySign } from './severity-sign.tsx';
import { useFailure } from './use-mute.ts';
import { useNotificationPermission } from './use-permission.ts';

export function ChannelList({ channels }: { channels: readonly Channel[] }) {
  const { t } = useTranslation('alerts');
  const [edited, setEdited] = useState<Channel | 'new' | null>(null);
  return (
    <div className="flex max-w-200 flex-col gap-3 px-4 pt-3 pb-8">
      <div className="flex items-start gap-3">
        <p className="flex-1 text-muted">{t('channels.help')}</p>
        <Button look="filled" icon={<Plus size={14} aria-hidden />} onClick={() => setEdited('new')}>{t('channels.add')}</Button>
      </div>
      <ul className="border-t border-line/70">{channels.map((channel) => <ChannelRow key={channel.id} channel={channel} onEdit={() => setEdited(channel)} />)}</ul>
      {edited !== null && <ChannelForm key={edited === 'new' ? 'new' : edited.id} channel={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

function ChannelRow({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const { t } = useTranslation('alerts');
  const { ask } = useActions();
  const fail = useFailure();
  const [receipt, setReceipt] = useState<ChannelTest | 'sending' | null>(null);
  const name = channel.kind === 'desktop' ? t('channels.kind.desktop') : channel.name;
  const test = (): void => {
    setReceipt('sending');
    void ask('channels.test', { id: channel.id }).then((result) => {
      setReceipt(result.ok ? result.value : null);
      if (!result.ok) fail(result.error);
    });
  };
  const toggle = (isOn: boolean): void => {
    const { id, kind, name: ownName, minSeverity, sendsCleared, hasSound } = channel;
    void ask('channels.change', { kind: 'put', id, channel: { kind, name: ownName, isOn, minSeverity, sendsCleared, hasSound } }).then((result) => { if (!result.ok) fail(result.error); });
  };
  return (
    <li className="flex flex-col gap-1 border-b border-line/70 py-2.5">
      <div className="flex items-center gap-3">
        <input type="checkbox" checked={channel.isOn} onChange={(event) => toggle(event.target.checked)} aria-label={t('channels.isOnOf', { name: isolateForeign(name, 60) })} className="size-3.5 accent-(--fill)" />
        <span className="flex min-w-0 font-medium"><Foreign text={name} /></span>
        {channel.kind !== 'desktop' && <span className="whitespace-nowrap text-muted">{t(`channels.kind.${channel.kind}`)}</span>}
        {channel.place !== null && <span className="flex min-w-0 text-muted"><Foreign text={channel.place} isMono /></span>}
        <span className="flex-1" />
        <span className="flex items-center gap-1 text-sm whitespace-nowrap text-muted"><SeveritySign severity={channel.minSeverity} isQuiet />{t(`severity.${channel.minSeverity}`)}</span>
        <Button size="small" isWorking={receipt === 'sending'} aria-label={t('channels.testOf', { name: isolateForeign(name, 60) })} onClick={test}>{t('channels.test')}</Button>
        <Button size="small" aria-label={t('channels.editOf', { name: isolateForeign(name, 60) })} onClick={onEdit}>{t('channels.edit')}</Button>
      </div>
      <p className="flex gap-3 pl-6.5 text-sm text-muted figures" role="status"><Delivery channel={channel} receipt={receipt} /></p>
      {channel.kind === 'desktop' && <Permission />}
    </li>
  );
}

function Delivery({ channel, receipt }: { channel: Channel; receipt: ChannelTest | 'sending' | null }) {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  const age = useTick((now) => (channel.last === null ? '' : formats.age(now - channel.last.at)));
  if (receipt === 'sending') return <span>{t('channels.testing')}</span>;
  if (receipt !== null) {
    if (!receipt.isDelivered) return <span className="text-bad">{t('channels.failed', { why: receipt.failure === null ? '–' : t(`channels.failure.${receipt.failure}`) })}{receipt.status === null ? '' : ` (HTTP ${receipt.status})`}</span>;
    return <span className="text-text">{receipt.status === null ? t('channels.delivered', { time: formats.duration(receipt.tookMs) }) : t('channels.deliveredStatus', { time: formats.duration(receipt.tookMs), status: receipt.status })}</span>;
  }
  return (
    <>
      {channel.kind !== 'desktop' && !channel.hasUrl && <span className="text-warn">{t('channels.noUrl')}</span>}
      {channel.last === null ? <span>{t('channels.never')}</span> : channel.last.failure === null ? <span>{t('channels.lastOk', { age })}</span> : <span className="text-bad">{t('channels.lastFailed', { age, why: t(`channels.failure.${channel.last.failure}`) })}</span>}
      {channel.waiting > 0 && <span>{t('channels.waiting', { count: channel.waiting })}</span>}
    </>
  );
}

/** In a browser, the person must allow it here: no page may ask by itself. */
function Permission() {
  const { t } = useTranslation('alerts');
  const isDesktop = useIsDesktop();
  const { state, request } = useNotificationPermission();
  if (isDesktop) return null;
  return (
    <p className="flex items-center gap-3 pl-6.5 text-sm text-muted">
      {t(`channels.permission.${state}`)}
      {state === 'default' && <Button size="small" onClick={request}>{t('channels.permission.ask')}</Button>}
    </p>
  );
}
