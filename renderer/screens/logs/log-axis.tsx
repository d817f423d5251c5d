/** The whole of the chosen logs on one line of time: where the lines on screen stand, and the incidents. Pressing goes there. */
import { useId, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { X } from 'lucide-react';
import { timeTicks } from '#renderer/charts/axis-ticks.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Tooltip } from '#renderer/components/tooltip.tsx';
import type { AxisHistogram } from '#renderer/state/logs/log-search.ts';
import { LogBars, useBarsSummary, usePieceWords } from './log-bars.tsx';

export type AxisMark = { readonly at: number; readonly label: string };

type Props = { from: number | null; to: number | null; first: number | null; last: number | null; marks: readonly AxisMark[]; histogram: AxisHistogram | null; onJump: (at: number) => void };

export function LogAxis({ from, to, first, last, marks, histogram, onJump }: Props) {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  const summaryId = useId();
  const summary = useBarsSummary(histogram);
  const wordsOf = usePieceWords(histogram);
  if (from === null || to === null || to <= from) return <div className="h-14 shrink-0 border-b" />;
  const span = to - from;
  const shareOf = (at: number): number => Math.min(100, Math.max(0, ((at - from) / span) * 100));
  const here = histogram === null ? '' : wordsOf(Math.floor((((first ?? to) - histogram.from) / (histogram.to - histogram.from)) * histogram.others.length));
  const isLong = span > 20 * 3_600_000;
  const pointTo = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.target instanceof Element && event.target.closest('button') !== null) return;
    const box = event.currentTarget.getBoundingClientRect();
    onJump(Math.round(from + ((event.clientX - box.left) / Math.max(1, box.width)) * span));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const place = first ?? to;
    const step = { ArrowLeft: -span / 100, ArrowRight: span / 100, PageUp: -span / 10, PageDown: span / 10, Home: from - place, End: to - place }[event.key];
    if (step === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    onJump(Math.round(Math.min(to, Math.max(from, place + step))));
  };
  const visible = marks.filter(({ at }) => at >= from && at <= to).slice(-200);
  return (
    <div className="h-14 shrink-0 border-b px-4">
      <p id={summaryId} className="sr-only">{summary}</p>
      <div
        role="slider"
        tabIndex={0}
        aria-label={t('axis')}
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={first ?? to}
        aria-valuetext={[t('axisValue', { from: formats.absolute(first ?? to), to: formats.absolute(last ?? to) }), here].filter(Boolean).join('. ')}
        aria-describedby={summaryId}
        title={t('axisHint')}
        onPointerDown={pointTo}
        onKeyDown={onKeyDown}
        className="relative h-full select-none"
      >
        {histogram === null ? <div className="absolute inset-x-0 top-8 h-1 rounded-full bg-track" /> : <LogBars histogram={histogram} left={shareOf(histogram.from)} width={shareOf(histogram.to) - shareOf(histogram.from)} />}
        {first !== null && last !== null && <div className="pointer-events-none absolute top-0 h-9 min-w-1.5 rounded-sm border border-line-strong bg-selected/40" style={{ left: `${shareOf(first)}%`, width: `${Math.max(0, shareOf(last) - shareOf(first))}%` }} />}
        {visible.map((mark) => (
          <Tooltip key={`${mark.at} ${mark.label}`} text={<span className="wrap-anywhere">{mark.label}</span>}>
            <button type="button" tabIndex={-1} aria-label={mark.label} onClick={() => onJump(mark.at)} className="absolute top-2.5 flex size-4 -translate-x-1/2 items-center justify-center rounded-sm text-bad hover:bg-hover" style={{ left: `${shareOf(mark.at)}%` }}><X size={12} strokeWidth={3} aria-hidden /></button>
          </Tooltip>
        ))}
        {timeTicks(from, to, -new Date(to).getTimezoneOffset() * 60_000, 6).map((tick) => (
          <span key={tick} aria-hidden className="pointer-events-none absolute bottom-0 -translate-x-1/2 text-xs leading-3.5 whitespace-nowrap text-muted figures" style={{ left: `${Math.min(97, Math.max(3, shareOf(tick)))}%` }}>{isLong ? formats.moment(tick, 0) : formats.clock(tick).slice(0, span < 600_000 ? 8 : 5)}</span>
        ))}
      </div>
    </div>
  );
}
