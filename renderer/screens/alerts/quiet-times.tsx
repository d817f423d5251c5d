/** When not to speak: quiet hours, maintenance, mutes. All of it is recorded all the same, and says so. */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Select } from '#renderer/components/select.tsx';
import { Switch } from '#renderer/components/switch.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import type { AlertPlan, AlertPlanChange, Maintenance, Mute, QuietHours } from '#shared/domain/alert.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { clockOfMinute, minuteOfClock } from './rule-form.ts';
import { useFailure, useMute } from './use-mute.ts';

const lengths = { '1h': 3_600_000, '4h': 14_400_000, '1d': 86_400_000 } as const;

export function QuietTimes({ plan }: { plan: AlertPlan }) {
  const { ask } = useActions();
  const fail = useFailure();
  const change = (part: AlertPlanChange): void => { void ask('alerts.change-rules', part).then((result) => { if (!result.ok) fail(result.error); }); };
  return (
    <div className="flex max-w-160 flex-col gap-8 px-4 pt-3 pb-8">
      <Hours key={JSON.stringify(plan.quietHours)} hours={plan.quietHours} onSave={(quietHours) => change({ quietHours })} />
      <MaintenanceList plan={plan} onChange={(maintenance) => change({ maintenance: [...maintenance] })} />
      <Mutes mutes={plan.mutes} />
    </div>
  );
}

function Group({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return <section className="flex flex-col gap-2.5"><div><h2 className="text-lg font-semibold">{title}</h2>{help !== undefined && <p className="text-muted">{help}</p>}</div>{children}</section>;
}

function Hours({ hours, onSave }: { hours: QuietHours; onSave: (hours: QuietHours) => void }) {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  const [draft, setDraft] = useState({ ...hours, from: clockOfMinute(hours.fromMinute), to: clockOfMinute(hours.toMinute) });
  const fromMinute = minuteOfClock(draft.from);
  const toMinute = minuteOfClock(draft.to);
  // The first of these days is a Monday.
  const weekdays = [1, 2, 3, 4, 5, 6, 0].map((day, index) => ({ day, name: new Intl.DateTimeFormat(formats.language === 'fr' ? 'fr-FR' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index)) }));
  const next = fromMinute === null || toMinute === null ? null : { isOn: draft.isOn, fromMinute, toMinute, days: draft.days.toSorted((a, b) => a - b), lettingCritical: draft.lettingCritical };
  const isChanged = next === null || JSON.stringify(next) !== JSON.stringify({ ...hours, days: hours.days.toSorted((a, b) => a - b) });
  return (
    <Group title={t('quiet.hours')} help={t('quiet.hoursHelp')}>
      <Switch label={t('quiet.isOn')} isOn={draft.isOn} onChange={(isOn) => setDraft({ ...draft, isOn })} />
      <div className="flex items-start gap-4">
        <TextField className="w-28" label={t('quiet.from')} value={draft.from} error={fromMinute === null ? t('quiet.badTime') : null} onChange={(from) => setDraft({ ...draft, from })} />
        <TextField className="w-28" label={t('quiet.to')} value={draft.to} error={toMinute === null ? t('quiet.badTime') : null} onChange={(to) => setDraft({ ...draft, to })} />
        <div role="group" aria-label={t('quiet.days')} className="flex flex-col gap-1">
          <span className="font-medium">{t('quiet.days')}</span>
          <span className="flex gap-1">
            {weekdays.map(({ day, name }) => {
              const isOn = draft.days.includes(day);
              return <button key={day} type="button" aria-pressed={isOn} onClick={() => setDraft({ ...draft, days: isOn ? draft.days.filter((one) => one !== day) : [...draft.days, day] })} className={classNames('h-7 min-w-10 rounded-md border px-1.5', isOn ? 'border-line-strong/60 bg-selected font-medium' : 'border-line text-muted')}>{name}</button>;
            })}
          </span>
        </div>
      </div>
      <Switch label={t('quiet.letCritical')} isOn={draft.lettingCritical} onChange={(lettingCritical) => setDraft({ ...draft, lettingCritical })} />
      {isChanged && <div><Button look="filled" disabled={next === null} onClick={() => { if (next !== null) onSave(next); }}>{t('quiet.save')}</Button></div>}
    </Group>
  );
}

function newMaintenance(offsetMs: number, lengthMs: number, host: string, note: string): Maintenance {
  const from = Date.now() + offsetMs;
  return { id: crypto.randomUUID(), from, to: from + lengthMs, hosts: host === '' ? [] : [host as HostId], note: note.trim() };
}

