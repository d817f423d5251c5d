/**
 * One quantity over the shared time axis. Texts are HTML at fixed places, lines are canvas; the cursor belongs to the
 * page. It draws when `revision` or the window changes and at no other time.
 */
import { useId, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Table2, ChartLine as ChartIcon } from 'lucide-react';
import { IconButton } from '#renderer/components/icon-button.tsx';
import type { ChartCursor } from './chart-cursor.ts';
import { frameOf, levelsOf } from './chart-frame.ts';
import { ChartLabels } from './chart-labels.tsx';
import { ChartReadout } from './chart-readout.tsx';
import type { ChartHatch, ChartLimit, ChartLine, ChartMark, ChartWindow, Quantity } from './chart-series.ts';
import { ChartTable } from './chart-table.tsx';
import { gapAfterMs } from './chart-window.ts';
import { PlotArea } from './plot-area.tsx';

/** The same three columns everywhere on a page, so that all charts stand under one time axis. */
export const chartColumns = 'grid grid-cols-[3.25rem_minmax(0,1fr)_8rem]';

export type TimeChartProps = {
  title: string;
  times: readonly number[];
  lines: readonly ChartLine[];
  revision: number;
  window: ChartWindow;
  timeTicks: readonly number[];
  stepMs: number;
  quantity: Quantity;
  cursor: ChartCursor;
  timeText: (at: number) => string;
  limits?: readonly ChartLimit[];
  marks?: readonly ChartMark[];
  hatches?: readonly ChartHatch[];
  /** One row of the table stands for this long; a minute unless told. */
  rowEveryMs?: number;
  /** Beside the title, before the table button. */
  tools?: ReactNode;
  isStacked?: boolean;
  fromZero?: boolean;
  atLeast?: number;
  height?: number;
  /** Why there is nothing to draw. */
  emptyText: string;
};

const noLimits: readonly ChartLimit[] = [];
const noMarks: readonly ChartMark[] = [];
const noHatches: readonly ChartHatch[] = [];

export function TimeChart(props: TimeChartProps) {
  const { t } = useTranslation('charts');
  const [isTable, setIsTable] = useState(false);
  const titleId = useId();
  const { times, lines, window, revision, quantity, isStacked = false, fromZero = true, atLeast = 0, height = 96, limits = noLimits, marks = noMarks, hatches = noHatches, rowEveryMs = 60_000 } = props;
  const levels = useMemo(() => (revision < 0 ? [] : levelsOf(lines, isStacked, times.length)), [lines, isStacked, times, revision]);
  const frame = useMemo(
    () => frameOf({ times, lines, levels, window, isStacked, limits, base: quantity.base, fromZero, atLeast, revision }),
    [times, lines, levels, window, revision, isStacked, limits, quantity, fromZero, atLeast],
  );
  const tickText = quantity.axis(frame.scale.max);
  const top = frame.scale.ticks.length - 1;
  return (
    <section aria-labelledby={titleId} className="group/chart">
      <header className={`${chartColumns} h-6 items-center`}>
        <h3 id={titleId} className="col-span-2 flex min-w-0 items-center gap-3 pl-13">
          <span className="font-medium whitespace-nowrap">{props.title}</span>
          <ChartReadout {...{ times, lines, frame, isStacked, quantity, limits }} cursor={props.cursor} withinMs={gapAfterMs(props.stepMs)} />
        </h3>
        <div className="flex justify-end">
          {props.tools}
          <IconButton
            size="small"
            label={isTable ? t('showChart', { chart: props.title }) : t('showTable', { chart: props.title })}
            icon={isTable ? <ChartIcon size={14} aria-hidden /> : <Table2 size={14} aria-hidden />}
            isPressed={isTable}
            onClick={() => setIsTable(!isTable)}
            className="opacity-0 group-focus-within/chart:opacity-100 group-hover/chart:opacity-100 aria-pressed:opacity-100"
          />
        </div>
      </header>
      {isTable ? (
        <ChartTable {...{ times, lines, frame, quantity, marks }} everyMs={rowEveryMs} title={props.title} timeText={props.timeText} />
      ) : (
        <div className={chartColumns}>
          <div className="relative text-right text-xs text-muted figures" style={{ height }} aria-hidden>
            {frame.scale.ticks.map((tick, index) => (
              <span key={index} className="absolute right-2 -translate-y-1/2 whitespace-nowrap" style={{ top: `${100 - (index / Math.max(1, top)) * 100}%` }}>
                {tickText(tick, index === top)}
              </span>
            ))}
          </div>
          <PlotArea {...{ times, lines, frame, window, isStacked, limits, marks, hatches, height, quantity }} title={props.title} timeTicks={props.timeTicks} cursor={props.cursor} gapAfterMs={gapAfterMs(props.stepMs)} timeText={props.timeText} emptyText={props.emptyText} revision={revision} />
          <ChartLabels {...{ times, lines, frame, isStacked, height, quantity }} cursor={props.cursor} withinMs={gapAfterMs(props.stepMs)} />
        </div>
      )}
    </section>
  );
}
