/** The foot of the window: how much of the fleet is seen, how old it is, what watching costs, and the read-only switch. */
import { useTranslation } from 'react-i18next';
import { Lock, LockOpen } from 'lucide-react';
import { Tooltip } from '#renderer/components/tooltip.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useActions, useApp, useAppShallow } from '#renderer/state/hooks.tsx';
import { selectIsForcedReadOnly, selectIsReadOnly, selectSettings } from '#renderer/state/selectors/app-facts.ts';
import { costOf, coverageOf } from '#renderer/state/selectors/fleet-counts.ts';

export function StatusBar() {
  const { t } = useTranslation('app');
  const coverage = useAppShallow((state) => coverageOf(state.replica.hosts.values()));
  const isDemo = useApp((state) => state.replica.engine?.isDemo ?? false);
  const isKnown = useApp((state) => state.replica.engine !== null);
  return (
    <footer aria-label={t('status.label')} className="flex h-7 shrink-0 items-center gap-4 border-t bg-sunken px-4 text-sm whitespace-nowrap text-muted figures">
      {isKnown && coverage.total > 0 && <span>{t('status.connected', { connected: coverage.connected, total: coverage.total })}</span>}
      {isKnown && coverage.total > 0 && <Ages newestAt={coverage.newestAt} oldestAt={coverage.oldestAt} />}
      {isKnown && coverage.total > 0 && <CostFigure />}
      <span className="flex-1" />
      {isDemo && <span>{t('status.demo')}</span>}
      {isKnown && <ReadOnlySwitch />}
    </footer>
  );
}

function Ages({ newestAt, oldestAt }: { newestAt: number | null; oldestAt: number | null }) {
  const { t } = useTranslation('app');
  const formats = useFormats();
  const text = useTick((now) => (newestAt === null || oldestAt === null ? t('status.noSample') : t('status.ages', { newest: formats.age(now - newestAt), oldest: formats.age(now - oldestAt) })));
  return <span>{text}</span>;
}

function CostFigure() {
  const { t } = useTranslation('app');
  const formats = useFormats();
  const cost = useAppShallow((state) => costOf(state.replica.hosts.values(), selectSettings(state).sampleEveryMs));
  if (cost === null) return <span>{t('status.costUnknown')}</span>;
  const detail = t('status.costDetail', { count: cost.hosts, highest: formats.percent(cost.highestPercent, 2), memory: cost.highestBytes === null ? '–' : formats.bytes(cost.highestBytes) });
  return <Tooltip text={detail}><span tabIndex={0}>{t('status.cost', { cpu: formats.percent(cost.medianPercent, 2) })}</span></Tooltip>;
}

function ReadOnlySwitch() {
  const { t } = useTranslation('app');
  const { ask } = useActions();
  const isReadOnly = useApp(selectIsReadOnly);
  const isForced = useApp(selectIsForcedReadOnly);
  const isLive = useApp((state) => state.link.phase === 'live');
  const button = (
    <button
      type="button"
      role="switch"
      aria-checked={isReadOnly}
      aria-disabled={isForced || !isLive}
      onClick={() => { if (!isForced && isLive) void ask('settings.change', { isReadOnly: !isReadOnly }); }}
      className="-mr-1.5 flex h-5.5 items-center gap-1.5 rounded-md px-1.5 hover:bg-hover hover:text-text aria-checked:font-medium aria-checked:text-text aria-disabled:opacity-70"
    >
      {isReadOnly ? <Lock size={12} aria-hidden /> : <LockOpen size={12} aria-hidden />}
      {t('status.readOnly')}
      <span aria-hidden className="relative inline-block h-2.5 w-4.5 rounded-full border border-line-strong bg-track">
        <span className={isReadOnly ? 'absolute inset-y-0 right-0 w-2 rounded-full bg-text' : 'absolute inset-y-0 left-0 w-2 rounded-full bg-bar'} />
      </span>
    </button>
  );
  return isForced ? <Tooltip text={t('status.readOnlyForced')}>{button}</Tooltip> : button;
}
