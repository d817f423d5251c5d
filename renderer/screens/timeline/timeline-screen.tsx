/** All hosts on one time axis, and under it the fleet as it was at the moment one points to. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartWindow } from '#renderer/charts/chart-series.ts';
import { pageOf } from '#renderer/charts/history-pages.ts';
import { useZoom } from '#renderer/charts/use-zoom.ts';
import { zoomAxis } from '#renderer/charts/zoom-axis.ts';
import { dayMs, lookAt, presetOf, spanPresets, windowOfZoom, withSpan, type Zoom } from '#renderer/charts/zoom-window.ts';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useHeld } from '#renderer/components/use-held.ts';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useAnswer } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { Timeline } from '#shared/domain/timeline.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { DaySummary } from './day-summary.tsx';
import { FleetMomentPanel } from './fleet-moment.tsx';
import { RowMarks } from './row-marks.tsx';
import { timelineColumns, TimelineList } from './timeline-list.tsx';
import { fleetMarks, timelineRows } from './timeline-rows.ts';
import { BandSample } from './verdict-bands.tsx';

const legend: readonly VerdictKind[] = ['working', 'idle', 'busy', 'deaf', 'crashed', 'restarting', 'stopped', 'unreachable', 'unknown'];
const renewMs = 10_000;

/** What was last heard stays on screen while the next page is on its way. */
function usePast(from: number, to: number, presentMs: number): { readonly past: Timeline | null; readonly answer: ReturnType<typeof useAnswer<'timeline.query'>> } {
  const answer = useAnswer('timeline.query', { from, to, hosts: [] }, Math.floor(presentMs / renewMs));
  const past = useHeld(answer.value);
  return { past, answer };
}

export function TimelineScreen({ at }: { at: number | null }) {
  const { t } = useTranslation('timeline');
  const formats = useFormats();
  const navigate = useNavigate();
  const presentMs = useTick((now) => Math.ceil(now / 2000) * 2000);
  const presentRef = useRef(presentMs);
  useLayoutEffect(() => { presentRef.current = presentMs; });
  const [width, setWidth] = useState(900);
  const { zoom, setZoom, surface, selection } = useZoom(at === null ? { spanMs: dayMs, to: null } : lookAt(at, dayMs / 4, presentMs), () => presentRef.current, (moved, present) => shareOf(at, windowOfZoom(moved, present), moved.to === null));
  const window = useMemo(() => windowOfZoom(zoom, presentMs), [zoom, presentMs]);
  useLayoutEffect(() => {
    const lane = surface.current?.querySelector('[data-lane]');
    if (lane === null || lane === undefined) return undefined;
    const observer = new ResizeObserver(() => setWidth(lane.clientWidth));
    observer.observe(lane);
    return () => observer.disconnect();
  }, [surface]);
  const page = pageOf(window, width);
  const { past, answer } = usePast(page.from, Math.min(page.to, Math.ceil(presentMs / renewMs) * renewMs), presentMs);
  useYoungSpan(past, at === null, zoom, setZoom, presentMs);
  const axis = useMemo(() => zoomAxis(window, formats), [window, formats]);
  const { rows, marks, flip } = useRows(past);
  const goTo = (moment: number): void => navigate(formatRoute({ screen: 'timeline', at: Math.round(Math.min(presentRef.current, moment)) }));
  const leave = (): void => navigate(formatRoute({ screen: 'timeline', at: null }));
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && at !== null) return leave();
    if (event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    const step = (window.to - window.from) / 200;
    goTo((at ?? window.to) + (event.key === 'ArrowLeft' ? -step : step));
  };
  const isLate = useIsLate();
  return (
    <div ref={surface} className="relative flex min-h-0 flex-1 flex-col">
      <header className="flex items-center gap-3 px-4 pt-3 pb-1.5">
        <h1 className="text-xl font-semibold">{t('title')}</h1>
        <p className="min-w-0 flex-1 truncate text-sm text-muted">{t('hint')}</p>
        <Presets zoom={zoom} onZoom={setZoom} presentMs={presentMs} />
      </header>
      {at === null && <DaySummary />}
      <div className={`${timelineColumns} shrink-0 overflow-hidden [scrollbar-gutter:stable]`}>
        <div />
        <div
          data-lane role="slider" tabIndex={0} aria-label={t('hint')} aria-orientation="horizontal" aria-valuemin={Math.round(window.from)} aria-valuemax={Math.round(window.to)} aria-valuenow={Math.round(at ?? window.to)}
          aria-valuetext={formats.absolute(at ?? window.to)} onKeyDown={onKey} className="relative h-9 touch-pan-y border-b select-none"
        >
          <span className="absolute inset-x-0 top-0 h-4.5"><RowMarks marks={marks} from={window.from} to={window.to} width={width} timeText={axis.timeText} /></span>
          {axis.timeTicks.map((tick) => <span key={tick} className="absolute bottom-0.5 -translate-x-1/2 text-xs whitespace-nowrap text-muted figures" style={{ left: `${Math.min(97, Math.max(3, ((tick - window.from) / (window.to - window.from)) * 100))}%` }}>{axis.tickText(tick)}</span>)}
          {at !== null && at >= window.from && at <= window.to && <span aria-hidden className="pointer-events-none absolute bottom-0 -translate-x-1/2 rounded-sm bg-fill whitespace-nowrap px-1 text-xs leading-4 text-on-fill figures" style={{ left: `${Math.min(95, Math.max(5, shareOf(at, window, false) * 100))}%` }}>{axis.timeText(at)}</span>}
        </div>
      </div>
      {answer.error !== null && <div className="px-4 py-2"><ErrorNote error={answer.error} /></div>}
      {past === null && answer.error === null && isLate && <div role="status" aria-label={t('loading')} className="flex flex-col gap-4 px-4 py-3">{[1, 2, 3, 4].map((row) => <Skeleton key={row} className="w-full" />)}</div>}
      {past !== null && rows.length === 0 && <EmptyState title={t('empty.title')}>{t('empty.body')}</EmptyState>}
      {past !== null && rows.length > 0 && <TimelineList rows={rows} window={window} width={width} unwatched={past.unwatched} at={at} timeText={axis.timeText} onFlip={flip} onPick={goTo} />}
      {selection !== null && <div aria-hidden className="pointer-events-none absolute inset-y-0 z-20 bg-text/10" style={{ left: selection.left + Math.min(selection.from, selection.to) * selection.width, width: Math.abs(selection.to - selection.from) * selection.width }} />}
      {at === null && <Legend hasHoles={(past?.unwatched.length ?? 0) > 0} />}
      {at !== null && <FleetMomentPanel at={at} onMove={goTo} onLeave={leave} />}
    </div>
  );
}

