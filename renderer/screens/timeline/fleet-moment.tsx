/** The fleet as it was: the Fleet's own picture in short, read-only, with the way back. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { useHeld } from '#renderer/components/use-held.ts';
import { VerdictGlyph, verdictHue } from '#renderer/components/verdict-glyph.tsx';
import { isSick, verdictRank } from '#renderer/format/describe-verdict.ts';
import { useAnswer } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { countVerdicts } from '#renderer/state/selectors/fleet-counts.ts';
import type { FleetMoment } from '#shared/domain/timeline.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';

type MomentRow = { readonly id: string; readonly host: FleetMoment['hosts'][number] | null; readonly worker: FleetMoment['workers'][number] | null };
const grid = 'grid grid-cols-[minmax(14rem,1.4fr)_9rem_minmax(12rem,1.6fr)_6rem_5rem_5rem_5rem] items-center gap-x-4 px-4';
const restMs = 120;

/** Hosts with trouble first and open; a host that is well is one line, as in the Fleet. */
export function momentRows(moment: FleetMoment): readonly MomentRow[] {
  const workersOf = new Map<string | null, FleetMoment['workers']>();
  for (const worker of moment.workers) workersOf.set(worker.host, [...(workersOf.get(worker.host) ?? []), worker]);
  const isSmall = moment.workers.length <= 40;
  const groups = moment.hosts.map((host) => {
    const workers = (workersOf.get(host.host) ?? []).toSorted((a, b) => verdictRank(a.verdict) - verdictRank(b.verdict) || (a.name < b.name ? -1 : 1));
    const worst = workers.some((worker) => isSick(worker.verdict)) ? 0 : host.presence === 'lost' ? 1 : 2;
    return { host, workers, worst };
  });
  groups.sort((a, b) => a.worst - b.worst || (a.host.name < b.host.name ? -1 : 1));
  const strays = workersOf.get(null) ?? [];
  return [
    ...groups.flatMap(({ host, workers, worst }): MomentRow[] => [{ id: `host:${host.host}`, host, worker: null }, ...(isSmall || worst === 0 ? workers.map((worker) => ({ id: worker.worker, host: null, worker })) : [])]),
    ...strays.map((worker) => ({ id: worker.worker, host: null, worker })),
  ];
}

export function FleetMomentPanel({ at, onMove, onLeave }: { at: number; onMove: (at: number) => void; onLeave: () => void }) {
  const { t } = useTranslation('timeline');
  const formats = useFormats();
  const [rested, setRested] = useState(at);
  useEffect(() => {
    const timer = setTimeout(() => setRested(at), restMs);
    return () => clearTimeout(timer);
  }, [at]);
  const answer = useAnswer('timeline.at', { at: Math.round(rested) });
  const moment = useHeld(answer.value);
  return (
    <section aria-label={t('asItWas', { at: formats.absolute(at) })} className="flex min-h-0 flex-[1.4] flex-col border-t-2 border-line-strong">
      <div role="status" className="flex items-center gap-3 border-l-3 border-l-line-strong bg-sunken px-4 py-2">
        <span className="font-medium figures">{t('asItWas', { at: formats.absolute(at) })}</span>
        <span className="min-w-0 flex-1 truncate text-muted">{t('asItWasBody')}</span>
        <IconButton label={t('earlier')} icon={<ChevronLeft size={16} aria-hidden />} onClick={() => onMove(at - 60_000)} />
        <IconButton label={t('later')} icon={<ChevronRight size={16} aria-hidden />} onClick={() => onMove(at + 60_000)} />
        <Button look="filled" onClick={onLeave}>{t('backToNow')}</Button>
      </div>
      {answer.error !== null && <div className="px-4 py-2"><ErrorNote error={answer.error} /></div>}
      {moment !== null && (moment.isWatched ? <MomentList moment={moment} /> : <p className="px-4 py-4 text-muted">{t('notWatchedThen')}</p>)}
    </section>
  );
}

