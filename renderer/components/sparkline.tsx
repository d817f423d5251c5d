/** The shape of the last hour, without axis. Gaps are gaps: a missing point breaks the line. */
import { classNames } from './class-names.ts';
import { sparkPath } from '#renderer/format/spark-path.ts';

export function Sparkline(props: {
  values: readonly (number | null)[];
  label: string;
  width?: number;
  height?: number;
  /** Points that would fill the width; fewer start further right, so that "now" is always at the right edge. */
  slots?: number;
  /** Fixed scale; left out: from the values, never flatter than `minSpan`. */
  max?: number | undefined;
  min?: number | undefined;
  minSpan?: number | undefined;
  isStale?: boolean | undefined;
}) {
  const { width = 56, height = 16, slots = 60 } = props;
  const path = sparkPath(props.values, { width, height, slots, min: props.min, max: props.max, minSpan: props.minSpan });
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.label} className={classNames('shrink-0 text-bar', props.isStale && 'opacity-50')}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}
