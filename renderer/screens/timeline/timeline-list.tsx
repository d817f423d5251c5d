/** The rows of the timeline under one axis; drawn only where they are seen. Clicking a moment chooses it. */
import { memo, useEffect, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight } from 'lucide-react';
import type { ChartWindow } from '#renderer/charts/chart-series.ts';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import { layoutBands, sharesOf, type PlacedBand } from './band-layout.ts';
import { RowMarks } from './row-marks.tsx';
import type { TimelineRow } from './timeline-rows.ts';
import { VerdictBands } from './verdict-bands.tsx';

export const timelineColumns = 'grid grid-cols-[15rem_minmax(0,1fr)_1rem]';
const rowPx = 26;

type ListProps = {
  rows: readonly TimelineRow[];
  window: ChartWindow;
  width: number;
  unwatched: readonly { readonly from: number; readonly to: number }[];
  at: number | null;
  timeText: (at: number) => string;
  onFlip: (host: string) => void;
  onPick: (at: number) => void;
};

export function TimelineList(props: ListProps) {
  const { t } = useTranslation('timeline');
  const { rows, window } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the rows are memoised by hand
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, getItemKey: (index) => rows[index]?.id ?? index, overscan: 8 });
  useEffect(() => virtual.measure(), [rows.length, virtual]);
  const downAt = useRef(0);
  const pick = (event: MouseEvent<HTMLDivElement>): void => {
    const track = event.target instanceof Element ? event.target.closest('[data-track]') : null;
    // A drag moved the window: it is not a choice.
    if (track === null || Math.abs(event.clientX - downAt.current) > 4 || event.detail > 1) return;
    const box = track.getBoundingClientRect();
    props.onPick(window.from + ((event.clientX - box.left) / Math.max(1, box.width)) * (window.to - window.from));
  };
  const onKey = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.shiftKey || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
    const host = event.target instanceof HTMLElement ? event.target.dataset['host'] : undefined;
    const row = rows.find((one) => one.kind === 'host' && one.host === host);
    if (row === undefined || row.host === null || row.isOpen === (event.key === 'ArrowRight')) return;
    event.preventDefault();
    props.onFlip(row.host);
  };
  const share = (at: number): number => (at - window.from) / (window.to - window.from);
  return (
    <div ref={scroller} role="grid" aria-label={t('title')} aria-rowcount={rows.length} onKeyDown={onKey} onPointerDown={(event) => { downAt.current = event.clientX; }} onClick={pick} className="relative min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
      <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
        <div aria-hidden className={`${timelineColumns} pointer-events-none absolute inset-0`}>
          <div />
          <div className="relative overflow-hidden">
            {props.unwatched.map((hole) => hole.to > window.from && hole.from < window.to && (
              <span key={hole.from} className="absolute inset-y-0 bg-sunken" style={{ left: `${Math.max(0, share(hole.from)) * 100}%`, width: `${(Math.min(1, share(hole.to)) - Math.max(0, share(hole.from))) * 100}%` }} />
            ))}
            {props.at !== null && props.at >= window.from && props.at <= window.to && <span className="absolute inset-y-0 z-2 w-px bg-text" style={{ left: `${share(props.at) * 100}%` }} />}
          </div>
        </div>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <div key={item.key} role="row" aria-rowindex={item.index + 1} aria-expanded={row.kind === 'host' && row.workers > 0 ? row.isOpen : undefined} className={classNames('absolute inset-x-0 top-0 hover:bg-hover/60', row.kind === 'host' && item.index > 0 && 'border-t border-line/60')} style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
              <Row row={row} window={window} width={props.width} timeText={props.timeText} onFlip={props.onFlip} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

const Row = memo(function Row({ row, window, width, timeText, onFlip }: Pick<ListProps, 'window' | 'width' | 'timeText' | 'onFlip'> & { row: TimelineRow }) {
  const { t } = useTranslation('timeline');
  const { t: tVerdict } = useTranslation('verdicts');
  const formats = useFormats();
  const placed = layoutBands(row.bands, window.from, window.to, width);
  const textOf = (band: PlacedBand): string => t('band', { verdict: tVerdict(`kind.${band.verdict}`), from: timeText(band.from), to: timeText(band.to), age: formats.age(band.to - band.from) });
  const summary = sharesOf(row.bands, window.from, window.to).map(({ verdict, share }) => `${tVerdict(`kind.${verdict}`)} ${formats.percent(share * 100, share < 0.1 ? 1 : 0)}`).join(', ');
  const share = (at: number): number => Math.min(1, Math.max(0, (at - window.from) / (window.to - window.from)));
  return (
    <div className={`${timelineColumns} h-full items-center`}>
      <div role="rowheader" className={classNames('flex min-w-0 items-center gap-1 pr-3', row.kind === 'worker' ? 'pl-10' : 'pl-4')}>
        {row.kind === 'host' && row.host !== null && (
          <button type="button" data-host={row.host} aria-label={t(row.isOpen ? 'fold' : 'unfold', { host: isolateForeign(row.name, 80) })} onClick={() => { if (row.host !== null) onFlip(row.host); }} className={classNames('inline-flex size-4 shrink-0 items-center justify-center rounded-sm text-muted hover:text-text', row.workers === 0 && 'invisible')}>
            <ChevronRight size={14} aria-hidden className={row.isOpen ? 'rotate-90' : ''} />
          </button>
        )}
        {row.kind === 'strays' ? <span className="font-medium text-muted">{t('strays')}</span> : row.host === null ? <Foreign text={row.name} /> : (
          <a href={formatRoute({ screen: 'host', host: row.host, worker: row.worker })} className={classNames('flex min-w-0 hover:underline', row.kind === 'host' && 'font-semibold')}><Foreign text={row.name} /></a>
        )}
        {row.kind === 'host' && !row.isOpen && row.workers > 0 && <span className="text-sm text-muted figures">{row.workers}</span>}
      </div>
      <div role="gridcell" data-track aria-label={t('rowOf', { name: isolateForeign(row.name, 80), summary })} className="relative h-full cursor-crosshair overflow-hidden">
        {row.kind === 'host' && row.away.map((band) => band.to > window.from && band.from < window.to && (
          <span key={band.from} title={t(`presence.${band.presence}`)} className={band.presence === 'lost' ? 'absolute inset-y-0 bg-away/12' : 'absolute inset-y-0 bg-sunken'} style={{ left: `${share(band.from) * 100}%`, width: `${(share(band.to) - share(band.from)) * 100}%` }} />
        ))}
        <VerdictBands bands={placed} textOf={textOf} />
        <RowMarks marks={row.marks} from={window.from} to={window.to} width={width} timeText={timeText} />
      </div>
    </div>
  );
});
