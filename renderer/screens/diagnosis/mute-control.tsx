/** Takes a check out of the score, for this host or for all, for a time or for good; and back. */
import { useContext, createContext } from 'react';
import { useTranslation } from 'react-i18next';
import { BellOff } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Menu } from '#renderer/components/menu.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { muteOf } from '#renderer/state/diagnosis-replica.ts';
import { useActions, useApp, useIsPending } from '#renderer/state/hooks.tsx';
import type { Finding } from '#shared/domain/finding.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { useFailure } from './use-diagnose.ts';

/** The host whose findings are looked at. */
const HostContext = createContext<HostId | null>(null);
export const MuteHostProvider = HostContext.Provider;
/** null: a replay, whose host is nobody's. */
export const useFindingHost = (): HostId | null => useContext(HostContext);

const day = 24 * 3_600_000;
const spans = [['day', day], ['week', 7 * day], ['good', null]] as const;

export function MuteControl({ finding }: { finding: Finding }) {
  const { t } = useTranslation('diagnosis');
  const host = useFindingHost();
  const { ask } = useActions();
  const toast = useToast();
  const formats = useFormats();
  const fail = useFailure(t('finding.muteFailed'));
  const offsetMs = useApp((state) => state.link.offsetMs);
  const mutes = useApp((state) => state.diagnosis.mutes);
  const isPending = useIsPending('diagnosis.mute', finding.check);
  const { check } = finding;
  const at = useTick((now) => { const found = host === null ? null : muteOf(mutes, check, host, now); return found === null ? -1 : mutes.indexOf(found); });
  if (host === null) return null;
  const standing = mutes[at] ?? null;
  const change = (mute: { readonly host: HostId | null; readonly until: number | null }, isMuted: boolean): void => {
    void ask('diagnosis.mute', { mute: { check, ...mute }, isMuted }, { subject: check }).then((result) => {
      if (result.ok) toast({ tone: 'done', title: t(isMuted ? 'finding.mutedOne' : 'finding.unmutedOne', { check }) });
      else fail(result.error);
    });
  };
  if (standing !== null) {
    return (
      <>
        <span>{standing.until === null ? t('finding.mutedForGood') : t('finding.mutedUntil', { when: formats.absolute(standing.until) })}</span>
        <Button size="small" isWorking={isPending} onClick={() => change({ host: standing.host, until: standing.until }, false)}>{t('finding.unmute')}</Button>
      </>
    );
  }
  const items = (own: HostId | null) => spans.map(([name, forMs]) => ({ kind: 'action', id: `${own ?? 'all'} ${name}`, label: t(`finding.muteFor.${name}`), onChoose: () => change({ host: own, until: forMs === null ? null : Math.round(Date.now() + offsetMs + forMs) }, true) }) as const);
  return (
    <Menu
      align="start"
      trigger={<Button size="small" look="quiet" isWorking={isPending} icon={<BellOff size={13} aria-hidden />}>{t('finding.mute')}</Button>}
      items={[{ kind: 'heading', id: 'here', label: t('finding.muteHost') }, ...items(host), { kind: 'separator', id: 'line' }, { kind: 'heading', id: 'all', label: t('finding.muteAll') }, ...items(null)]}
    />
  );
}
