/**
 * The canvas with its cursor line, limit names and keyboard. To a screen reader it is a slider over time whose value
 * is read out in words; arrow keys move it by one sample, Page keys by thirty, Escape lets go.
 */
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartCursor } from './chart-cursor.ts';
import { totalAt, valueAt, yOf, type ChartFrame } from './chart-frame.ts';
import type { ChartHatch, ChartLimit, ChartLine, ChartMark, ChartWindow, Quantity } from './chart-series.ts';
import { indexNearest, stepCursor, type CursorKey } from './chart-window.ts';
import 'uplot/dist/uPlot.min.css';
import { createPlot, type Plot } from './draw-plot.ts';
import { useCursor, useCursorIndex } from './use-cursor.ts';

type PlotAreaProps = {
  title: string;
  times: readonly number[];
  lines: readonly ChartLine[];
  frame: ChartFrame;
  window: ChartWindow;
  timeTicks: readonly number[];
  isStacked: boolean;
  limits: readonly ChartLimit[];
  marks: readonly ChartMark[];
  hatches: readonly ChartHatch[];
  height: number;
  quantity: Quantity;
  cursor: ChartCursor;
  gapAfterMs: number;
  revision: number;
  timeText: (at: number) => string;
  emptyText: string;
};

const cursorKeys: readonly string[] = ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];

function usePlot(props: PlotAreaProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = createPlot(element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.resize(Math.floor(element.clientWidth), Math.floor(element.clientHeight)));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.dispose();
      plot.current = null;
    };
  }, []);
  const { times, lines, frame, window, timeTicks, isStacked, limits, marks, hatches, gapAfterMs, revision } = props;
  useEffect(() => {
    // Each chart draws in a task of its own: a page of them must not hold up the hand that moves it.
    const timer = setTimeout(() => plot.current?.draw({ times, lines, frame, window, timeTicks, isStacked, limits, marks, hatches, gapAfterMs }), 0);
    return () => clearTimeout(timer);
  }, [times, lines, frame, window, timeTicks, isStacked, limits, marks, hatches, gapAfterMs, revision]);
  return place;
}

export function PlotArea(props: PlotAreaProps) {
  const { t } = useTranslation('charts');
  const place = usePlot(props);
  const { times, frame, window, cursor, lines, quantity } = props;
  const { at, index } = useCursorIndex(cursor, times, props.gapAfterMs);
  const pointTo = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const here = window.from + ((event.clientX - box.left) / Math.max(1, box.width)) * (window.to - window.from);
    const nearest = indexNearest(times, here);
    const sample = nearest === null ? undefined : times[nearest];
    cursor.set({ at: sample !== undefined && Math.abs(sample - here) <= props.gapAfterMs ? sample : Math.round(here), by: 'pointer' });
  };
  const step = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && cursor.get() !== null) {
      event.stopPropagation();
      cursor.set(null);
    }
    if (!cursorKeys.includes(event.key)) return;
    event.preventDefault();
    const next = stepCursor(index, event.key as CursorKey, frame.first, frame.last);
    const sample = next === null ? undefined : times[next];
    if (sample !== undefined) cursor.set({ at: sample, by: 'keys' });
  };
  const shown = at === null ? frame.newest : index;
  const values = lines.map((line) => {
    const value = valueAt(line, shown);
    return `${line.label.slice(0, 80)} ${value === null ? t('unknown') : quantity.value(value)}`;
  });
  const total = totalAt(lines, shown);
  if (props.isStacked && total !== null) values.unshift(t('total', { value: quantity.value(total) }));
  const moment = shown === null ? undefined : times[shown];
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={props.title}
      aria-orientation="horizontal"
      aria-valuemin={Math.round(window.from)}
      aria-valuemax={Math.round(window.to)}
      aria-valuenow={Math.round(moment ?? window.to)}
      aria-valuetext={moment === undefined ? props.emptyText : `${props.timeText(moment)}: ${values.join(', ')}`}
      onPointerMove={pointTo}
      onPointerLeave={() => cursor.set(null)}
      onBlur={() => { if (cursor.get()?.by === 'keys') cursor.set(null); }}
      onKeyDown={step}
      className="relative touch-pan-y overflow-hidden border-b"
      style={{ height: props.height }}
    >
      <div ref={place} className="absolute inset-0" aria-hidden />
      {props.limits.map((limit) => limit.value <= frame.scale.max && limit.value >= frame.scale.min && (
        <span key={limit.label} className="pointer-events-none absolute left-1 -translate-y-full bg-surface/80 px-0.5 text-xs leading-3.5 text-muted" style={{ top: yOf(limit.value, frame.scale, props.height) }}>{limit.label}</span>
      ))}
      {frame.isEmpty && <p className="pointer-events-none absolute inset-0 flex items-center justify-center px-4 text-center text-sm text-muted">{props.emptyText}</p>}
      <CursorLine cursor={cursor} window={window} />
    </div>
  );
}

function CursorLine({ cursor, window }: { cursor: ChartCursor; window: ChartWindow }) {
  const here = useCursor(cursor);
  if (here === null || here.at < window.from || here.at > window.to) return null;
  return <div aria-hidden className="pointer-events-none absolute inset-y-0 w-px bg-text/60" style={{ left: `${((here.at - window.from) / (window.to - window.from)) * 100}%` }} />;
}
