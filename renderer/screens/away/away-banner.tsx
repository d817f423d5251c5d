/** What happened while nobody was connected: one sentence a host, the list on demand, put aside when read. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { describeAway } from '#renderer/format/describe-away.ts';
import { describeCause } from '#renderer/format/describe-incident.ts';
import { useActions, useApp, useAppShallow } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectAwayToTell } from '#renderer/state/selectors/away-to-tell.ts';
import type { AwaySummary } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';

const fewHosts = 2;

/** `host`: on its own page; null: on the Fleet, for all. */
export function AwayBanner({ host }: { host: HostId | null }) {
  const { t } = useTranslation('away');
  const { t: tCause } = useTranslation('causes');
  const formats = useFormats();
  const { putAwayAside } = useActions();
  const summaries = useAppShallow(selectAwayToTell(host));
  const [isOpen, setOpen] = useState(false);
  const [first] = summaries;
  if (first === undefined) return null;
  const shown = summaries.slice(0, fewHosts);
  const name = (summary: AwaySummary): string => describeAway(t, formats, summary);
  return (
    <div className="shrink-0">
      <Banner
        title={t('title')}
        action={<>
          <Button size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{isOpen ? t('hide') : t('show')}</Button>
          <Button size="small" look="quiet" onClick={() => { for (const summary of summaries) putAwayAside(summary.host, summary.to); }}>{summaries.length > 1 ? t('dismissAll') : t('dismiss')}</Button>
        </>}
      >
        <span>
          {shown.map((summary) => <span key={summary.host} className="mr-4">{host === null && <><HostName host={summary.host} />{' '}</>}{name(summary)}</span>)}
          {summaries.length > fewHosts && <span>{t('more', { count: summaries.length - fewHosts })}</span>}
        </span>
      </Banner>
      {isOpen && (
        <div className="max-h-72 overflow-auto border-b bg-sunken px-4 pt-1 pb-3">
          {summaries.map((summary) => (
            <section key={summary.host} className="pt-2">
              <h2 className="flex items-baseline gap-3">{host === null && <HostName host={summary.host} />}<span className="font-medium">{name(summary)}</span><Period summary={summary} /><span className="text-sm text-muted">{summary.isComplete ? t('rebuilt') : t('reading')}</span></h2>
              <ul>
                {summary.worst.map((incident) => (
                  <li key={incident.id} className="flex h-6 min-w-0 items-center gap-3 pl-3">
                    <time dateTime={new Date(incident.at).toISOString()} title={formats.absolute(incident.at)} className="shrink-0 text-muted figures">{formats.clock(incident.at)}</time>
                    <a href={formatRoute({ screen: 'crash', group: incident.signature, incident: incident.id })} className="flex min-w-0 hover:underline"><Foreign text={incident.worker ?? incident.program ?? incident.unit ?? ''} className="pr-2" /><span className="shrink-0 underline decoration-line-strong underline-offset-3">{describeCause(tCause, formats, incident.cause).name}</span></a>
                  </li>
                ))}
                {summary.unseen.map((gap) => <li key={gap.from} className="h-6 pl-3 text-muted figures">{t('unseen', { from: formats.absolute(gap.from), to: formats.absolute(gap.to), because: t(`because.${gap.because}`) })}</li>)}
              </ul>
            </section>
          ))}
        </div>
      )}
    </div>
  );
}

function HostName({ host }: { host: HostId }) {
  const name = useApp((state) => state.replica.hosts.get(host)?.config.name ?? host);
  return <a href={formatRoute({ screen: 'host', host, worker: null })} className="inline-flex min-w-0 font-medium text-text hover:underline"><Foreign text={name} className="max-w-48" /></a>;
}

function Period({ summary }: { summary: AwaySummary }) {
  const { t } = useTranslation('away');
  const formats = useFormats();
  const text = useTick((now) => t('period', { from: formats.moment(summary.from, now), to: formats.moment(summary.to, now), age: formats.age(summary.to - summary.from) }));
  return <span className="text-sm text-muted figures">{text}</span>;
}