function MaintenanceList({ plan, onChange }: { plan: AlertPlan; onChange: (maintenance: AlertPlan['maintenance']) => void }) {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  const hosts = useApp((state) => state.replica.hosts);
  const offsetMs = useApp((state) => state.link.offsetMs);
  const minute = useTick((now) => Math.floor(now / 60_000) * 60_000);
  const [host, setHost] = useState('');
  const [length, setLength] = useState<keyof typeof lengths>('1h');
  const [note, setNote] = useState('');
  const standing = plan.maintenance.filter((one) => one.to > minute);
  const nameOf = (id: HostId): string => hosts.get(id)?.config.name ?? id;
  const start = (): void => {
    onChange([...standing, newMaintenance(offsetMs, lengths[length], host, note)]);
    setNote('');
  };
  return (
    <Group title={t('quiet.maintenance')} help={t('quiet.maintenanceHelp')}>
      {standing.length === 0 ? <p className="text-muted">{t('quiet.noMaintenance')}</p> : (
        <ul className="border-t border-line/70">
          {standing.map((one) => (
            <li key={one.id} className="flex h-8 items-center gap-3 border-b border-line/70">
              <span className="flex min-w-0 font-medium">{one.hosts.length === 0 ? t('quiet.allHosts') : <Foreign text={one.hosts.map(nameOf).join(', ')} />}</span>
              <span className="min-w-0 flex-1 truncate text-muted">{showForeign(one.note, 200)}</span>
              <span className="whitespace-nowrap text-muted figures">{t('quiet.until', { at: formats.moment(one.to, minute) })}</span>
              <Button size="small" onClick={() => onChange(standing.filter((other) => other.id !== one.id))}>{t('quiet.end')}</Button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex items-end gap-2">
        <Select label={t('quiet.host')} className="w-48" value={host === '' ? 'all' : host} onChange={(value) => setHost(value === 'all' ? '' : value)} choices={[{ value: 'all', label: t('quiet.allHosts') }, ...[...hosts.values()].map((one) => ({ value: one.id as string, label: showForeign(one.config.name, 40) }))]} />
        <Select label={t('quiet.startFor')} prefix={t('quiet.startFor')} value={length} onChange={setLength} choices={(['1h', '4h', '1d'] as const).map((value) => ({ value, label: t(`quiet.lengths.${value}`) }))} />
        <TextField className="flex-1" isLabelHidden label={t('quiet.note')} placeholder={t('quiet.note')} value={note} maxLength={300} onChange={setNote} />
        <Button onClick={start}>{t('quiet.start')}</Button>
      </div>
    </Group>
  );
}

function Mutes({ mutes }: { mutes: readonly Mute[] }) {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  const mute = useMute();
  const hosts = useApp((state) => state.replica.hosts);
  const workers = useApp((state) => state.replica.workers);
  const rules = useApp((state) => state.alerts.plan?.rules ?? null);
  const minute = useTick((now) => Math.floor(now / 60_000) * 60_000);
  const standing = mutes.filter((one) => one.until === null || one.until > minute);
  const ruleTitle = (one: Mute): string => {
    const condition = rules?.find(({ id }) => id === one.rule)?.condition;
    return one.rule === null ? t('quiet.muteEverything') : condition === undefined ? one.rule : t(`condition.${condition}.title`);
  };
  return (
    <Group title={t('quiet.mutes')}>
      {standing.length === 0 ? <p className="text-muted">{t('quiet.noMutes')}</p> : (
        <ul className="border-t border-line/70">
          {standing.map((one) => (
            <li key={`${one.rule} ${one.host} ${one.worker}`} className="flex h-8 items-center gap-3 border-b border-line/70">
              <span className="font-medium whitespace-nowrap">{ruleTitle(one)}</span>
              <span className="flex min-w-0 flex-1 text-muted">{one.worker !== null ? <Foreign text={workers.get(one.worker)?.name ?? one.worker} /> : one.host !== null ? <Foreign text={hosts.get(one.host)?.config.name ?? one.host} /> : t('fleetSubject')}</span>
              <span className="whitespace-nowrap text-muted figures">{one.until === null ? t('quiet.openEnd') : t('quiet.until', { at: formats.moment(one.until, minute) })}</span>
              <Button size="small" onClick={() => mute({ rule: one.rule, host: one.host, worker: one.worker }, null, false)}>{t('unmute')}</Button>
            </li>
          ))}
        </ul>
      )}
    </Group>
  );
}
