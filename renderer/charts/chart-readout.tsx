/** The figures of a chart at a fixed place beside its title: of the cursor's moment, or of now. */
import { useTranslation } from 'react-i18next';
import { bandTokens } from './chart-colours.ts';
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
      ) : (
        props.lines.map((line, row) => (
          <span key={line.key} className="flex min-w-0 items-center gap-1.5">
            {line.style === 'hued' ? <HueSample row={row} /> : <LineSample style={line.style} />}
            {line.style !== 'hued' && <span className="max-w-40 truncate" title={line.label}>{line.label}</span>}
            <span className="min-w-9 text-text">{words(valueAt(line, shown))}</span>
          </span>
        ))
      )}
      {hidden.map((limit) => <span key={limit.label} title={t('limitAbove')}>{limit.label} ↑</span>)}
    </span>
  );
}

function HueSample({ row }: { row: number }) {
  return <span aria-hidden className="h-2.5 w-0.75 shrink-0 rounded-sm" style={{ background: `var(${bandTokens[row % bandTokens.length] ?? '--series-1'})` }} />;
}

function LineSample({ style }: { style: ChartLine['style'] }) {
  return (
    <svg width="14" height="6" aria-hidden className={style === 'strong' ? 'text-text' : 'text-muted'}>
      <line x1="0" y1="3" x2="14" y2="3" stroke="currentColor" strokeWidth="1.5" strokeDasharray={style === 'dashed' ? '4 3' : undefined} />
    </svg>
  );
}
