/** Who this host is and how it is connected, with what can be done about it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Ellipsis, Pencil, Stethoscope } from 'lucide-react';
import { Age } from '#renderer/components/age.tsx';
import { Badge } from '#renderer/components/badge.tsx';
import { Button } from '#renderer/components/button.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Menu } from '#renderer/components/menu.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { ScoreChip } from '#renderer/components/score-chip.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp, useIsPending } from '#renderer/state/hooks.tsx';
import { isRunning } from '#renderer/state/diagnosis-replica.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import { RemoveHostDialog } from './remove-host-dialog.tsx';

export function HostHeader({ host, everyMs }: { host: HostView; everyMs: number }) {
  const { t } = useTranslation('host');
  const { config, link } = host;
  return (
    <header className="flex flex-col gap-0.5 px-4 pt-3 pb-2">
      <div className="flex min-w-0 items-center gap-2">
        <h1 className="flex min-w-0 shrink text-xl font-semibold"><Foreign text={config.name} /></h1>
        {config.site !== null && <Badge className="max-w-40 shrink-0"><bdi className="truncate">{showForeign(config.site, 40)}</bdi></Badge>}
        {config.tags.slice(0, 4).map((tag) => <Badge key={tag} className="max-w-32 shrink-0"><bdi className="truncate">{showForeign(tag, 30)}</bdi></Badge>)}
        <span className="flex-1" />
        <HostScore host={host} />
        <HostActions host={host} />
      </div>
      <div className="flex min-w-0 flex-wrap gap-x-3 text-muted figures">
        <SystemLine host={host} />
        <span className={link.phase === 'waiting' || link.phase === 'blocked' ? 'font-medium text-away' : ''} title={link.serverVersion === null ? undefined : showForeign(link.serverVersion, 100)}>{t(`link.${link.phase}`)}</span>
        {link.phase === 'connected' && host.sample !== null && <Age at={host.sample.at} everyMs={everyMs} isPast />}
        {link.route.length > 1 && <span className="max-w-80 truncate">{t('link.route', { route: isolateForeign(link.route.slice(0, -1).join(', '), 120) })}</span>}
      </div>
    </header>
  );
}

/** The newest diagnosis with its age; it leads to the page. */
function HostScore({ host }: { host: HostView }) {
  const run = useApp((state) => state.diagnosis.latest.get(host.id) ?? null);
  return run === null ? null : <ScoreChip run={run} href={diagnosisOf(host)} withWord isTabStop />;
}

function diagnosisOf({ id }: HostView): string {
  return formatRoute({ screen: 'diagnosis', host: id, run: null, against: null, finding: null });
}

function SystemLine({ host }: { host: HostView }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const { identity } = host;
  const uptime = useTick((now) => (identity === null ? '' : formats.age(now - identity.bootedAt)));
  if (identity === null) return <span>{t('facts.unknown')}</span>;
  const skew = identity.clockSkewMs;
  return (
    <>
      {identity.model === null ? <span>{t('facts.notAPi')}</span> : <Foreign text={identity.model} className="max-w-72" />}
      {identity.osName !== null && <Foreign text={identity.osName} className="max-w-64" />}
      {identity.kernel !== null && <Foreign text={`${identity.kernel}${identity.architecture === null ? '' : ` ${identity.architecture}`}`} className="max-w-56" />}
      <span>{t('facts.cores', { count: identity.cores })}</span>
      <span>{t('facts.memory', { size: formats.bytes(identity.memTotal) })}</span>
      <span>{t('facts.uptime', { age: uptime })}</span>
      {skew !== null && Math.abs(skew) > 5000 && <span className="text-warn">{t('facts.clock', { skew: formats.age(Math.abs(skew)) })}</span>}
    </>
  );
}

function HostActions({ host }: { host: HostView }) {
  const { t } = useTranslation('host');
  const { t: tDiagnosis } = useTranslation('diagnosis');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  const toast = useToast();
  const navigate = useNavigate();
  const { t: tRecovery } = useTranslation('recovery');
  const { t: tDeploy } = useTranslation('deploy');
  const { ask, wish } = useActions();
  const isReadOnly = useApp(selectIsReadOnly);
  const [isRemoving, setRemoving] = useState(false);
  const isRetrying = useIsPending('hosts.retry', host.id);
  const { id } = host;
  const isOn = host.config.isOn;
  const report = (result: Result<unknown, AppError>): void => {
    if (result.ok || result.error.code === 'cancelled') return;
    const words = describeError(tErrors, formats, result.error);
    toast({ tone: 'failed', title: t('action.failed'), detail: `${words.what} ${words.next}` });
  };
  const isDiagnosing = useApp((state) => isRunning(state.diagnosis.running.get(id)));
  const diagnose = (): void => {
    void ask('diagnosis.start', { hosts: [id] }, { subject: id }).then((result) => { report(result); if (result.ok) navigate(diagnosisOf(host)); });
  };
  const canRetry = isOn && (host.link.phase === 'waiting' || host.link.phase === 'blocked' || host.link.phase === 'idle');
  return (
    <>
      {canRetry && <Button look="filled" isWorking={isRetrying} onClick={() => void ask('hosts.retry', { id }, { subject: id }).then(report)}>{t('action.retry')}</Button>}
      {!isOn && <Button look="filled" onClick={() => void ask('hosts.switch', { id, isOn: true }, { subject: id }).then(report)}>{t('action.switchOn')}</Button>}
      {host.link.phase === 'connected' && <Button icon={<Stethoscope size={14} aria-hidden />} isWorking={isDiagnosing} onClick={diagnose}>{isDiagnosing ? tDiagnosis('chip.running') : tDiagnosis('page.diagnose')}</Button>}
      <Button icon={<Pencil size={14} aria-hidden />} onClick={() => navigate(formatRoute({ screen: 'host-edit', host: id }))}>{t('action.edit')}</Button>
      <Menu
        trigger={<Button look="quiet" className="px-1.5" aria-label={t('action.more')} title={t('action.more')} icon={<Ellipsis size={16} aria-hidden />} />}
        items={[
          ...(isOn ? [{ kind: 'action', id: 'off', label: t('action.switchOff'), onChoose: () => void ask('hosts.switch', { id, isOn: false }, { subject: id }).then(report) } as const] : []),
          { kind: 'action', id: 'recover', label: tRecovery('recover'), disabled: isReadOnly || host.link.phase !== 'connected', onChoose: () => void setTimeout(() => wish({ kind: 'recover', target: { kind: 'host', host: id }, playbook: null }), 0) },
          { kind: 'action', id: 'supervisor', label: tDeploy('menu'), onChoose: () => navigate(formatRoute({ screen: 'supervisor', host: id })) },
          { kind: 'action', id: 'remove', label: t('action.remove'), isDangerous: true, onChoose: () => void setTimeout(() => setRemoving(true), 0) },
        ]}
      />
      {isRemoving && <RemoveHostDialog host={host} onClose={() => setRemoving(false)} onRemoved={() => navigate(formatRoute({ screen: 'fleet' }))} />}
    </>
  );
}