function shareOf(moment: number | null, window: ChartWindow, isLive: boolean): number {
  if (moment === null || moment < window.from || moment > window.to) return isLive ? 1 : 0.5;
  return (moment - window.from) / (window.to - window.from);
}

const youngSpans = [600_000, 3_600_000, 21_600_000] as const;

/** A record that has only begun would be a sliver in a day: the first look is as wide as the record, ten minutes at least. */
function useYoungSpan(past: Timeline | null, isWanted: boolean, zoom: Zoom, setZoom: (zoom: Zoom) => void, presentMs: number): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (past === null || isDone.current) return;
    isDone.current = true;
    const starts = past.workers.flatMap((worker) => worker.bands.slice(0, 1).map((band) => band.from));
    const spanMs = youngSpans.find((span) => starts.length > 0 && presentMs - Math.min(...starts) < span);
    if (isWanted && zoom.to === null && zoom.spanMs === dayMs && spanMs !== undefined) setZoom({ spanMs, to: null });
  }, [past, isWanted, zoom, setZoom, presentMs]);
}

function useRows(past: Timeline | null) {
  const { t } = useTranslation('alerts');
  const { language } = useFormats();
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const compare = useMemo(() => new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare, [language]);
  const rows = useMemo(() => (past === null ? [] : timelineRows(past, flipped, (alert) => t(`condition.${alert.condition}.title`), compare)), [past, flipped, compare, t]);
  const marks = useMemo(() => (past === null ? [] : fleetMarks(past, (alert) => `${t(`condition.${alert.condition}.title`)} · ${showForeign(alert.name, 80)}`)), [past, t]);
  const [flip] = useState(() => (host: string) => setFlipped((old) => {
    const next = new Set(old);
    if (!next.delete(host)) next.add(host);
    return next;
  }));
  return { rows, marks, flip };
}

function Presets({ zoom, onZoom, presentMs }: { zoom: Parameters<typeof presetOf>[0]; onZoom: (zoom: Parameters<typeof presetOf>[0]) => void; presentMs: number }) {
  const { t } = useTranslation('history');
  const chosen = presetOf(zoom);
  return (
    <>
      <div role="group" aria-label={t('span')} className="flex rounded-md border border-line-strong/60 bg-raised p-px">
        {spanPresets.map(({ id, spanMs }) => <button key={id} type="button" aria-pressed={chosen === id} onClick={() => onZoom(withSpan(zoom, spanMs, presentMs))} className={classNames('h-6 min-w-10 rounded-sm px-1.5 whitespace-nowrap figures hover:bg-hover', chosen === id ? 'bg-selected font-medium' : 'text-muted')}>{t(`spans.${id}`)}</button>)}
      </div>
      <Button aria-pressed={zoom.to === null} className={classNames(zoom.to === null && 'bg-selected')} onClick={() => onZoom({ ...zoom, to: null })}>{t('now')}</Button>
    </>
  );
}

function Legend({ hasHoles }: { hasHoles: boolean }) {
  const { t } = useTranslation('timeline');
  const { t: tVerdict } = useTranslation('verdicts');
  return (
    <p aria-label={t('legend')} className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t px-4 py-1 text-sm whitespace-nowrap text-muted">
      {legend.map((verdict) => <span key={verdict} className="flex items-center gap-1.5"><BandSample verdict={verdict} />{verdict === 'deaf' ? `${tVerdict('kind.deaf')} / ${tVerdict('kind.blocked')}` : tVerdict(`kind.${verdict}`)}</span>)}
      {hasHoles && <span className="flex items-center gap-1.5"><span aria-hidden className="inline-block h-4 w-5 border bg-sunken" />{t('notWatched')}</span>}
    </p>
  );
}
