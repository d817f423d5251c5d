/** Names beside the ends of the lines, with the value of the cursor's moment. Long names are cut, whole on hover. */
import type { ChartCursor } from './chart-cursor.ts';
import { bandTokens } from './chart-colours.ts';
import { labelsOf, valueAt, type ChartFrame } from './chart-frame.ts';
import type { ChartLine, Quantity } from './chart-series.ts';
import { useCursorIndex } from './use-cursor.ts';

const lineHeight = 15;

export function ChartLabels(props: { times: readonly number[]; lines: readonly ChartLine[]; frame: ChartFrame; isStacked: boolean; height: number; quantity: Quantity; cursor: ChartCursor; withinMs: number }) {
  const { at, index } = useCursorIndex(props.cursor, props.times, props.withinMs);
  // A single line is named by the chart's title.
  if (props.lines.length < 2 && !props.isStacked) return <div />;
  const placed = labelsOf(props.frame, props.lines, props.isStacked, props.height, lineHeight);
  const shown = at === null ? props.frame.newest : index;
  return (
    <div className="relative overflow-hidden" style={{ height: props.height }} aria-hidden>
      {placed.map((label) => {
        const row = props.lines.findIndex((line) => line.key === label.key);
        const line = props.lines[row];
        if (line === undefined) return null;
        const value = valueAt(line, shown);
        return (
          <div key={label.key} className="absolute inset-x-0 flex -translate-y-1/2 items-center gap-1.5 pl-1.5 text-xs leading-3.5" style={{ top: label.y }} title={line.label}>
            {props.isStacked || line.style === 'hued' ? <HueSample row={row} /> : <LineSample style={line.style} />}
            <span className={`min-w-0 flex-1 truncate ${props.isStacked || line.style !== 'soft' && line.style !== 'dashed' ? '' : 'text-muted'}`}>{line.label}</span>
            <span className="figures whitespace-nowrap text-muted">{value === null ? '–' : props.quantity.value(value)}</span>
          </div>
        );
      })}
    </div>
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
