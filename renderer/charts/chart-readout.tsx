/**
 * The figure of a chart at a fixed place beside its title: of the cursor's moment, or of now. Of several lines each has its
 * figure beside its name, at the end of the chart.
 */
import { useTranslation } from 'react-i18next';
import type { ChartCursor } from './chart-cursor.ts';
import { totalAt, valueAt, type ChartFrame } from './chart-frame.ts';
import type { ChartLimit, ChartLine, Quantity } from './chart-series.ts';
import { useCursorIndex } from './use-cursor.ts';

export function ChartReadout(props: {
  times: readonly number[];
  lines: readonly ChartLine[];
  frame: ChartFrame;
  isStacked: boolean;
  quantity: Quantity;
  limits: readonly ChartLimit[];
  cursor: ChartCursor;
  withinMs: number;
}) {
  const { t } = useTranslation('charts');
  const { at, index } = useCursorIndex(props.cursor, props.times, props.withinMs);
  const shown = at === null ? props.frame.newest : index;
  const words = (value: number | null): string => (value === null ? '–' : props.quantity.value(value));
  const hidden = props.limits.filter((limit) => limit.value > props.frame.scale.max);
  return (
    <span className="flex min-w-0 items-center gap-3 overflow-hidden text-sm font-normal whitespace-nowrap text-muted figures">
      {props.isStacked || props.lines.length === 1 ? (
        <span className="text-text">{words(props.isStacked ? totalAt(props.lines, shown) : valueAt(props.lines[0] ?? { key: '', label: '', style: 'strong', values: [] }, shown))}</span>
      ) : null}
      {hidden.map((limit) => <span key={limit.label} title={t('limitAbove')}>{limit.label} ↑</span>)}
    </span>
  );
}
