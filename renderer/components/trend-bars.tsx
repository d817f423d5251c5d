/** How often something happened, as bars; an empty stretch is a thin base line. The last bar holds the present. */
import { classNames } from './class-names.ts';

export function TrendBars({ counts, label, width = 96, height = 18, isQuiet = false, describe }: { counts: readonly number[]; label: string; width?: number; height?: number; isQuiet?: boolean; /** Words of one bar, on hover. */ describe?: ((index: number) => string) | undefined }) {
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  const gap = step > 4 ? 1 : 0.5;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} className={classNames('shrink-0 text-bar', isQuiet && 'opacity-60')}>
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--track)" strokeWidth="1" />
      {counts.map((count, index) => (count === 0 ? null : (
        <rect key={index} x={round(index * step)} y={round(height - barHeight(count, most, height))} width={round(Math.max(1, step - gap))} height={round(barHeight(count, most, height))} fill="currentColor">
          {describe !== undefined && <title>{describe(index)}</title>}
        </rect>
      )))}
    </svg>
  );
}

/** One incident must be seen beside a hundred. */
function barHeight(count: number, most: number, height: number): number {
  return Math.max(3, (count / most) * height);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