function MomentList({ moment }: { moment: FleetMoment }) {
  const { t } = useTranslation('timeline');
  const { t: tVerdict } = useTranslation('verdicts');
  const rows = useMemo(() => momentRows(moment), [moment]);
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the rows are memoised by hand
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => 28, getItemKey: (index) => rows[index]?.id ?? index, overscan: 8 });
  useEffect(() => virtual.measure(), [rows.length, virtual]);
  const counts = (Object.entries(countVerdicts(moment.workers.map(({ verdict }) => ({ verdict: { kind: verdict } })))) as [VerdictKind, number][]).sort(([a], [b]) => verdictRank(a) - verdictRank(b));
  return (
    <div className="flex min-h-0 flex-1 flex-col opacity-90">
      <p className="flex gap-4 px-4 py-1.5 whitespace-nowrap text-muted figures">
        <span>{t('hosts', { count: moment.hosts.length })}</span>
        {counts.map(([kind, count]) => <span key={kind} className={classNames('flex items-center gap-1.5', isSick(kind) && `font-medium ${verdictHue[kind]}`)}><VerdictGlyph kind={kind} size={12} />{tVerdict(`counted.${kind}`, { count })}</span>)}
      </p>
      <div role="grid" aria-label={t('title')} className="flex min-h-0 flex-1 flex-col">
        <div role="row" className={`${grid} border-b py-1 text-sm text-muted`}>
          {(['worker', 'state', 'since', 'memory', 'cpu', 'temperature', 'load'] as const).map((name) => <span key={name} role="columnheader" className={name === 'worker' || name === 'state' || name === 'since' ? '' : 'text-right'}>{t(`moment.${name}`)}</span>)}
        </div>
        {rows.length === 0 && <p className="px-4 py-4 text-muted">{t('moment.none')}</p>}
        <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto pb-2">
          <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return <div key={item.key} role="row" className={classNames('absolute inset-x-0 top-0', row.host !== null && item.index > 0 && 'border-t border-line/60')} style={{ height: item.size, transform: `translateY(${item.start}px)` }}>{row.host !== null ? <HostCells host={row.host} /> : row.worker !== null && <WorkerCells worker={row.worker} at={moment.at} />}</div>;
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function Cell({ children }: { children: string }) {
  return <span role="gridcell" className="text-right whitespace-nowrap figures">{children}</span>;
}

function HostCells({ host }: { host: FleetMoment['hosts'][number] }) {
  const { t } = useTranslation('timeline');
  const formats = useFormats();
  return (
    <div className={`${grid} h-full`}>
      <span role="gridcell" className="flex min-w-0 font-semibold"><a href={formatRoute({ screen: 'host', host: host.host, worker: null })} className="flex min-w-0 hover:underline"><Foreign text={host.name} /></a></span>
      <span role="gridcell" className={classNames('whitespace-nowrap', host.presence === 'lost' ? 'font-medium text-away' : 'text-muted')}>{host.presence === 'connected' ? '' : t(`presence.${host.presence}`)}</span>
      <span role="gridcell" />
      <Cell>{host.memory === null ? '–' : formats.percent(host.memory)}</Cell>
      <Cell>{host.cpu === null ? '–' : formats.percent(host.cpu)}</Cell>
      <Cell>{host.temperatureC === null ? '–' : formats.celsius(host.temperatureC)}</Cell>
      <Cell>{host.load1 === null ? '–' : formats.number(host.load1, 2)}</Cell>
    </div>
  );
}

function WorkerCells({ worker, at }: { worker: FleetMoment['workers'][number]; at: number }) {
  const { t } = useTranslation('verdicts');
  const formats = useFormats();
  return (
    <div className={`${grid} h-full`}>
      <span role="gridcell" className="flex min-w-0 items-center gap-1.5 pl-4"><VerdictGlyph kind={worker.verdict} /><Foreign text={worker.name} /></span>
      <span role="gridcell" className={classNames('whitespace-nowrap', isSick(worker.verdict) ? `font-medium ${verdictHue[worker.verdict]}` : 'text-muted')}>{t(`kind.${worker.verdict}`)}</span>
      <span role="gridcell" className="truncate text-muted figures" title={t(`reason.${worker.reason}`)}>{formats.age(Math.max(0, at - worker.since))} · {t(`reason.${worker.reason}`)}</span>
      <Cell>{worker.rss === null ? '–' : formats.bytes(worker.rss)}</Cell>
      <Cell>{worker.cpu === null ? '–' : formats.percent(worker.cpu)}</Cell>
      <span /><span />
    </div>
  );
}
