/** One alert on one line: what, whom, what was measured, since when; and the two things to do about it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BellOff, ChevronRight, CornerDownRight } from 'lucide-react';
import { Age } from '#renderer/components/age.tsx';
import { Badge } from '#renderer/components/badge.tsx';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Menu } from '#renderer/components/menu.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { describeAlert } from '#renderer/format/describe-alert.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import type { AlertGroup } from '#renderer/state/selectors/alert-groups.ts';
import type { Alert, Mute } from '#shared/domain/alert.ts';
import { SeveritySign } from './severity-sign.tsx';
import { useMute } from './use-mute.ts';

/** Narrow, the fact stands under the title: the two things to do stay in sight. */
const grid = 'grid grid-cols-[1.25rem_minmax(11rem,1.5fr)_minmax(8rem,1fr)_7.5rem_5rem_12rem] items-center gap-x-3 xl:grid-cols-[1.25rem_minmax(11rem,1fr)_minmax(9rem,0.9fr)_minmax(14rem,1.7fr)_8.5rem_6.5rem_12rem]';
const explainedAtMost = 40;
const hourMs = 3_600_000;

/** Where an alert points: its worker, its host, at the moment it began; a broker's or the fleet's to the timeline. */
export function addressOfAlert(alert: Pick<Alert, 'subject' | 'since'>): string {
  const { host, worker } = alert.subject;
  return host === null ? formatRoute({ screen: 'timeline', at: Math.round(alert.since) }) : formatRoute({ screen: 'host', host, worker, at: Math.round(alert.since) });
}

export function AlertLine({ group }: { group: AlertGroup }) {
  const { t } = useTranslation('alerts');
  const [isOpen, setOpen] = useState(false);
  const { alert, explained } = group;
  return (
    <li className="border-b border-line/70">
      <AlertCells alert={alert} />
      {explained.length > 0 && (
        <div className="pb-1 pl-12">
          <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className="flex h-6 items-center gap-1 rounded-md px-1 text-sm text-muted hover:bg-hover hover:text-text">
            <ChevronRight size={14} aria-hidden className={isOpen ? 'rotate-90' : ''} />{t('explains', { count: Math.max(alert.explains, explained.length) })}
          </button>
          {isOpen && (
            <ul>
              {explained.slice(0, explainedAtMost).map((one) => <Explained key={one.id} alert={one} />)}
              {explained.length > explainedAtMost && <li className="pl-6 text-sm text-muted figures">+{explained.length - explainedAtMost}</li>}
            </ul>
          )}
        </div>
      )}
    </li>
  );
}

function Explained({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts');
  return (
    <li className="flex h-6 min-w-0 items-center gap-2 text-sm">
      <CornerDownRight size={12} aria-hidden className="shrink-0 text-muted" />
      <SeveritySign severity={alert.severity} isQuiet />
      <span className="whitespace-nowrap">{t(`condition.${alert.condition}.title`)}</span>
      <a href={addressOfAlert(alert)} className="flex min-w-0 hover:underline"><Foreign text={alert.name} /></a>
    </li>
  );
}

function AlertCells({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  const words = describeAlert(t, formats, alert);
  const isOver = alert.state === 'cleared';
  const isQuiet = isOver || alert.silence !== null;
  return (
    <div className={classNames(grid, 'min-h-9 py-1')}>
      <SeveritySign severity={alert.severity} isQuiet={isQuiet} />
      <span className="flex min-w-0 flex-col leading-4">
        <span className={classNames('truncate', !isQuiet && 'font-medium')} title={words.title}>{words.title}</span>
        <span className="line-clamp-2 text-sm text-muted figures xl:hidden">{words.fact}</span>
      </span>
      <span className="flex min-w-0 flex-col leading-4">
        <a href={addressOfAlert(alert)} className="flex min-w-0 hover:underline">{alert.subject.host === null && alert.subject.worker === null && alert.subject.broker === null ? t('fleetSubject') : <Foreign text={alert.name} />}</a>
        {alert.subject.worker !== null && alert.hostName !== null && !alert.name.endsWith(`@${alert.hostName}`) && <span className="flex min-w-0 text-sm text-muted"><Foreign text={alert.hostName} /></span>}
      </span>
      <span className="line-clamp-2 leading-4 text-muted figures max-xl:hidden" title={words.fact}>{words.fact}</span>
      <AlertState alert={alert} />
      {isOver ? <Lasted alert={alert} /> : <Age at={alert.since} />}
      <span className="flex items-center justify-end gap-1">
        <a href={addressOfAlert(alert)} aria-label={t('seeOf', { name: words.name })} className="inline-flex h-5.5 items-center rounded-md border border-transparent px-2 text-sm font-medium whitespace-nowrap hover:bg-hover">{t('see')}</a>
        {!isOver && <MuteMenu alert={alert} name={words.name} />}
      </span>
    </div>
  );
}

function AlertState({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  const since = useTick((now) => (alert.clearedAt === null ? '' : t('cleared', { age: formats.age(now - alert.clearedAt) })));
  if (alert.state === 'cleared') return <span className="truncate text-sm text-muted max-xl:col-span-2" title={formats.absolute(alert.clearedAt ?? alert.since)}>{since}</span>;
  if (alert.silence !== null) return <span title={alert.isFlapping ? t('flaps', { count: alert.flaps }) : undefined}><Badge className="max-w-full"><span className="truncate">{t(`silence.${alert.silence}`)}</span></Badge></span>;
  return <span className="text-sm text-muted">{alert.state === 'firing' ? '' : t(`state.${alert.state}`)}</span>;
}

function Lasted({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  return <span className="text-sm whitespace-nowrap text-muted figures max-xl:hidden" title={formats.absolute(alert.since)}>{t('lasted', { age: formats.age((alert.clearedAt ?? alert.since) - alert.since) })}</span>;
}

function MuteMenu({ alert, name }: { alert: Alert; name: string }) {
  const { t } = useTranslation('alerts');
  const mute = useMute();
  const scope: Omit<Mute, 'until'> = { rule: alert.rule, host: alert.subject.worker === null ? alert.subject.host : null, worker: alert.subject.worker };
  if (alert.silence === 'muted') return <Button size="small" look="quiet" onClick={() => mute(scope, null, false)}>{t('unmute')}</Button>;
  return (
    <Menu
      trigger={<Button size="small" look="quiet" icon={<BellOff size={13} aria-hidden />} aria-label={t('muteOf', { name })}>{t('mute')}</Button>}
      items={[
        { kind: 'action', id: 'hour', label: t('muteHour'), onChoose: () => mute(scope, hourMs, true) },
        { kind: 'action', id: 'day', label: t('muteDay'), onChoose: () => mute(scope, 24 * hourMs, true) },
        { kind: 'action', id: 'open', label: t('muteOpen'), onChoose: () => mute(scope, null, true) },
        { kind: 'separator', id: 'line' },
        { kind: 'action', id: 'rule', label: t('muteRule'), onChoose: () => mute({ rule: alert.rule, host: null, worker: null }, 24 * hourMs, true) },
      ]}
    />
  );
}
